import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'
import { runKernelAt } from '../shared/kernel'

/** tfjs' cpu kernel computes as many products as the larger batch has, wrong where both are broadcast or one is empty: those are spread before. */
export function batchMatMul(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const backend = call.backend as MathBackendCPU
      const operands = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo }
      const batch = tf.backend_util.assertAndGetBroadcastShape(operands.a.shape.slice(0, -2), operands.b.shape.slice(0, -2))
      const size = tf.util.sizeFromShape(batch)
      const isSimple = Object.values(operands).every(({ shape }) => [1, size].includes(tf.util.sizeFromShape(shape.slice(0, -2)))) && size > 0
      if (isSimple) return original.kernelFunc(call)
      const spread = (x: tf.TensorInfo): tf.TensorInfo => {
        const ones = new Array<number>(batch.length + 2 - x.shape.length).fill(1)
        const raised = { ...x, shape: [...ones, ...x.shape] }
        const reps = [...batch.map((n, i) => (raised.shape[i] === n ? 1 : n)), 1, 1]
        return runKernelAt({ name: 'cpu', backend }, tf.Tile, { x: raised }, { reps })
      }
      const [a, b] = [spread(operands.a), spread(operands.b)]
      const product = original.kernelFunc({ ...call, inputs: { a, b } })
      backend.disposeIntermediateTensorInfo(a)
      backend.disposeIntermediateTensorInfo(b)
      return product
    },
  }
}
