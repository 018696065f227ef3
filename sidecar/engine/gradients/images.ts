import * as tf from '@tensorflow/tfjs'
import { gradientOf, pullBack, run } from './config'
import { sampleBilinear, sampleNearest, within } from './sampling'

/** Gradients of what reads an image at other places. tfjs 4.22 has only those of the two resizing ops, which it has wrongly for halfPixelCenters. */
export const imageGradients: readonly tf.GradConfig[] = [
  // image_grad.py, _CropAndResizeGrad: the nearest pixel does not change with the box.
  gradientOf<CropAttributes>(tf.CropAndResize, { inputs: ['image', 'boxes', 'boxInd'] }, (dy, saved, attributes) => {
    const [image, boxes, which] = saved as [tf.Tensor4D, tf.Tensor, tf.Tensor]
    return {
      image: () => pullBack((x) => crop(x as tf.Tensor4D, boxes, which, attributes), [image], dy)[0]!,
      boxes: () => pullBack((x) => crop(image, x!, which, attributes), [boxes], dy)[0]!,
    }
  }),
  // image_ops.py, _image_projective_transform_grad, for the image; that of the matrix is by the same composition.
  gradientOf<TransformAttributes>(tf.Transform, { inputs: ['image', 'transforms'] }, (dy, saved, attributes) => {
    const [image, transforms] = saved as [tf.Tensor4D, tf.Tensor]
    return {
      image: () => pullBack((x) => transform(x as tf.Tensor4D, transforms, attributes), [image], dy)[0]!,
      transforms: () => pullBack((x) => transform(image, x!, attributes), [transforms], dy)[0]!,
    }
  }),
  // Each pixel goes back to the one that was copied.
  gradientOf<RotateAttributes>(tf.RotateWithOffset, {}, (dy, _, attributes) => ({ image: () => rotateBack(dy as tf.Tensor4D, attributes) })),
  resizeGradient(tf.ResizeBilinear, betweenTwo),
  resizeGradient(tf.ResizeNearestNeighbor, nearestOne),
  ofResizeGradient(tf.ResizeBilinearGrad, tf.ResizeBilinear),
  ofResizeGradient(tf.ResizeNearestNeighborGrad, tf.ResizeNearestNeighbor),
]

interface CropAttributes {
  readonly cropSize: [number, number]
  readonly method: 'bilinear' | 'nearest'
  readonly extrapolationValue: number
}

function crop(image: tf.Tensor4D, boxes: tf.Tensor, which: tf.Tensor, { cropSize, method, extrapolationValue }: CropAttributes): tf.Tensor {
  const [, height, width] = image.shape
  const [top, left, bottom, right] = tf.unstack(boxes, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
  const spread = [which.size, ...cropSize]
  const rows = tf.broadcastTo(positions(top, bottom, height, cropSize[0]).expandDims(2), spread)
  const columns = tf.broadcastTo(positions(left, right, width, cropSize[1]).expandDims(1), spread)
  const sample = method === 'bilinear' ? sampleBilinear : sampleNearest
  const values = sample(image, which, rows, columns, extrapolationValue)
  const isInside = tf.logicalAnd(within(rows, height), within(columns, width))
  const isImage = tf.less(which, tf.scalar(image.shape[0], 'int32')).reshape([-1, 1, 1])
  return tf.where(tf.logicalAnd(isInside, isImage).expandDims(-1), values, tf.fill(values.shape, extrapolationValue))
}

/** From the first to the last place of each box [N] in `count` equal steps, or its middle: [N, count]. */
function positions(first: tf.Tensor, last: tf.Tensor, size: number, count: number): tf.Tensor {
  if (count === 1)
    return tf
      .add(first, last)
      .mul(0.5 * (size - 1))
      .expandDims(1)
  const steps = tf.range(0, count, 1).div(count - 1)
  return tf.add(first.expandDims(1), tf.mul(tf.sub(last, first).expandDims(1), steps)).mul(size - 1)
}

interface TransformAttributes {
  readonly interpolation: 'nearest' | 'bilinear'
  readonly fillMode: 'constant' | 'reflect' | 'wrap' | 'nearest'
  readonly fillValue: number
  readonly outputShape: [number, number] | null
}

function transform(image: tf.Tensor4D, transforms: tf.Tensor, attributes: TransformAttributes): tf.Tensor {
  const [batch, height, width] = image.shape
  const [rows, columns] = attributes.outputShape ?? [height, width]
  const [a0, a1, a2, b0, b1, b2, c0, c1] = tf.unstack(transforms.reshape([-1, 8, 1, 1]), 1) as [...Eight]
  const x = tf.range(0, columns, 1).reshape([1, 1, columns])
  const y = tf.range(0, rows, 1).reshape([1, rows, 1])
  const affine = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor | number): tf.Tensor => tf.add(tf.add(tf.mul(a, x), tf.mul(b, y)), c)
  const projection = affine(c0, c1, 1)
  const isFinite = tf.notEqual(projection, 0)
  const divisor = tf.where(isFinite, projection, tf.onesLike(projection))
  const spread = [batch, rows, columns]
  const inColumns = tf.broadcastTo(mapped(tf.div(affine(a0, a1, a2), divisor), width, attributes.fillMode), spread)
  const inRows = tf.broadcastTo(mapped(tf.div(affine(b0, b1, b2), divisor), height, attributes.fillMode), spread)
  const sample = attributes.interpolation === 'bilinear' ? sampleBilinear : sampleNearest
  const values = sample(image, tf.range(0, batch, 1, 'int32'), inRows, inColumns, attributes.fillValue)
  return tf.where(tf.broadcastTo(isFinite, spread).expandDims(-1), values, tf.fill(values.shape, attributes.fillValue))
}
type Eight = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]

