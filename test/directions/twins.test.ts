import { describeTwins } from './twins'

// On wasm they are among the tests of models.test.ts.
describeTwins('cpu')
if (process.env['GRADLAB_TENSORFLOW']) describeTwins('tensorflow')
