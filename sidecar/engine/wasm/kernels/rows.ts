import * as tf from '@tensorflow/tfjs'
import { fasterKernel, sizeOf, type FasterKernel } from '../kernel'

/** The rows that the indices name, along any axis. */
const gather = fasterKernel<{ x: tf.TensorInfo; indices: tf.TensorInfo }, tf.GatherV2Attrs>(
  tf.GatherV2,
  ({ inputs: { x, indices }, attrs, backend }, original) => {
    const axis = tf.util.parseAxisParam(attrs.axis, x.shape)[0]!
    if ((x.dtype !== 'float32' && x.dtype !== 'int32') || indices.dtype !== 'int32' || attrs.batchDims !== 0) return original()
    const size = x.shape[axis]!
    for (const index of backend.data.get(indices.dataId).values as Int32Array) if (index < 0 || index >= size) return original() // which names the index
    const outer = tf.util.sizeFromShape(x.shape.slice(0, axis))
    const inner = tf.util.sizeFromShape(x.shape.slice(axis + 1))
    const out = backend.allocate([...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)], x.dtype)
    const count = sizeOf(indices)
    const addresses = [x, indices, out].map((tensor) => backend.addressOf(tensor))
    if (sizeOf(out) > 0) backend.threads.run('gather', outer * count * (inner * 0.4 + 3), ...addresses, outer, size, inner, count)
    return out
  },
)

/** Rows added up by segment: the gradient of `gather`. Ids outside are left out, as in TensorFlow. */
const unsortedSegmentSum = fasterKernel<{ x: tf.TensorInfo; segmentIds: tf.TensorInfo }, tf.UnsortedSegmentSumAttrs>(
  tf.UnsortedSegmentSum,
  ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }, original) => {
    if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32' || segmentIds.shape.length !== 1) return original()
    const rest = x.shape.slice(1)
    const width = tf.util.sizeFromShape(rest)
    const out = backend.allocate([numSegments, ...rest], 'float32')
    const addresses = [x, segmentIds, out].map((tensor) => backend.addressOf(tensor))
    const cost = sizeOf(x) * 0.6 + numSegments * width * 0.2
    if (sizeOf(out) > 0) backend.threads.run('segmentSum', cost, ...addresses, sizeOf(segmentIds), numSegments, width)
    return out
  },
)

export const rowKernels: readonly FasterKernel[] = [gather, unsortedSegmentSum]
