import * as tf from '@tensorflow/tfjs'
import { arraysEqual, fasterKernel, parseAxisParam, sameAs, sizeFromShape, sizeOf, type FasterKernel, type WasmBackend } from '../kernel'
import { mergeAxes, stridesOf, walkAlong, type Axis } from '../strides'

interface OneInput {
  x: tf.TensorInfo
}

/** Any permutation of axes; neighbors that stay together move together. */
const transpose = fasterKernel<OneInput, tf.TransposeAttrs>(tf.Transpose, ({ inputs: { x }, attrs: { perm }, backend }, original) => {
  const shape = perm.map((axis) => x.shape[axis]!)
  const strides = stridesOf(x.shape)
  const axes = perm.map((axis) => ({ size: x.shape[axis]!, stride: strides[axis]! }))
  if (!isWide(x) || sizeOf(x) === 0) return original()
  const merged = mergeAxes(axes)
  if (merged.length <= 1) return sameAs(backend, x, shape)
  const matrices = asMatrices(merged)
  if (!matrices) return gatherWalk(backend, x, 0, axes, shape) ?? original()
  const out = allocateLike(backend, x, shape)
  backend.threads.run('transposeMatrices', sizeOf(x) * 0.7, backend.addressOf(x), backend.addressOf(out), ...matrices)
  return out
})

/** [outer, columns, rows] read out of [outer, rows, columns]: outer, rows, columns. */
function asMatrices(axes: readonly Axis[]): [outer: number, rows: number, columns: number] | undefined {
  const [first, columns, rows] = axes.length === 2 ? [undefined, ...axes] : axes
  if (axes.length > 3 || !columns || !rows || columns.stride !== 1 || rows.stride !== columns.size) return undefined
  if (first && first.stride !== rows.size * columns.size) return undefined
  return [first?.size ?? 1, rows.size, columns.size]
}

/** Only what is asked for is copied. */
const slice = fasterKernel<OneInput, tf.SliceAttrs>(tf.Slice, ({ inputs: { x }, attrs, backend }, original) => {
  const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attrs.begin, attrs.size) as [number[], number[]]
  tf.slice_util.assertParamsValid(x as tf.Tensor, begin, size)
  return (isWide(x) ? sliceAt(backend, x, begin, size) : undefined) ?? original()
})

const stridedSlice = fasterKernel<OneInput, tf.StridedSliceAttrs>(tf.StridedSlice, ({ inputs: { x }, attrs, backend }, original) => {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs
  const info = tf.slice_util.sliceInfo(x.shape, begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask)
  if (!isWide(x) || newAxisMask !== 0 || info.finalShapeSparse.length !== x.shape.length || info.finalShape.includes(0)) return original()
  const own = stridesOf(x.shape)
  const axes = info.finalShapeSparse.map((size, axis) => ({ size, stride: own[axis]! * info.strides[axis]! }))
  const start = info.begin.reduce((sum, at, axis) => sum + at * own[axis]!, 0)
  return gatherWalk(backend, x, start, axes, info.finalShape) ?? original()
})

const reverse = fasterKernel<OneInput, tf.ReverseAttrs>(tf.Reverse, ({ inputs: { x }, attrs: { dims }, backend }, original) => {
  const reversed = new Set(parseAxisParam(dims, x.shape))
  if (!isWide(x) || sizeOf(x) === 0 || x.shape.length === 0) return original()
  const strides = stridesOf(x.shape)
  const start = [...reversed].reduce((sum, axis) => sum + (x.shape[axis]! - 1) * strides[axis]!, 0)
  const axes = x.shape.map((size, axis) => ({ size, stride: reversed.has(axis) ? -strides[axis]! : strides[axis]! }))
  return gatherWalk(backend, x, start, axes, x.shape) ?? original()
})

/** Repeated along every axis: walked through again with a stride of 0. Broadcasting a tensor to a shape comes here too. */
const tile = fasterKernel<OneInput, tf.TileAttrs>(tf.Tile, ({ inputs: { x }, attrs: { reps }, backend }, original) => {
  const shape = x.shape.map((size, axis) => size * reps[axis]!)
  if (!isWide(x) || shape.includes(0) || shape.length === 0) return original()
  const strides = stridesOf(x.shape)
  const axes = x.shape.flatMap((size, axis) => [
    { size: reps[axis]!, stride: 0 },
    { size, stride: strides[axis]! },
  ])
  return gatherWalk(backend, x, 0, axes, shape) ?? original()
})

