import * as tf from '@tensorflow/tfjs'
import { indexBounds } from '../shared/indexBounds'
import { gradientOf, gradientOfMany, run } from './config'

/** Gradients of what reads and writes by index. tfjs 4.22 has only GatherV2's, for at most one batch axis. */
export const indexingGradients: readonly tf.GradConfig[] = [
  // Each value goes back to where it was read: array_grad.py, _GatherNdGrad.
  gradientOf(tf.GatherNd, { inputs: ['params', 'indices'] }, (dy, [params, indices]) => ({
    params: () => (dy.size === 0 ? tf.zeros(params!.shape) : tf.scatterND(indices!, dy, params!.shape)),
  })),
  // math_grad.py, _UnsortedSegmentSumGrad, without tfjs' mask of the size of x: a row outside of all segments got nothing.
  gradientOf(tf.UnsortedSegmentSum, { inputs: ['segmentIds'] }, (dy, [ids]) => ({ x: () => rowsOfSegments(dy, ids as tf.Tensor1D) })),
  // array_grad.py, _ScatterNdGrad.
  gradientOf(tf.ScatterNd, { inputs: ['indices'] }, (dy, [indices]) => ({ updates: () => gatherND(dy, indices!) })),
  // array_grad.py, _TensorScatterUpdateGrad; it too takes every one of several updates of one place for the one that remained.
  gradientOf(tf.TensorScatterUpdate, { inputs: ['indices'] }, (dy, [indices]) => ({
    tensor: () => tf.where(tf.greater(tf.scatterND(indices!, tf.onesLike(gatherND(dy, indices!)), dy.shape), 0), tf.zerosLike(dy), dy),
    updates: () => gatherND(dy, indices!),
  })),
  // sparse_grad.py, _SparseToDenseGrad.
  gradientOf(tf.SparseToDense, { inputs: ['sparseIndices', 'sparseValues'] }, (dy, [indices, values]) => {
    const atIndices = gatherND(dy, indices!.rank === 2 ? indices! : indices!.reshape([-1, 1]))
    return {
      sparseValues: () => (values!.rank === 0 ? tf.sum(atIndices) : atIndices.reshape(values!.shape)),
      defaultValue: () => tf.sub(tf.sum(dy), tf.sum(atIndices)),
    }
  }),
  // Each of the k goes back to its column: nn_grad.py, _TopKGrad.
  gradientOfMany(tf.TopK, { inputs: ['x'], outputs: [false, true] }, ([dy], [x, indices]) => ({ x: () => scatterLast(dy!, indices!, x!.shape) })),
  gradientOfMany<{ includeBatchInIndex: boolean }>(
    tf.MaxPoolWithArgmax,
    { inputs: ['x'], outputs: [false, true] },
    ([dy], [x, indices], { includeBatchInIndex }) => ({ x: () => scatterMaxima(dy!, indices!, x!.shape, includeBatchInIndex) }),
  ),
  gradientOf(tf.Diag, { inputs: ['x'] }, (dy, [x]) => ({
    x: () => {
      const n = x!.size
      return tf.gather(dy.flatten(), tf.range(0, n * n, n + 1, 'int32')).reshape(x!.shape)
    },
  })),
  gatherGradient(),
  segmentGradient(tf.SparseSegmentSum, (dy) => dy),
  segmentGradient(tf.SparseSegmentMean, (dy, ids) => {
    const counts = tf.unsortedSegmentSum(tf.ones(ids.shape), ids, dy.shape[0]!)
    return tf.divNoNan(dy, counts.reshape([-1, ...dy.shape.slice(1).map(() => 1)]))
  }),
]

/** What gatherND gives, where an index tensor may hold no index. */
function gatherND(x: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const depth = indices.shape[indices.rank - 1]!
  const shape = [...indices.shape.slice(0, -1), ...x.shape.slice(depth)]
  return tf.util.sizeFromShape(shape) === 0 ? tf.zeros(shape) : tf.gatherND(x, indices)
}

/** Adds values to zeros of a shape at their columns of the last axis. */
function scatterLast(values: tf.Tensor, columns: tf.Tensor, shape: number[]): tf.Tensor {
  const width = shape[shape.length - 1]!
  const count = columns.shape[columns.rank - 1]!
  if (values.size === 0) return tf.zeros(shape)
  const rows = tf
    .range(0, values.size / count, 1, 'int32')
    .mul(tf.scalar(width, 'int32'))
    .reshape([-1, 1])
  const places = columns.reshape([-1, count]).add(rows).flatten() as tf.Tensor1D
  return tf.unsortedSegmentSum(values.flatten(), places, tf.util.sizeFromShape(shape)).reshape(shape)
}

