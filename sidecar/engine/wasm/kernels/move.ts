import * as tf from '@tensorflow/tfjs'
import { fasterKernel, sameAs, sizeOf, type FasterKernel, type WasmBackend } from '../kernel'

/** Values of four bytes are moved without being looked at, whatever they mean. */
const isWide = ({ dtype }: tf.TensorInfo): boolean => dtype === 'float32' || dtype === 'int32'
const allocateLike = (backend: WasmBackend, x: tf.TensorInfo, shape: number[]): tf.TensorInfo => backend.allocate(shape, x.dtype as 'float32' | 'int32')

/** Any permutation of axes; neighbors that stay together move together. */
export const transpose = fasterKernel<{ x: tf.TensorInfo }, tf.TransposeAttrs>(tf.Transpose, ({ inputs: { x }, attrs: { perm }, backend }, original) => {
  const shape = perm.map((axis) => x.shape[axis]!)
  const axes = mergeAxes(x.shape, perm)
  const count = sizeOf(x)
  if (!isWide(x) || count === 0 || axes.length > 5) return original()
  if (axes.length <= 1) return sameAs(backend, x, shape)
  const out = allocateLike(backend, x, shape)
  const [from, to] = [backend.addressOf(x), backend.addressOf(out)]
  const last = axes.at(-1)!
  const before = axes.at(-2)!
  // [outer, rows, columns] → [outer, columns, rows]
  if (
    axes.length <= 3 &&
    last.stride !== 1 &&
    before.stride === 1 &&
    last.stride === before.size &&
    (axes.length === 2 || axes[0]!.stride === last.size * before.size)
  ) {
    backend.threads.run('transposeMatrices', count * 0.7, from, to, axes.length === 2 ? 1 : axes[0]!.size, last.size, before.size)
    return out
  }
  const width = last.stride === 1 ? last.size : 1
  const outer = width === 1 ? axes : axes.slice(0, -1)
  if (outer.length > 4) {
    backend.disposeData(out.dataId)
    return original()
  }
  while (outer.length < 4) outer.unshift({ size: 1, stride: 0 })
  const sizes = outer.map(({ size }) => size)
  const strides = outer.map(({ stride }) => stride)
  backend.threads.run('copyStrided', count, from, to, ...sizes, ...strides, width)
  return out
})

interface Axis {
  size: number
  stride: number
}

/** The axes of the result with their strides in the input, without those of size 1, neighbors in both merged. */
function mergeAxes(shape: number[], perm: number[]): Axis[] {
  const strides = [...tf.util.computeStrides(shape), 1]
  const axes: Axis[] = []
  for (const axis of perm) {
    const [size, stride] = [shape[axis]!, strides[axis]!]
    if (size === 1) continue
    const previous = axes.at(-1)
    if (previous && previous.stride === stride * size) axes[axes.length - 1] = { size: previous.size * size, stride }
    else axes.push({ size, stride })
  }
  return axes
}

/** Only what is asked for is copied. */
export const slice = fasterKernel<{ x: tf.TensorInfo }, tf.SliceAttrs>(tf.Slice, ({ inputs: { x }, attrs, backend }, original) => {
  if (!isWide(x)) return original()
  const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attrs.begin, attrs.size) as [number[], number[]]
  tf.slice_util.assertParamsValid(x as tf.Tensor, begin, size)
  const out = allocateLike(backend, x, size)
  const count = tf.util.sizeFromShape(size)
  if (count === 0) return out
  const strides = [...tf.util.computeStrides(x.shape), 1]
  const from = backend.addressOf(x) + begin.reduce((sum, at, axis) => sum + at * strides[axis]!, 0) * 4
  const axes = size.map((length, axis) => ({ size: length, stride: strides[axis]! })).filter(({ size: length }) => length !== 1)
  const merged: Axis[] = []
  for (const axis of axes) {
    const previous = merged.at(-1)
    if (previous && previous.stride === axis.stride * axis.size) merged[merged.length - 1] = { size: previous.size * axis.size, stride: axis.stride }
    else merged.push(axis)
  }
  const width = merged.at(-1)?.stride === 1 ? merged.pop()!.size : 1
  if (merged.length > 4) {
    backend.disposeData(out.dataId)
    return original()
  }
  while (merged.length < 4) merged.unshift({ size: 1, stride: 0 })
  const run = [...merged.map((axis) => axis.size), ...merged.map((axis) => axis.stride)]
  backend.threads.run('copyStrided', count * 0.5, from, backend.addressOf(out), ...run, width)
  return out
})

