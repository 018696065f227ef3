import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'

/** What a reduction over no element gives, as TensorFlow and NumPy define it; tfjs' cpu kernels read past the end instead. */
export function ofNothing(value: number) {
  return (original: tf.KernelConfig): tf.KernelConfig => ({
    ...original,
    kernelFunc: (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo }
      const { axis, reductionIndices, keepDims } = call.attrs as unknown as { axis?: number[]; reductionIndices?: number[]; keepDims: boolean }
      const axes = tf.util.parseAxisParam(axis ?? reductionIndices!, x.shape)
      const [kept, reduced] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes)
      if (tf.util.sizeFromShape(reduced) > 0) return original.kernelFunc(call)
      const shape = keepDims ? tf.backend_util.expandShapeToKeepDim(kept, axes) : kept
      const values = tf.util.getTypedArrayFromDType(x.dtype as 'float32' | 'int32' | 'bool', tf.util.sizeFromShape(shape)).fill(value)
      return (call.backend as MathBackendCPU).makeTensorInfo(shape, x.dtype, values)
    },
  })
}

/** tfjs' cpu kernels of cumsum and cumprod give a wrong shape for an axis counted from the end. */
export function ofAxisFromStart(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo }
      const attrs = call.attrs as unknown as tf.CumsumAttrs
      const [axis] = tf.util.parseAxisParam(attrs.axis, x.shape)
      return original.kernelFunc({ ...call, attrs: { ...attrs, axis: axis! } })
    },
  }
}

/** tfjs' cpu kernel counts a list of numbers where it was asked only which occur; of a matrix it does not. */
export function denseBincount(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const backend = call.backend as MathBackendCPU
      const counts = original.kernelFunc(call) as tf.TensorInfo
      const { x } = call.inputs as { x: tf.TensorInfo }
      if (x.shape.length !== 1 || !(call.attrs as unknown as tf.DenseBincountAttrs).binaryOutput) return counts
      const values = backend.data.get(counts.dataId).values as Float32Array
      values.forEach((count, i) => (values[i] = count === 0 ? 0 : 1))
      return counts
    },
  }
}
