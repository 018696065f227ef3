import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../kernel'

type Sizes = tf.backend_util.Conv2DInfo
type Taken = 'batchSize' | 'inHeight' | 'inWidth' | 'inChannels' | 'outHeight' | 'outWidth' | 'outChannels' | 'filterHeight' | 'filterWidth'
type Steps = 'strideHeight' | 'strideWidth' | 'dilationHeight' | 'dilationWidth'

/** What a convolution reads and writes; the pitches are how many floats apart the images, lines and pixels of its output lie. */
export interface Windows extends Pick<Sizes, Taken | Steps> {
  readonly padInfo: { readonly top: number; readonly left: number }
  readonly imagePitch: number
  readonly linePitch: number
  readonly pixelPitch: number
}

/** Those of a convolution whose output is a tensor of its own. */
export function windowsOf(sizes: Sizes): Windows {
  const { outHeight, outWidth, outChannels } = sizes
  return { ...sizes, imagePitch: outHeight * outWidth * outChannels, linePitch: outWidth * outChannels, pixelPitch: outChannels }
}

/** All by addresses: `filter` is packed as [R·S·C, K], in panels; a bias where it is not 0, and a rectifier, follow where the output is a tensor of its own. */
export function convolve({ heap, threads }: WasmBackend, x: number, filter: number, out: number, windows: Windows, bias = 0, isRectified = false): void {
  const { imagePitch, linePitch, pixelPitch } = windows
  const { images, rows } = bandOf(windows, windows.outHeight, leastPixels, threads.parts * bandsPerPart)
  const bytes = roundUp((2 * (images * rows * windows.outWidth + tileRows) + bandFloats(windows, images, rows)) * floatBytes, cacheLine)
  const scratch = heap.allocate(bytes * threads.parts)
  const pitches = [imagePitch, linePitch, pixelPitch]
  const after = [bias, Number(isRectified)]
  threads.run('conv2d', costOf(windows), x, filter, out, ...geometry(windows), ...pitches, images, rows, scratch.offset, bytes, ...after)
  heap.release(scratch)
}

/** dW [R, S, C, K] of a convolution, all by addresses. */
export function sumFilterGradient({ heap, threads }: WasmBackend, x: number, dy: number, out: number, windows: Windows): void {
  const { outChannels, outWidth } = windows
  const m = patchLength(windows)
  const { images, rows } = bandOf(windows, Math.ceil(depthOfBand / outWidth), depthOfBand, 1)
  // A fixed number of partial sums, whatever the number of threads; fewer where a filter is large.
  const chunks = Math.max(2, Math.min(8, Math.floor(2 ** 20 / (m * outChannels))))
  const panels = images * rows * outWidth * roundUp(outChannels, tileColumns)
  const bytes = roundUp((2 * (m + tileRows) + panels + bandFloats(windows, images, rows)) * floatBytes, cacheLine)
  const sums = heap.allocate(chunks * m * outChannels * floatBytes)
  const scratch = heap.allocate(bytes * threads.parts)
  threads.run('conv2dFilterGradient', costOf(windows), x, dy, sums.offset, chunks, ...geometry(windows), images, rows, scratch.offset, bytes)
  threads.run('reduce', chunks * m * outChannels * 0.4, sumOperation, sums.offset, out, 1, chunks, m * outChannels, 1)
  heap.release(scratch)
  heap.release(sums)
}

/** As the functions of assembly/ take them. */
export function geometry(windows: Omit<Windows, 'imagePitch' | 'linePitch' | 'pixelPitch'>): number[] {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = windows
  const { strideHeight, strideWidth, padInfo, dilationHeight, dilationWidth } = windows
  const images = [batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels]
  return [...images, filterHeight, filterWidth, strideHeight, strideWidth, padInfo.top, padInfo.left, dilationHeight, dilationWidth]
}

/** Pixels along one axis of an input whose gradient takes the same places of the filter: every `stride`-th one from `first` on. */
export interface Phase {
  readonly first: number
  readonly count: number
  /** From the last one to the first, as a convolution of dy meets them. */
  readonly places: readonly number[]
  /** Zeros before dy. */
  readonly before: number
}

/** The gradient of an input is one convolution of dy for each phase, so that none multiplies the zeros between strides. Not for strides with dilations. */
export function phasesOf(sizes: Sizes, axis: 'height' | 'width'): Phase[] {
  const [stride, filter, dilation, before, size] =
    axis === 'height'
      ? [sizes.strideHeight, sizes.filterHeight, sizes.dilationHeight, sizes.padInfo.top, sizes.inHeight]
      : [sizes.strideWidth, sizes.filterWidth, sizes.dilationWidth, sizes.padInfo.left, sizes.inWidth]
  return Array.from({ length: stride }, (_, phase) => {
    const first = (((phase - before) % stride) + stride) % stride
    const places = Array.from({ length: Math.max(0, Math.ceil((filter - phase) / stride)) }, (_, i) => phase + i * stride).reverse()
    const count = Math.max(0, Math.ceil((size - first) / stride))
    return { first, count, places, before: (places.length - 1) * dilation - (first + before - phase) / stride }
  })
}

/** How many lines of how many images: as many of both as fit into the cache, whole images together where they are small, at least `bands` in all if need be. */
export function bandOf(windows: Windows, mostRows: number, leastPixels: number, bands: number): { images: number; rows: number } {
  const { batchSize, inChannels, outHeight, outWidth, strideHeight, filterHeight, dilationHeight } = windows
  const lines = Math.floor(floatsOfBand / (bandColumns(windows) * inChannels)) - (filterHeight - 1) * dilationHeight
  const shared = Math.ceil((batchSize * outHeight) / bands)
  const rows = Math.max(1, Math.min(outHeight, mostRows, shared, Math.floor((lines - 1) / strideHeight) + 1))
  if (rows < outHeight) return { images: 1, rows: Math.ceil(outHeight / Math.ceil(outHeight / rows)) }
  const fitting = Math.floor(floatsOfBand / bandFloats(windows, 1, outHeight))
  return { images: Math.max(1, Math.min(Math.ceil(leastPixels / (outHeight * outWidth)), fitting, Math.floor(shared / outHeight))), rows }
}

/** What the windows of a band see. */
export function bandFloats(windows: Windows, images: number, rows: number): number {
  const { inChannels, strideHeight, filterHeight, dilationHeight } = windows
  return images * ((rows - 1) * strideHeight + (filterHeight - 1) * dilationHeight + 1) * bandColumns(windows) * inChannels
}

function bandColumns({ outWidth, strideWidth, filterWidth, dilationWidth }: Windows): number {
  return (outWidth - 1) * strideWidth + (filterWidth - 1) * dilationWidth + 1
}

/** 128 KB: beside a panel of the filter it stays in the second-level cache. */
const floatsOfBand = 2 ** 15
/** Fewer would leave too many tiles unfilled. */
const leastPixels = 96
/** Pixels that a tile of a filter's gradient is summed over at a time. */
const depthOfBand = 192
/** So that the parts are of nearly one size. */
export const bandsPerPart = 2
const tileRows = 6
const tileColumns = 8
export const cacheLine = 64
export const floatBytes = 4
const sumOperation = 0

export const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple
export const patchLength = ({ filterHeight, filterWidth, inChannels }: Pick<Windows, Taken>): number => filterHeight * filterWidth * inChannels
export const panelBytes = (k: number, n: number): number => k * roundUp(n, tileColumns) * floatBytes
/** Nanoseconds on one thread. */
function costOf(windows: Windows): number {
  return (windows.batchSize * windows.outHeight * windows.outWidth * patchLength(windows) * windows.outChannels) / 20
}