/** Along any axis: each input is copied into its columns. */
export const concat = fasterKernel<tf.TensorInfo[], tf.ConcatAttrs>(tf.Concat, ({ inputs, attrs, backend }, original) => {
  const tensors = Object.values(inputs)
  const axis = tf.util.parseAxisParam(attrs.axis, tensors[0]!.shape)[0]!
  const first = tensors[0]!
  if (!isWide(first) || tensors.some(({ dtype }) => dtype !== first.dtype)) return original()
  tf.backend_util.assertParamsConsistent(
    tensors.map(({ shape }) => shape),
    axis,
  )
  const shape = tf.backend_util.computeOutShape(
    tensors.map((tensor) => tensor.shape),
    axis,
  )
  const out = allocateLike(backend, first, shape)
  const rows = tf.util.sizeFromShape(shape.slice(0, axis))
  const rowLength = tf.util.sizeFromShape(shape.slice(axis))
  let to = backend.addressOf(out)
  for (const tensor of tensors) {
    const width = tf.util.sizeFromShape(tensor.shape.slice(axis))
    if (rows * width > 0) backend.threads.run('copyRows', rows * width * 0.4, backend.addressOf(tensor), to, rows, width, width, rowLength)
    to += width * 4
  }
  return out
})

export const pack = fasterKernel<tf.TensorInfo[], tf.PackAttrs>(tf.Pack, ({ inputs, attrs: { axis }, backend }, original) => {
  const tensors = Object.values(inputs)
  const first = tensors[0]!
  if (!isWide(first) || tensors.some(({ dtype, shape }) => dtype !== first.dtype || !tf.util.arraysEqual(shape, first.shape))) return original()
  const shape = [...first.shape.slice(0, axis), tensors.length, ...first.shape.slice(axis)]
  const out = allocateLike(backend, first, shape)
  const rows = tf.util.sizeFromShape(first.shape.slice(0, axis))
  const width = tf.util.sizeFromShape(first.shape.slice(axis))
  tensors.forEach((tensor, i) => {
    const to = backend.addressOf(out) + i * width * 4
    if (rows * width > 0) backend.threads.run('copyRows', rows * width * 0.4, backend.addressOf(tensor), to, rows, width, width, width * tensors.length)
  })
  return out
})

/** The rows that the indices name. */
export const gather = fasterKernel<{ x: tf.TensorInfo; indices: tf.TensorInfo }, tf.GatherV2Attrs>(
  tf.GatherV2,
  ({ inputs: { x, indices }, attrs, backend }, original) => {
    const { axis, batchDims } = attrs
    const parsed = tf.util.parseAxisParam(axis, x.shape)[0]!
    if (!isWide(x) || indices.dtype !== 'int32' || batchDims !== 0) return original()
    const size = x.shape[parsed]!
    const values = (backend.data.get(indices.dataId) as { values: Int32Array }).values
    for (const value of values) if (value < 0 || value >= size) return original() // which names the index
    const outer = tf.util.sizeFromShape(x.shape.slice(0, parsed))
    const inner = tf.util.sizeFromShape(x.shape.slice(parsed + 1))
    const out = allocateLike(backend, x, [...x.shape.slice(0, parsed), ...indices.shape, ...x.shape.slice(parsed + 1)])
    const count = sizeOf(indices)
    if (outer * inner * count > 0) {
      const addresses = [backend.addressOf(x), backend.addressOf(indices), backend.addressOf(out)]
      backend.threads.run('gather', outer * count * (inner * 0.4 + 3), ...addresses, outer, size, inner, count)
    }
    return out
  },
)