/** Where a place outside an axis is read: tensorflow/core/kernels/image/image_ops.h, MapCoordinate. */
function mapped(position: tf.Tensor, size: number, mode: TransformAttributes['fillMode']): tf.Tensor {
  if (mode === 'constant') return position
  const inside = tf.clipByValue(position, 0, size - 1)
  if (mode === 'nearest' || size <= 1) return inside
  const isBefore = tf.less(position, 0)
  const wholes = (period: number): tf.Tensor => tf.floor(tf.abs(position).div(period)).mul(mode === 'wrap' ? size : period)
  if (mode === 'wrap') {
    const after = tf.where(tf.greater(position, size - 1), tf.sub(position, wholes(size - 1)), position)
    return tf.clipByValue(tf.where(isBefore, tf.add(position, tf.add(wholes(size - 1), size)), after), 0, size - 1)
  }
  const before = tf.add(position, wholes(2 * size))
  const reflected = tf.where(tf.less(before, -size), tf.add(before, 2 * size), tf.sub(-1, before))
  const beyond = tf.sub(position, wholes(2 * size))
  const returned = tf.where(tf.greaterEqual(beyond, size), tf.sub(2 * size - 1, beyond), beyond)
  return tf.clipByValue(tf.where(isBefore, reflected, tf.where(tf.greater(position, size - 1), returned, position)), 0, size - 1)
}

interface RotateAttributes {
  readonly radians: number
  readonly center: number | [number, number]
}

function rotateBack(dy: tf.Tensor4D, { radians, center }: RotateAttributes): tf.Tensor {
  const [batch, height, width, channels] = dy.shape
  const [centerX, centerY] = tf.backend_util.getImageCenter(center, height, width)
  const [sine, cosine] = [Math.sin(radians), Math.cos(radians)]
  const from = new Int32Array(height * width)
  const isInside = new Float32Array(height * width)
  for (let i = 0; i < from.length; i++) {
    const [x, y] = [(i % width) - centerX, Math.floor(i / width) - centerY]
    const [column, row] = [Math.round(x * cosine - y * sine + centerX), Math.round(x * sine + y * cosine + centerY)]
    if (column < 0 || column >= width || row < 0 || row >= height) continue
    from[i] = row * width + column
    isInside[i] = 1
  }
  const rows = dy
    .reshape([batch, height * width, channels])
    .transpose([1, 0, 2])
    .mul(tf.tensor3d(isInside, [height * width, 1, 1]))
  const sums = tf.unsortedSegmentSum(rows, tf.tensor1d(from, 'int32'), height * width)
  return sums.transpose([1, 0, 2]).reshape(dy.shape)
}

interface ResizeAttributes {
  readonly alignCorners: boolean
  readonly halfPixelCenters: boolean
  readonly size: [number, number]
}
type Interpolation = (size: number, count: number) => readonly { places: tf.Tensor1D; weights: tf.Tensor1D }[]

/** tfjs' own; its kernels do not know halfPixelCenters, so then by rows and columns that are read and weighted. */
function resizeGradient(kernelName: string, interpolation: Interpolation): tf.GradConfig {
  const original = tf.getGradient(kernelName)
  return {
    ...original,
    gradFunc: (dy, saved, attributes) => {
      const { halfPixelCenters, size } = attributes as unknown as ResizeAttributes
      if (!halfPixelCenters) {
        const { images } = original.gradFunc(dy, saved, attributes) as Record<string, () => tf.Tensor>
        return { images: () => images!().reshape(saved[0]!.shape) } // tfjs' cpu kernel mistakes width for height in the shape
      }
      const along = (x: tf.Tensor, axis: 1 | 2): tf.Tensor =>
        tf.addN(
          interpolation(x.shape[axis]!, size[axis - 1]!).map(({ places, weights }) =>
            tf.gather(x, places, axis).mul(weights.reshape(axis === 1 ? [-1, 1, 1] : [-1, 1])),
          ),
        )
      return { images: () => pullBack((images) => along(along(images!, 1), 2), [saved[0]!], dy as tf.Tensor)[0]! }
    },
  }
}

function betweenTwo(size: number, count: number): ReturnType<Interpolation> {
  const at = Array.from({ length: count }, (_, i) => (size / count) * (i + 0.5) - 0.5)
  const first = at.map((position) => Math.max(0, Math.floor(position)))
  const rest = at.map((position, i) => position - first[i]!)
  const second = at.map((position) => Math.max(0, Math.min(size - 1, Math.ceil(position))))
  return [
    { places: tf.tensor1d(first, 'int32'), weights: tf.tensor1d(rest.map((weight) => 1 - weight)) },
    { places: tf.tensor1d(second, 'int32'), weights: tf.tensor1d(rest) },
  ]
}

function nearestOne(size: number, count: number): ReturnType<Interpolation> {
  const nearest = Array.from({ length: count }, (_, i) => Math.min(size - 1, Math.floor((size / count) * (i + 0.5))))
  return [{ places: tf.tensor1d(nearest, 'int32'), weights: tf.ones([count]) }]
}

/** The gradient kernel is linear in dy; what comes back is resized as the images were. */
function ofResizeGradient(kernelName: string, forward: string): tf.GradConfig {
  return gradientOf<{ alignCorners: boolean }>(kernelName, { inputs: ['images', 'dy'] }, (G, [images, dy], { alignCorners }) => ({
    dy: () => run(forward, { images: G.reshape(images!.shape) }, { alignCorners, halfPixelCenters: false, size: dy!.shape.slice(1, 3) }),
    images: () => tf.zerosLike(images!),
  }))
}
