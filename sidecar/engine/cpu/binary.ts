import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'

/** tfjs' cpu kernels broadcast complex operands only where their ranks are equal, and read past the end of the shorter one else. */
export function ofEqualRank(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo }
      if (a.dtype !== 'complex64') return original.kernelFunc(call)
      const rank = Math.max(a.shape.length, b.shape.length)
      const raise = (x: tf.TensorInfo): tf.TensorInfo => ({ ...x, shape: [...new Array<number>(rank - x.shape.length).fill(1), ...x.shape] })
      return original.kernelFunc({ ...call, inputs: { a: raise(a), b: raise(b) } })
    },
  }
}

/** tfjs' cpu kernel multiplies integers as doubles, which lose the low bits of a product that wraps around. */
export function multiply(original: tf.KernelConfig): tf.KernelConfig {
  const others = ofEqualRank(original)
  return {
    ...original,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo }
      if (a.dtype !== 'int32' || b.dtype !== 'int32') return others.kernelFunc(call)
      const backend = call.backend as MathBackendCPU
      const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape)
      const [aValues, bValues] = [a, b].map(({ dataId }) => backend.data.get(dataId).values as Int32Array) as [Int32Array, Int32Array]
      const [aAt, bAt] = [places(a.shape, shape), places(b.shape, shape)]
      const product = Int32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.imul(aValues[aAt(i)]!, bValues[bAt(i)]!))
      return backend.makeTensorInfo(shape, 'int32', product)
    },
  }
}

/** Which element of an operand stands at an element of the result. */
function places(shape: number[], result: number[]): (at: number) => number {
  if (shape.join() === result.join()) return (at) => at
  const skipped = result.length - shape.length
  const strides = [...tf.util.computeStrides(shape), 1]
  const resultStrides = [...tf.util.computeStrides(result), 1]
  const axes = shape.flatMap((size, axis) => (size === 1 ? [] : [{ stride: strides[axis]!, resultStride: resultStrides[skipped + axis]!, size }]))
  return (at) => axes.reduce((sum, { stride, resultStride, size }) => sum + (Math.floor(at / resultStride) % size) * stride, 0)
}
