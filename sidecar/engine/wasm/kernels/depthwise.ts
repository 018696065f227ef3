import * as tf from '@tensorflow/tfjs'
import { areFloats, fasterKernel, release, sizeOf, type FasterKernel, type WasmBackend } from '../kernel'
import { zeroed } from './conv2d'
import { bandFloats, bandOf, bandsPerPart, cacheLine, floatBytes, geometry, phasesOf, roundUp, windowsOf, type Windows } from './windows'

type Shape4D = [number, number, number, number]

/** x [N, H, W, C] by filter [R, S, C, M] → [N, Y, X, C · M]. */
const depthwise = fasterKernel<{ x: tf.TensorInfo; filter: tf.TensorInfo }, tf.DepthwiseConv2dNativeAttrs>(
  tf.DepthwiseConv2dNative,
  ({ inputs: { x, filter }, attrs, backend }, original) => {
    const sizes = sizesOf(x.shape, filter.shape, attrs)
    if (!areFloats(x, filter) || sizes.dataFormat !== 'channelsLast') return original()
    const out = backend.allocate(sizes.outShape, 'float32')
    if (sizeOf(out) === 0) return out
    const { outChannels, filterWidth } = sizes
    const repeated = repeatChannels(backend, x, outChannels)
    const [source, at, target] = [repeated, filter, out].map((tensor) => backend.addressOf(tensor)) as [number, number, number]
    convolve(backend, source, at, target, { ...windowsOf(sizes), inChannels: outChannels }, filterWidth * outChannels, outChannels)
    if (repeated !== x) release(backend, repeated)
    return out
  },
)

const depthwiseInputGradient = fasterKernel<{ dy: tf.TensorInfo; filter: tf.TensorInfo }, tf.DepthwiseConv2dNativeBackpropInputAttrs>(
  tf.DepthwiseConv2dNativeBackpropInput,
  ({ inputs: { dy, filter }, attrs, backend }, original) => {
    if (!areFloats(dy, filter)) return original()
    const sizes = sizesOf(attrs.inputShape, filter.shape, attrs)
    const { batchSize, inChannels, outChannels, inHeight, inWidth, strideHeight, strideWidth, filterWidth, dilationHeight, dilationWidth } = sizes
    if (strideHeight * strideWidth > 1 && dilationHeight * dilationWidth > 1) return original() // tfjs allows no such convolution
    const out = backend.allocate(sizes.inShape, 'float32')
    if (sizeOf(out) === 0) return out
    if (sizeOf(dy) === 0) return zeroed(backend, out)
    const each = inChannels === outChannels ? out : backend.allocate([batchSize, inHeight, inWidth, outChannels], 'float32')
    const phases = { rows: phasesOf(sizes, 'height'), columns: phasesOf(sizes, 'width') }
    if ([...phases.rows, ...phases.columns].some(({ places }) => places.length === 0)) zeroed(backend, each)
    for (const row of phases.rows) {
      for (const column of phases.columns) {
        if (row.places.length * row.count * column.places.length * column.count === 0) continue
        const firstPlace = backend.addressOf(filter) + (row.places[0]! * filterWidth + column.places[0]!) * outChannels * floatBytes
        const at = backend.addressOf(each) + (row.first * inWidth + column.first) * outChannels * floatBytes
        const windows: Windows = {
          ...{ batchSize, inHeight: sizes.outHeight, inWidth: sizes.outWidth, inChannels: outChannels, outChannels },
          ...{ outHeight: row.count, outWidth: column.count, filterHeight: row.places.length, filterWidth: column.places.length },
          ...{ strideHeight: 1, strideWidth: 1, dilationHeight, dilationWidth, padInfo: { top: row.before, left: column.before } },
          ...{ imagePitch: inHeight * inWidth * outChannels, linePitch: strideHeight * inWidth * outChannels, pixelPitch: strideWidth * outChannels },
        }
        convolve(backend, backend.addressOf(dy), firstPlace, at, windows, -strideHeight * filterWidth * outChannels, -strideWidth * outChannels)
      }
    }
    if (each === out) return out
    backend.threads.run(
      'reduce',
      sizeOf(each) * 0.4,
      sumOperation,
      backend.addressOf(each),
      backend.addressOf(out),
      sizeOf(out),
      outChannels / inChannels,
      1,
      1,
    )
    release(backend, each)
    return out
  },
)

