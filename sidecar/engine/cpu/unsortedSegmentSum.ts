import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'
import { segmentSum } from '../shared/segmentSum'

/**
 * tfjs' cpu kernel multiplies the whole input by a mask once a segment: minutes a step for the embedding table of a vocabulary. Of
 * integers it makes floats.
 */
export function unsortedSegmentSum(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const backend = call.backend as MathBackendCPU
      const { x, segmentIds } = call.inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo }
      if (x.dtype !== 'float32' && x.dtype !== 'int32') return original.kernelFunc(call)
      const { numSegments } = call.attrs as unknown as tf.UnsortedSegmentSumAttrs
      const rest = x.shape.slice(1)
      const width = tf.util.sizeFromShape(rest)
      const sums = x.dtype === 'float32' ? new Float32Array(numSegments * width) : new Int32Array(numSegments * width)
      segmentSum(backend.data.get(x.dataId).values as Float32Array | Int32Array, backend.data.get(segmentIds.dataId).values as Int32Array, width, sums)
      return backend.makeTensorInfo([numSegments, ...rest], x.dtype, sums)
    },
  }
}
