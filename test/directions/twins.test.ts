import { describeTwins } from './twins'

// On wasm they are among the tests of models.test.ts.
describeTwins('cpu')