function scatterMaxima(values: tf.Tensor, indices: tf.Tensor, shape: number[], isBatchIncluded: boolean): tf.Tensor {
  if (values.size === 0) return tf.zeros(shape)
  const size = tf.util.sizeFromShape(shape)
  const batch = shape[0]!
  const offsets = tf.range(0, isBatchIncluded ? 1 : batch, 1, 'int32').mul(tf.scalar(size / batch, 'int32'))
  const places = indices
    .reshape([isBatchIncluded ? 1 : batch, -1])
    .toInt()
    .add(offsets.reshape([-1, 1]))
    .flatten() as tf.Tensor1D
  return tf.unsortedSegmentSum(values.flatten(), places, size).reshape(shape)
}

function rowsOfSegments(dy: tf.Tensor, ids: tf.Tensor1D): tf.Tensor {
  const segments = dy.shape[0]!
  if (segments === 0) return tf.zeros([ids.size, ...dy.shape.slice(1)])
  // Where a tensor can be read at once, which a GPU's cannot, nothing is computed for rows outside that are not there.
  if (tf.getBackend() !== 'webgpu') {
    const [least, most] = indexBounds(ids.dataId, () => ids.dataSync())
    if (least >= 0 && most < segments) return tf.gather(dy, ids)
  }
  const inside = tf.logicalAnd(ids.greaterEqual(tf.scalar(0, 'int32')), ids.less(tf.scalar(segments, 'int32')))
  const nearest = ids.maximum(tf.scalar(0, 'int32')).minimum(tf.scalar(segments - 1, 'int32'))
  return tf.gather(dy, nearest.toInt()).mul(inside.toFloat().reshape([ids.size, ...dy.shape.slice(1).fill(1)]))
}

/** tfjs' own gradient, which takes at most one batch axis and that slowly, and for more of them the rows of each batch entry numbered on. */
function gatherGradient(): tf.GradConfig {
  const original = tf.getGradient(tf.GatherV2)
  return {
    ...original,
    gradFunc: (dy, saved, attributes) => {
      const { batchDims, axis } = attributes as unknown as { batchDims: number; axis: number }
      const [x, indices] = saved as [tf.Tensor, tf.Tensor]
      return batchDims === 0 ? original.gradFunc(dy, saved, attributes) : { x: () => scatterBatches(dy as tf.Tensor, x, indices, axis, batchDims) }
    },
  }
}

/** dy [batch, outer, indices, inner] → [batch, x's axis, outer, inner], summed by index, → x [batch, outer, axis, inner]. */
function scatterBatches(dy: tf.Tensor, x: tf.Tensor, indices: tf.Tensor, axis: number, batchDims: number): tf.Tensor {
  const size = tf.util.sizeFromShape
  const batch = size(x.shape.slice(0, batchDims))
  const outer = size(x.shape.slice(batchDims, axis))
  const length = x.shape[axis]!
  const inner = size(x.shape.slice(axis + 1))
  if (dy.size === 0) return tf.zeros(x.shape)
  const rows = dy
    .reshape([batch, outer, -1, inner])
    .transpose([0, 2, 1, 3])
    .reshape([-1, outer * inner])
  const offsets = tf.range(0, batch, 1, 'int32').mul(tf.scalar(length, 'int32')).reshape([-1, 1])
  const places = indices.reshape([batch, -1]).toInt().add(offsets).flatten() as tf.Tensor1D
  return tf
    .unsortedSegmentSum(rows, places, batch * length)
    .reshape([batch, length, outer, inner])
    .transpose([0, 2, 1, 3])
    .reshape(x.shape)
}

/** math_grad.py, _SparseSegmentSumGrad and _SparseSegmentMeanGrad. */
function segmentGradient(kernelName: string, scale: (dy: tf.Tensor, ids: tf.Tensor1D) => tf.Tensor): tf.GradConfig {
  return gradientOf(kernelName, { inputs: ['data', 'indices', 'segmentIds'] }, (dy, [data, indices, ids]) => ({
    data: () => {
      if (dy.size === 0 || indices!.size === 0) return tf.zeros(data!.shape)
      const rows = tf.gather(scale(dy, ids as tf.Tensor1D), ids as tf.Tensor1D)
      return run(tf.UnsortedSegmentSum, { x: rows, segmentIds: indices! }, { numSegments: data!.shape[0] })
    },
  }))
}
