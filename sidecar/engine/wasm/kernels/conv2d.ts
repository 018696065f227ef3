import * as tf from '@tensorflow/tfjs'
import { areFloats, fasterKernel, sizeOf, type FasterKernel, type WasmBackend } from '../kernel'

type Shape4D = [number, number, number, number]
type Sizes = tf.backend_util.Conv2DInfo

/** x [N, H, W, C] by filter [R, S, C, K] → [N, Y, X, K]. */
const conv2d = fasterKernel<{ x: tf.TensorInfo; filter: tf.TensorInfo }, tf.Conv2DAttrs>(tf.Conv2D, ({ inputs: { x, filter }, attrs, backend }, original) => {
  const { strides, pad, dilations, dimRoundingMode } = attrs
  const sizes = tf.backend_util.computeConv2DInfo(
    x.shape as Shape4D,
    filter.shape as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    false,
    dataFormatOf(attrs),
  )
  if (!isOurs(sizes, x, filter)) return original()
  const out = backend.allocate(sizes.outShape, 'float32')
  if (sizeOf(out) === 0) return out
  const [k, n] = [patchLength(sizes), sizes.outChannels]
  const pixels = sizes.batchSize * sizes.outHeight * sizes.outWidth
  const { heap, threads } = backend
  const panels = heap.allocate(panelBytes(k, n))
  const scratch = heap.allocate(12 * k * floatBytes * threads.count)
  threads.run('packB', k * n, backend.addressOf(filter), k, n, n, 1, panels.offset)
  if (isPointwise(sizes))
    threads.run('gemm', costOf(pixels, k, n), backend.addressOf(x), k, 1, panels.offset, backend.addressOf(out), pixels, n, k, scratch.offset)
  else threads.run('conv2d', costOf(pixels, k, n), backend.addressOf(x), panels.offset, backend.addressOf(out), ...geometry(sizes), scratch.offset)
  heap.release(scratch)
  heap.release(panels)
  return out
})

/** dy [N, Y, X, K] by filter [R, S, C, K] → dx [N, H, W, C]. */
const conv2dInputGradient = fasterKernel<{ dy: tf.TensorInfo; filter: tf.TensorInfo }, tf.Conv2DBackpropInputAttrs & { dilations?: number | [number, number] }>(
  tf.Conv2DBackpropInput,
  ({ inputs: { dy, filter }, attrs, backend }, original) => {
    const { inputShape, strides, pad, dimRoundingMode, dilations = 1 } = attrs
    const sizes = tf.backend_util.computeConv2DInfo(inputShape, filter.shape as Shape4D, strides, dilations, pad, dimRoundingMode, false, dataFormatOf(attrs))
    if (!isOurs(sizes, dy, filter)) return original()
    const out = backend.allocate(sizes.inShape, 'float32')
    if (sizeOf(out) === 0) return out
    if (sizeOf(dy) === 0) return zeroed(backend, out)
    const { outChannels, inChannels } = sizes
    const places = sizes.filterHeight * sizes.filterWidth
    const k = places * outChannels
    const pixels = sizes.batchSize * sizes.inHeight * sizes.inWidth
    const { heap, threads } = backend
    const panels = heap.allocate(panelBytes(k, inChannels))
    const scratch = heap.allocate(12 * k * floatBytes * threads.count)
    for (let place = 0; place < places; place++) {
      const at = backend.addressOf(filter) + place * inChannels * outChannels * floatBytes
      threads.run('packBlock', inChannels * outChannels, at, outChannels, inChannels, 1, outChannels, panels.offset, k, place * outChannels)
    }
    const cost = costOf(pixels, k, inChannels)
    if (isPointwise(sizes)) threads.run('gemm', cost, backend.addressOf(dy), k, 1, panels.offset, backend.addressOf(out), pixels, inChannels, k, scratch.offset)
    else threads.run('conv2dInputGradient', cost, backend.addressOf(dy), panels.offset, backend.addressOf(out), ...geometry(sizes), scratch.offset)
    heap.release(scratch)
    heap.release(panels)
    return out
  },
)

