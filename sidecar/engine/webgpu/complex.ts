import * as tf from '@tensorflow/tfjs'
import { runKernelAt } from '../shared/kernel'
import type { GuardedBackend } from './backend'

/**
 * tfjs' kernels that give a complex tensor another shape leave its parts in the old one, which `real` and `imag`, and all that is made of
 * them, then have.
 */
export function withPartsOfItsShape(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc(call) {
      const made = original.kernelFunc(call) as tf.TensorInfo
      if (made.dtype !== 'complex64') return made
      const backend = call.backend as GuardedBackend
      const { real, imag } = backend.tensorMap.get(made.dataId).complexTensorInfos!
      const parts = { real: { ...real, shape: made.shape }, imag: { ...imag, shape: made.shape } }
      const complex = runKernelAt({ name: 'webgpu', backend }, tf.Complex, parts, {})
      backend.disposeData(made.dataId)
      return complex
    },
  }
}