const splitV = fasterKernel<OneInput, tf.SplitVAttrs>(tf.SplitV, ({ inputs: { x }, attrs: { numOrSizeSplits, axis }, backend }, original) => {
  const along = parseAxisParam(axis, x.shape)[0]!
  const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, along)
  if (!isWide(x)) return original()
  return piecesAlong(
    backend,
    x,
    along,
    sizes.map((size) => x.shape.map((whole, i) => (i === along ? size : whole))),
  )
})

/** One tensor for each place along an axis. */
const unpack = fasterKernel<{ value: tf.TensorInfo }, tf.UnpackAttrs>(tf.Unpack, ({ inputs: { value: x }, attrs: { axis }, backend }, original) => {
  const along = axis < 0 ? axis + x.shape.length : axis
  if (!isWide(x)) return original()
  const shape = x.shape.filter((_, i) => i !== along)
  return piecesAlong(
    backend,
    x,
    along,
    Array.from({ length: x.shape[along]! }, () => shape),
  )
})

/** Along any axis: each input is copied into its columns. */
const concat = fasterKernel<tf.TensorInfo[], tf.ConcatAttrs>(tf.Concat, ({ inputs, attrs, backend }, original) => {
  const tensors = Object.values(inputs)
  const shapes = tensors.map(({ shape }) => shape)
  const axis = parseAxisParam(attrs.axis, shapes[0]!)[0]!
  if (!areAlike(tensors)) return original()
  tf.backend_util.assertParamsConsistent(shapes, axis)
  return sideBySide(backend, tensors, tf.backend_util.computeOutShape(shapes, axis), axis)
})

const pack = fasterKernel<tf.TensorInfo[], tf.PackAttrs>(tf.Pack, ({ inputs, attrs, backend }, original) => {
  const tensors = Object.values(inputs)
  const { shape } = tensors[0]!
  const axis = attrs.axis < 0 ? attrs.axis + shape.length + 1 : attrs.axis
  if (!areAlike(tensors) || tensors.some((tensor) => !arraysEqual(tensor.shape, shape))) return original()
  return sideBySide(backend, tensors, [...shape.slice(0, axis), tensors.length, ...shape.slice(axis)], axis)
})

/** The border first, then the inside over it. */
const pad = fasterKernel<OneInput, tf.PadV2Attrs>(tf.PadV2, ({ inputs: { x }, attrs: { paddings, constantValue }, backend }, original) => {
  const shape = x.shape.map((size, axis) => paddings[axis]![0] + size + paddings[axis]![1])
  const strides = stridesOf(shape)
  const walk = walkAlong(x.shape.map((size, axis) => ({ size, stride: strides[axis]! })))
  if (x.dtype !== 'float32' || sizeOf(x) === 0 || !walk) return original()
  const out = filled(backend, shape, constantValue)
  const start = paddings.reduce((sum, [before], axis) => sum + before * strides[axis]!, 0)
  backend.threads.run('copyToStrides', sizeOf(x) * 0.5, backend.addressOf(x), backend.addressOf(out) + start * valueBytes, ...walk)
  return out
})

/** Really converts: the cpu backend calls whole numbers floats without touching them. */
const cast = fasterKernel<OneInput, tf.CastAttrs>(tf.Cast, ({ inputs: { x }, attrs: { dtype }, backend }, original) => {
  if (x.dtype === dtype && isNumeric(x)) return sameAs(backend, x)
  const kernel = conversions[`${x.dtype} to ${dtype}`]
  if (!kernel) return original()
  const out = backend.allocate(x.shape, dtype as 'float32' | 'int32')
  backend.threads.run(kernel, sizeOf(x) * 0.6, backend.addressOf(x), backend.addressOf(out), sizeOf(x))
  return out
})
const conversions: Readonly<Record<string, string>> = { 'float32 to int32': 'toWhole', 'int32 to float32': 'fromWhole', 'bool to float32': 'fromBytes' }

type Choice = { condition: tf.TensorInfo; t: tf.TensorInfo; e: tf.TensorInfo }
const select = fasterKernel<Choice, object>(tf.Select, ({ inputs: { condition, t, e }, backend }, original) => {
  const isSimple = isWide(t) && t.dtype === e.dtype && condition.dtype === 'bool'
  if (!isSimple || !arraysEqual(condition.shape, t.shape) || !arraysEqual(t.shape, e.shape)) return original()
  const out = allocateLike(backend, t, t.shape)
  backend.threads.run('select', sizeOf(t) * 0.8, ...[condition, t, e, out].map((tensor) => backend.addressOf(tensor)), sizeOf(t))
  return out
})

