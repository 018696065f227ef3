import type * as tf from '@tensorflow/tfjs'
import type { FusedUpdateName, FusedUpdates } from '../../../../sdk/fusedUpdate'
import { sizeOf, type WasmBackend } from '../kernel'

/** The updates of the sdk's optimisers, written in place in one pass. */
export const fusedUpdates: readonly tf.KernelConfig[] = [
  update('GradlabFusedSgd', 'sgd', [], ['learningRate']),
  update('GradlabFusedMomentum', 'momentum', ['velocity'], ['learningRate', 'momentum']),
  update('GradlabFusedRmsProp', 'rmsProp', ['meanSquare'], ['learningRate', 'decay', 'oneMinusDecay', 'epsilon']),
  update('GradlabFusedAdam', 'adam', ['m', 'v'], ['beta1', 'oneMinusBeta1', 'beta2', 'oneMinusBeta2', 'stepSize', 'epsilon', 'keep']),
]

/** @param slots,attributes in the order in which the function of assembly/optimize.ts takes them */
function update<Name extends FusedUpdateName>(
  kernelName: Name,
  kernel: string,
  slots: FusedUpdates[Name]['slots'],
  attributes: (keyof FusedUpdates[Name]['attributes'] & string)[],
): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend: given }) => {
      const backend = given as WasmBackend
      const { x, gradient, ...rest } = inputs as Record<string, tf.TensorInfo>
      const written = slots.map((slot) => rest[slot]!)
      const addresses = [x!, gradient!, ...written].map((tensor) => backend.addressOf(tensor))
      const numbers = attributes.map((name) => (attrs as Record<string, number>)[name]!)
      backend.threads.run(kernel, sizeOf(x!) * 0.6, ...addresses, sizeOf(x!), ...numbers)
      for (const tensor of [x!, ...written]) backend.changed(tensor)
      return [x!, ...written]
    },
  }
}