const depthwiseFilterGradient = fasterKernel<{ x: tf.TensorInfo; dy: tf.TensorInfo }, tf.DepthwiseConv2dNativeBackpropFilterAttrs>(
  tf.DepthwiseConv2dNativeBackpropFilter,
  ({ inputs: { x, dy }, attrs, backend }, original) => {
    if (!areFloats(x, dy)) return original()
    const sizes = sizesOf(x.shape, attrs.filterShape, attrs)
    const out = backend.allocate(attrs.filterShape, 'float32')
    const size = sizeOf(out)
    if (size === 0) return out
    if (sizeOf(dy) === 0 || sizeOf(x) === 0) return zeroed(backend, out)
    const { heap, threads } = backend
    const windows = { ...windowsOf(sizes), inChannels: sizes.outChannels }
    const { rows } = bandOf(windows, sizes.outHeight, 0, 1)
    const bytes = scratchBytes(windows, rows)
    const repeated = repeatChannels(backend, x, sizes.outChannels)
    const sums = heap.allocate(chunks * size * floatBytes)
    const scratch = heap.allocate(bytes * threads.parts)
    const addresses = [backend.addressOf(repeated), backend.addressOf(dy), sums.offset]
    threads.run('depthwiseFilterGradient', costOf(windows), ...addresses, chunks, ...depthwiseGeometry(windows), rows, scratch.offset, bytes)
    threads.run('reduce', chunks * size * 0.4, sumOperation, sums.offset, backend.addressOf(out), 1, chunks, size, 1)
    heap.release(scratch)
    heap.release(sums)
    if (repeated !== x) release(backend, repeated)
    return out
  },
)

export const depthwiseKernels: readonly FasterKernel[] = [depthwise, depthwiseInputGradient, depthwiseFilterGradient]

/** All by addresses: the places of the filter, which begins at its first, lie `filterLine` and `filterPixel` floats apart. */
function convolve({ heap, threads }: WasmBackend, x: number, filter: number, out: number, windows: Windows, filterLine: number, filterPixel: number): void {
  const { imagePitch, linePitch, pixelPitch } = windows
  const { rows } = bandOf(windows, windows.outHeight, 0, threads.parts * bandsPerPart)
  const bytes = scratchBytes(windows, rows)
  const scratch = heap.allocate(bytes * threads.parts)
  const pitches = [filterLine, filterPixel, imagePitch, linePitch, pixelPitch]
  threads.run('depthwise', costOf(windows), x, filter, out, ...depthwiseGeometry(windows), ...pitches, rows, scratch.offset, bytes)
  heap.release(scratch)
}

/** Where a channel has several filters, it is written down as often: then each channel has one. */
function repeatChannels(backend: WasmBackend, x: tf.TensorInfo, outChannels: number): tf.TensorInfo {
  const channels = x.shape.at(-1)!
  if (channels === outChannels) return x
  const repeated = backend.allocate([...x.shape.slice(0, -1), outChannels], 'float32')
  const walk = [1, 1, sizeOf(x), outChannels / channels, 0, 0, 1, 0, 1]
  backend.threads.run('copyStrided', sizeOf(repeated) * 0.7, backend.addressOf(x), backend.addressOf(repeated), ...walk)
  return repeated
}

/** Partial sums of a filter's gradient: a fixed number, whatever the number of threads. */
const chunks = 8
const sumOperation = 0

function sizesOf(inShape: number[], filterShape: number[], attrs: Omit<tf.DepthwiseConv2dNativeAttrs, 'dataFormat'>): tf.backend_util.Conv2DInfo {
  const { strides, pad, dimRoundingMode, dilations } = attrs
  return tf.backend_util.computeConv2DInfo(inShape as Shape4D, filterShape as Shape4D, strides, dilations, pad, dimRoundingMode, true)
}

/** As the functions of assembly/depthwise.ts take them: there are as many channels after as before. */
function depthwiseGeometry(windows: Windows): number[] {
  return geometry(windows).toSpliced(6, 1)
}

const scratchBytes = (windows: Windows, rows: number): number => roundUp(bandFloats(windows, 1, rows) * floatBytes, cacheLine)
/** Nanoseconds on one thread. */
const costOf = ({ batchSize, outHeight, outWidth, inChannels, filterHeight, filterWidth }: Windows): number =>
  batchSize * outHeight * outWidth * inChannels * filterHeight * filterWidth * 0.05