const fill = fasterKernel<object, tf.FillAttrs>(tf.Fill, ({ attrs: { shape, value, dtype }, backend }, original) =>
  (dtype ?? 'float32') === 'float32' && typeof value === 'number' ? filled(backend, shape, value) : original(),
)
const zerosLike = fasterKernel<OneInput, object>(tf.ZerosLike, ({ inputs: { x }, backend }, original) =>
  x.dtype === 'float32' ? filled(backend, x.shape, 0) : original(),
)
const onesLike = fasterKernel<OneInput, object>(tf.OnesLike, ({ inputs: { x }, backend }, original) =>
  x.dtype === 'float32' ? filled(backend, x.shape, 1) : original(),
)

/** Kernels that move values about. Those of four bytes are not looked at, whatever they mean. */
export const moveKernels: readonly FasterKernel[] = [
  ...[transpose, slice, stridedSlice, reverse, tile, splitV, unpack, concat, pack, pad],
  ...[cast, select, fill, zerosLike, onesLike],
]

function sliceAt(backend: WasmBackend, x: tf.TensorInfo, begin: number[], size: number[]): tf.TensorInfo | undefined {
  const strides = stridesOf(x.shape)
  const start = begin.reduce((sum, at, axis) => sum + at * strides[axis]!, 0)
  return gatherWalk(
    backend,
    x,
    start,
    size.map((length, axis) => ({ size: length, stride: strides[axis]! })),
    size,
  )
}

/** What a walk through x meets, in its order, from the value `start` on; undefined where the walk has too many axes. */
function gatherWalk(backend: WasmBackend, x: tf.TensorInfo, start: number, axes: readonly Axis[], shape: number[]): tf.TensorInfo | undefined {
  const walk = walkAlong(axes)
  if (!walk) return undefined
  const out = allocateLike(backend, x, shape)
  const count = sizeOf(out)
  if (count > 0) backend.threads.run('copyStrided', count * 0.7, backend.addressOf(x) + start * valueBytes, backend.addressOf(out), ...walk)
  return out
}

/** Pieces of these shapes that lie one after another along an axis: the other way about than `sideBySide`. */
function piecesAlong(backend: WasmBackend, x: tf.TensorInfo, axis: number, shapes: readonly number[][]): tf.TensorInfo[] {
  const rows = sizeFromShape(x.shape.slice(0, axis))
  const rowLength = sizeFromShape(x.shape.slice(axis))
  let from = backend.addressOf(x)
  return shapes.map((shape) => {
    const out = allocateLike(backend, x, shape)
    const count = sizeOf(out)
    const width = count / Math.max(1, rows)
    if (count > 0) backend.threads.run('copyRows', count * 0.4, from, backend.addressOf(out), rows, width, rowLength, width)
    from += width * valueBytes
    return out
  })
}

function sideBySide(backend: WasmBackend, tensors: readonly tf.TensorInfo[], shape: number[], axis: number): tf.TensorInfo {
  const out = allocateLike(backend, tensors[0]!, shape)
  const rows = sizeFromShape(shape.slice(0, axis))
  const rowLength = sizeFromShape(shape.slice(axis))
  let to = backend.addressOf(out)
  for (const tensor of tensors) {
    const count = sizeOf(tensor)
    const width = count / Math.max(1, rows)
    if (count > 0) backend.threads.run('copyRows', count * 0.4, backend.addressOf(tensor), to, rows, width, width, rowLength)
    to += width * valueBytes
  }
  return out
}

function filled(backend: WasmBackend, shape: number[], value: number): tf.TensorInfo {
  const out = backend.allocate(shape, 'float32')
  backend.threads.run('fill', sizeOf(out) * 0.2, backend.addressOf(out), sizeOf(out), value)
  return out
}

const valueBytes = 4
const isWide = ({ dtype }: tf.TensorInfo): boolean => dtype === 'float32' || dtype === 'int32'
const isNumeric = (x: tf.TensorInfo): boolean => isWide(x) || x.dtype === 'bool'
const areAlike = (tensors: readonly tf.TensorInfo[]): boolean => tensors.every((tensor) => isWide(tensor) && tensor.dtype === tensors[0]!.dtype)
const allocateLike = (backend: WasmBackend, x: tf.TensorInfo, shape: number[]): tf.TensorInfo => backend.allocate(shape, x.dtype as 'float32' | 'int32')
