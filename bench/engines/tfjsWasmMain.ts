import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { serve } from './serve'

// tfjs' own wasm backend as it is on npm, with tfjs' own Adam: it lacks the kernels to train a convolution or an embedding.

serve(
  async () => {
    setWasmPaths(process.argv[3]!)
    if (!(await tf.setBackend('wasm'))) throw new Error('tfjs-backend-wasm did not start')
    return { version: `tfjs-backend-wasm ${tf.version_core} as published (Node ${process.version})`, threads: 1, device: 'cpu', config: '' }
  },
  (params, { learningRate }) => {
    const optimizer = tf.train.adam(learningRate(), 0.9, 0.999, 1e-8) // its own ε is 1e-7, not that of the paper and of PyTorch
    return { minimize: (loss) => optimizer.minimize(loss, true, params.variables)! }
  },
)