/** x [N, H, W, C] and dy [N, Y, X, K] → dW [R, S, C, K]. */
const conv2dFilterGradient = fasterKernel<{ x: tf.TensorInfo; dy: tf.TensorInfo }, tf.Conv2DBackpropFilterAttrs & { dilations?: number | [number, number] }>(
  tf.Conv2DBackpropFilter,
  ({ inputs: { x, dy }, attrs, backend }, original) => {
    const { filterShape, strides, pad, dimRoundingMode, dilations = 1 } = attrs
    const sizes = tf.backend_util.computeConv2DInfo(x.shape as Shape4D, filterShape, strides, dilations, pad, dimRoundingMode, false, dataFormatOf(attrs))
    if (!isOurs(sizes, x, dy)) return original()
    const out = backend.allocate(filterShape, 'float32')
    if (sizeOf(out) === 0) return out
    if (sizeOf(dy) === 0 || sizeOf(x) === 0) return zeroed(backend, out)
    const [m, n] = [patchLength(sizes), sizes.outChannels]
    const pixels = sizes.batchSize * sizes.outHeight * sizes.outWidth
    // A fixed number of partial sums, whatever the number of threads; fewer where a filter is large.
    const chunks = Math.max(2, Math.min(8, Math.floor(2 ** 20 / (m * n))))
    const { heap, threads } = backend
    const sums = heap.allocate(chunks * m * n * floatBytes)
    const scratch = heap.allocate(depthOfBlock * (roundUp(m, 6) + roundUp(n, 8)) * floatBytes * threads.count)
    const addresses = [backend.addressOf(x), backend.addressOf(dy), sums.offset]
    threads.run('conv2dFilterGradient', costOf(pixels, m, n), ...addresses, chunks, ...geometry(sizes), scratch.offset)
    threads.run('reduce', chunks * m * n * 0.4, sumOperation, sums.offset, backend.addressOf(out), 1, chunks, m * n, 1)
    heap.release(scratch)
    heap.release(sums)
    return out
  },
)

export const convolutionKernels: readonly FasterKernel[] = [conv2d, conv2dInputGradient, conv2dFilterGradient]

/** As the functions of assembly/conv2d.ts take them. */
export function geometry(sizes: Sizes): number[] {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = sizes
  const { strideHeight, strideWidth, padInfo, dilationHeight, dilationWidth } = sizes
  const images = [batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels]
  return [...images, filterHeight, filterWidth, strideHeight, strideWidth, padInfo.top, padInfo.left, dilationHeight, dilationWidth]
}

export function zeroed(backend: WasmBackend, out: tf.TensorInfo): tf.TensorInfo {
  backend.threads.run('fill', sizeOf(out) * 0.2, backend.addressOf(out), sizeOf(out), 0)
  return out
}

/** The ops of tfjs leave the format out of some gradients' attributes. */
function dataFormatOf({ dataFormat }: { dataFormat?: 'NHWC' | 'NCHW' }): 'channelsLast' | 'channelsFirst' {
  return tf.backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC')
}

const isOurs = ({ dataFormat }: Sizes, ...tensors: tf.TensorInfo[]): boolean => dataFormat === 'channelsLast' && areFloats(...tensors)
const patchLength = ({ filterHeight, filterWidth, inChannels }: Sizes): number => filterHeight * filterWidth * inChannels

/** A 1 × 1 filter at every pixel: one matrix product. */
function isPointwise({ filterHeight, filterWidth, strideHeight, strideWidth, inHeight, inWidth, outHeight, outWidth }: Sizes): boolean {
  return filterHeight * filterWidth * strideHeight * strideWidth === 1 && inHeight === outHeight && inWidth === outWidth
}

const floatBytes = 4
const sumOperation = 0
/** As in assembly/conv2d.ts. */
const depthOfBlock = 48
const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple
const panelBytes = (k: number, n: number): number => k * roundUp(n, 8) * floatBytes
/** Nanoseconds of a matrix product on one thread. */
const costOf = (m: number, k: number, n: number): number => (m * k * n) / 20
