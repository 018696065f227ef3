import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { serve } from './serve'

// tfjs' own wasm backend as it is on npm, without our kernels and gradients: it lacks the kernels to train a convolution or an embedding.

serve(async () => {
  setWasmPaths(process.argv[3]!)
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs-backend-wasm did not start')
  return { version: `tfjs-backend-wasm ${tf.version_core} as published (Node ${process.version})`, threads: 1, device: 'cpu', config: '' }
})