/** Rows added up by segment: the gradient of `gather`. Ids outside are left out, as in TensorFlow. */
export const unsortedSegmentSum = fasterKernel<{ x: tf.TensorInfo; segmentIds: tf.TensorInfo }, tf.UnsortedSegmentSumAttrs>(
  tf.UnsortedSegmentSum,
  ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }, original) => {
    if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32' || segmentIds.shape.length !== 1) return original()
    const rest = x.shape.slice(1)
    const width = tf.util.sizeFromShape(rest)
    const out = backend.allocate([numSegments, ...rest], 'float32')
    if (numSegments * width > 0) {
      const addresses = [backend.addressOf(x), backend.addressOf(segmentIds), backend.addressOf(out)]
      backend.threads.run('segmentSum', sizeOf(x) * 0.6 + numSegments * width * 0.2, ...addresses, sizeOf(segmentIds), numSegments, width)
    }
    return out
  },
)

/** Really converts: the cpu backend calls whole numbers floats without touching them. */
export const cast = fasterKernel<{ x: tf.TensorInfo }, tf.CastAttrs>(tf.Cast, ({ inputs: { x }, attrs: { dtype }, backend }, original) => {
  if (x.dtype === dtype && dtype !== 'complex64' && dtype !== 'string') return sameAs(backend, x)
  const kernel =
    x.dtype === 'float32' && dtype === 'int32'
      ? 'toWhole'
      : dtype === 'float32'
        ? x.dtype === 'int32'
          ? 'fromWhole'
          : x.dtype === 'bool'
            ? 'fromBytes'
            : undefined
        : undefined
  if (!kernel) return original()
  const out = backend.allocate(x.shape, dtype as 'float32' | 'int32')
  const count = sizeOf(x)
  backend.threads.run(kernel, count * 0.6, backend.addressOf(x), backend.addressOf(out), count)
  return out
})

export const select = fasterKernel<{ condition: tf.TensorInfo; t: tf.TensorInfo; e: tf.TensorInfo }, object>(
  tf.Select,
  ({ inputs: { condition, t, e }, backend }, original) => {
    const isSimple =
      isWide(t) && t.dtype === e.dtype && condition.dtype === 'bool' && tf.util.arraysEqual(condition.shape, t.shape) && tf.util.arraysEqual(t.shape, e.shape)
    if (!isSimple) return original()
    const out = allocateLike(backend, t, t.shape)
    const count = sizeOf(t)
    backend.threads.run('select', count * 0.8, ...[condition, t, e, out].map((tensor) => backend.addressOf(tensor)), count)
    return out
  },
)

/** A number repeated. */
export const fill = fasterKernel<object, tf.FillAttrs>(tf.Fill, ({ attrs: { shape, value, dtype }, backend }, original) => {
  if ((dtype ?? 'float32') !== 'float32' || typeof value !== 'number') return original()
  return filled(backend, shape, value)
})
export const zerosLike = fasterKernel<{ x: tf.TensorInfo }, object>(tf.ZerosLike, ({ inputs: { x }, backend }, original) =>
  x.dtype === 'float32' ? filled(backend, x.shape, 0) : original(),
)
export const onesLike = fasterKernel<{ x: tf.TensorInfo }, object>(tf.OnesLike, ({ inputs: { x }, backend }, original) =>
  x.dtype === 'float32' ? filled(backend, x.shape, 1) : original(),
)

function filled(backend: WasmBackend, shape: number[], value: number): tf.TensorInfo {
  const out = backend.allocate(shape, 'float32')
  const count = sizeOf(out)
  backend.threads.run('fill', count * 0.2, backend.addressOf(out), count, value)
  return out
}

export const moveKernels: readonly FasterKernel[] = [transpose, slice, concat, pack, gather, unsortedSegmentSum, cast, select, fill, zerosLike, onesLike]
