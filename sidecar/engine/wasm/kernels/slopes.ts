import type * as tf from '@tensorflow/tfjs'
import { sizeOf, type WasmBackend } from '../kernel'

/** dy times the slope of a function that tells it by its output y, both float32 and of one shape: gradients that tfjs composes (gradients/elementwise.ts). */
export const slopeKernels: readonly tf.KernelConfig[] = ['GradlabReluGrad', 'GradlabSigmoidGrad', 'GradlabTanhGrad'].map(
  (kernelName, operation): tf.KernelConfig => ({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend: given }) => {
      const backend = given as WasmBackend
      const { dy, y } = inputs as { dy: tf.TensorInfo; y: tf.TensorInfo }
      const out = backend.allocate(y.shape, 'float32')
      const count = sizeOf(y)
      backend.threads.run('slope', count * 0.5, operation, backend.addressOf(dy), backend.addressOf(y), backend.addressOf(out), count)
      return out
    },
  }),
)
