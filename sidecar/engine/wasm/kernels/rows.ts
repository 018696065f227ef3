import * as tf from '@tensorflow/tfjs'
import { indexBounds } from '../../shared/indexBounds'
import { asItIs, fasterKernel, parseAxisParam, sizeFromShape, sizeOf, type FasterKernel, type Recipe, type WasmBackend } from '../kernel'

/**
 * The rows that the indices name, along any axis. Along the first they are only promised: what comes next is often a weight for each and a sum by segment, as
 * where messages pass along the edges of a graph, and that reads them where they lie.
 */
const gather = fasterKernel<{ x: tf.TensorInfo; indices: tf.TensorInfo }, tf.GatherV2Attrs>(
  tf.GatherV2,
  ({ inputs: { x, indices }, attrs, backend }, original) => {
    const axis = parseAxisParam(attrs.axis, x.shape)[0]!
    if ((x.dtype !== 'float32' && x.dtype !== 'int32') || indices.dtype !== 'int32' || attrs.batchDims !== 0) return original()
    const size = x.shape[axis]!
    const [least, most] = indexBounds(indices.dataId, () => backend.data.get(indices.dataId).values as Int32Array)
    if (least < 0 || most >= size) return original() // which names the index
    const outer = sizeFromShape(x.shape.slice(0, axis))
    const inner = sizeFromShape(x.shape.slice(axis + 1))
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]
    if (outer === 1 && x.dtype === 'float32') return backend.promise(shape, 'float32', new Rows(backend, x, indices, inner))
    const out = backend.allocate(shape, x.dtype)
    const count = sizeOf(indices)
    const addresses = [x, indices, out].map((tensor) => backend.addressOf(tensor))
    if (sizeOf(out) > 0) backend.threads.run('gather', outer * count * (inner * 0.4 + 3), ...addresses, outer, size, inner, count)
    return out
  },
)

/** Rows of `inner` values of x, each times its weight where there are weights. */
class Rows implements Recipe {
  readonly x: tf.TensorInfo
  readonly indices: tf.TensorInfo
  readonly weights: tf.TensorInfo | undefined
  readonly inputs: readonly tf.TensorInfo[]

  constructor(
    private readonly backend: WasmBackend,
    x: tf.TensorInfo,
    indices: tf.TensorInfo,
    readonly inner: number,
    weights?: tf.TensorInfo,
  ) {
    this.inputs = [x, indices, ...(weights ? [weights] : [])].map(asItIs)
    ;[this.x, this.indices, this.weights] = this.inputs as [tf.TensorInfo, tf.TensorInfo, tf.TensorInfo | undefined]
  }

  get count(): number {
    return sizeOf(this.indices)
  }

  write(address: number): void {
    const { backend, x, indices, weights, inner, count } = this
    if (count * inner === 0) return
    const [rows, names] = [backend.addressOf(x), backend.addressOf(indices)]
    const work = count * (inner * 0.4 + 3)
    if (weights) backend.threads.run('gatherWeighted', work, rows, names, backend.addressOf(weights), address, inner, count)
    else backend.threads.run('gather', work, rows, names, address, 1, sizeOf(x) / inner, inner, count)
  }
}

/** The product of promised rows and a weight for each, promised as well; undefined for any other product. */
export function weightedRows(backend: WasmBackend, a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo | undefined {
  const weigh = (x: tf.TensorInfo, weights: tf.TensorInfo): tf.TensorInfo | undefined => {
    const rows = backend.recipeOf(x)
    if (!(rows instanceof Rows) || rows.weights || !areOneEach(weights.shape, x.shape, rows.count)) return undefined
    return backend.promise(x.shape, 'float32', new Rows(backend, rows.x, rows.indices, rows.inner, weights))
  }
  return weigh(a, b) ?? weigh(b, a)
}

/** Whether weights of a shape are one for each of `count` rows, which the first axes number. */
function areOneEach(weights: number[], shape: number[], count: number): boolean {
  if (weights.length !== shape.length) return false
  let numbered = 1
  return shape.every((size, axis) => {
    const isNumbering = numbered < count
    if (isNumbering) numbered *= size
    return weights[axis] === (isNumbering ? size : 1)
  })
}

/** Rows added up by segment: the gradient of `gather`. Ids outside are left out, as in TensorFlow. */
const unsortedSegmentSum = fasterKernel<{ x: tf.TensorInfo; segmentIds: tf.TensorInfo }, tf.UnsortedSegmentSumAttrs>(
  tf.UnsortedSegmentSum,
  ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }, original) => {
    if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32' || segmentIds.shape.length !== 1) return original()
    const rest = x.shape.slice(1)
    const width = sizeFromShape(rest)
    const out = backend.allocate([numSegments, ...rest], 'float32')
    if (sizeOf(out) === 0) return out
    const count = sizeOf(segmentIds)
    const cost = count * width * 0.6 + numSegments * width * 0.2
    const to = backend.addressOf(out)
    // Ids that come again, as the edges of a graph do, are worth sorting: no sum is then read and written for each row.
    const starts = backend.derived(segmentIds, `segments ${numSegments}`, (numSegments + 1 + count) * valueBytes, (at) =>
      backend.threads.run('orderSegments', 0, backend.addressOf(segmentIds), count, numSegments, at, at + (numSegments + 1) * valueBytes),
    )
    if (starts === undefined) {
      backend.threads.run('segmentSum', cost, backend.addressOf(x), backend.addressOf(segmentIds), to, count, numSegments, width)
      return out
    }
    const order = starts + (numSegments + 1) * valueBytes
    const rows = backend.recipeOf(x)
    if (rows instanceof Rows && rows.count === count && rows.inner === width) {
      const [source, names] = [backend.addressOf(rows.x), backend.addressOf(rows.indices)]
      const weights = rows.weights ? backend.addressOf(rows.weights) : 0
      backend.threads.run('segmentSumGathered', cost, source, names, weights, starts, order, to, numSegments, width)
    } else backend.threads.run('segmentSumOrdered', cost, backend.addressOf(x), starts, order, to, numSegments, width)
    return out
  },
)

export const rowKernels: readonly FasterKernel[] = [gather, unsortedSegmentSum]

const valueBytes = 4
