import * as tf from '@tensorflow/tfjs'
import { gradientOf } from './config'

/** Gradients of what takes pieces of a tensor or moves them. */
export const movingGradients: readonly tf.GradConfig[] = [
  // The values go back to where they were taken from: array_grad.py, _StridedSliceGrad.
  gradientOf<StridedSliceAttributes>(tf.StridedSlice, { inputs: ['x'] }, (dy, [x], attributes) => ({
    x: () => stridedSliceGradient(dy, x!.shape, attributes),
  })),
  // The mirrored borders fold back onto what they mirror: array_grad.py, _MirrorPadGrad. tfjs 4.22 drops them.
  gradientOf<{ paddings: [number, number][]; mode: 'reflect' | 'symmetric' }>(tf.MirrorPad, {}, (dy, _, { paddings, mode }) => ({
    x: () => paddings.reduce((folded, padding, axis) => fold(folded, axis, padding, mode === 'reflect' ? 1 : 0), dy),
  })),
  gradientOf<{ blockSize: number; dataFormat: 'NHWC' | 'NCHW' }>(tf.DepthToSpace, {}, (dy, _, { blockSize, dataFormat }) => ({
    x: () => spaceToDepth(dy, blockSize, dataFormat),
  })),
  gradientOf(tf.FlipLeftRight, {}, (dy) => ({ image: () => tf.reverse(dy, 2) })),
  forLists(tf.SplitV),
  forLists(tf.Unpack),
  // A sum over the copies. tfjs 4.22 adds them up one by one, and only up to rank 4.
  gradientOf<{ reps: number[] }>(tf.Tile, { inputs: ['x'] }, (dy, [x], { reps }) => ({ x: () => sumOfCopies(dy, x!.shape, reps) })),
]

/** tfjs hands over a list of dy only where there are several, but these take one. */
function forLists(kernelName: string): tf.GradConfig {
  const original = tf.getGradient(kernelName)
  return { ...original, gradFunc: (dys, saved, attributes) => original.gradFunc(Array.isArray(dys) ? dys : [dys], saved, attributes) }
}

interface StridedSliceAttributes {
  readonly begin: number[]
  readonly end: number[]
  readonly strides: number[]
  readonly beginMask: number
  readonly endMask: number
  readonly ellipsisMask: number
  readonly newAxisMask: number
  readonly shrinkAxisMask: number
}

function stridedSliceGradient(dy: tf.Tensor, shape: number[], attributes: StridedSliceAttributes): tf.Tensor {
  const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes
  const { begin, end, strides } = tf.slice_util.sliceInfo(
    shape,
    attributes.begin,
    attributes.end,
    attributes.strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  )
  if (dy.size === 0) return tf.zeros(shape)
  const taken = dy.reshape(tf.slice_util.computeOutShape(begin, end, strides))
  return shape.reduce((spread, size, axis) => spreadAlong(spread, axis, size, begin[axis]!, strides[axis]!), taken)
}

/** The values of an axis at begin, begin + stride … of an axis of `size` zeros. */
function spreadAlong(x: tf.Tensor, axis: number, size: number, begin: number, stride: number): tf.Tensor {
  const count = x.shape[axis]!
  if (count === size && stride === 1) return x
  const ascending = stride < 0 ? tf.reverse(x, axis) : x
  const first = stride < 0 ? begin + (count - 1) * stride : begin
  const step = Math.abs(stride)
  const before = tf.util.sizeFromShape(x.shape.slice(0, axis))
  const inner = tf.util.sizeFromShape(x.shape.slice(axis + 1))
  const rows = ascending.reshape([before, count, inner])
  const spaced = tf.pad(rows, [[0, 0], [0, 0], [0, (step - 1) * inner]]).reshape([before, count * step, inner]) // prettier-ignore
  const length = (count - 1) * step + 1
  const placed = tf.pad(tf.slice(spaced, [0, 0, 0], [before, length, inner]), [[0, 0], [first, size - first - length], [0, 0]]) // prettier-ignore
  return placed.reshape(x.shape.map((old, i) => (i === axis ? size : old)))
}

/** Adds both borders of an axis, reversed, to what they mirror: from the edge on (0) or from next to it (1). */
function fold(dy: tf.Tensor, axis: number, [before, after]: readonly [number, number], offset: 0 | 1): tf.Tensor {
  const size = dy.shape[axis]! - before - after
  if (before + after === 0) return dy
  if (dy.size === 0) return tf.zeros(dy.shape.map((all, i) => (i === axis ? size : all)))
  const piece = (begin: number, length: number): tf.Tensor =>
    tf.slice(
      dy,
      dy.shape.map((_, i) => (i === axis ? begin : 0)),
      dy.shape.map((all, i) => (i === axis ? length : all)),
    )
  const mirrored = (begin: number, length: number, at: number): tf.Tensor =>
    tf.pad(
      tf.reverse(piece(begin, length), axis),
      dy.shape.map((_, i): [number, number] => (i === axis ? [at, size - at - length] : [0, 0])),
    )
  let sum = piece(before, size)
  if (before > 0) sum = sum.add(mirrored(0, before, offset))
  if (after > 0) sum = sum.add(mirrored(before + size, after, size - after - offset))
  return sum
}

/** The inverse of depthToSpace: array_grad.py, _DepthToSpaceGrad. */
function spaceToDepth(x: tf.Tensor, block: number, dataFormat: 'NHWC' | 'NCHW'): tf.Tensor {
  if (dataFormat === 'NCHW') {
    const [batch, channels, height, width] = x.shape as [number, number, number, number]
    const blocks = x.reshape([batch, channels, height / block, block, width / block, block]).transpose([0, 3, 5, 1, 2, 4])
    return blocks.reshape([batch, channels * block * block, height / block, width / block])
  }
  const [batch, height, width, channels] = x.shape as [number, number, number, number]
  const blocks = x.reshape([batch, height / block, block, width / block, block, channels]).transpose([0, 1, 3, 2, 4, 5])
  return blocks.reshape([batch, height / block, width / block, channels * block * block])
}

/** Axis by axis: an axis of reps · size is [reps, size], summed over reps. */
function sumOfCopies(dy: tf.Tensor, shape: number[], reps: number[]): tf.Tensor {
  let sum = dy
  shape.forEach((size, axis) => {
    const copies = reps[axis]!
    if (copies === 1) return
    const before = tf.util.sizeFromShape(sum.shape.slice(0, axis))
    const inner = tf.util.sizeFromShape(sum.shape.slice(axis + 1))
    sum = tf.sum(sum.reshape([before, copies, size * inner]), 1).reshape([...sum.shape.slice(0, axis), size, ...sum.shape.slice(axis + 1)])
  })
  return sum
}
