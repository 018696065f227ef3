import * as tf from '@tensorflow/tfjs'
import { segmentSum } from '../../shared/segmentSum'
import { floatsOf, intsOf, makeZeros, wasmKernel } from '../kernel'

interface Inputs {
  x: tf.TensorInfo
  segmentIds: tf.TensorInfo
}

/** x [R, …], segmentIds [R] → [numSegments, …]. This is the gradient of gather, so of every embedding table. */
export const unsortedSegmentSum = wasmKernel<Inputs, tf.UnsortedSegmentSumAttrs>(
  tf.UnsortedSegmentSum,
  ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) => {
    if (x.dtype !== 'float32') throw new Error(`unsortedSegmentSum on wasm takes float32, not ${x.dtype}`)
    const rest = x.shape.slice(1)
    const out = makeZeros(backend, [numSegments, ...rest])
    segmentSum(floatsOf(backend, x), intsOf(backend, segmentIds), tf.util.sizeFromShape(rest), floatsOf(backend, out))
    return out
  },
)
