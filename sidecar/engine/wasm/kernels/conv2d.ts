import * as tf from '@tensorflow/tfjs'
import { areFloats, asItIs, fasterKernel, sizeFromShape, sizeOf, type FasterKernel, type WasmBackend } from '../kernel'
import { linear } from './linear'
import { convolve, floatBytes, panelBytes, patchLength, phasesOf, sumFilterGradient, windowsOf } from './windows'

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
  const shape = sizes.outShape
  if (sizeFromShape(shape) === 0) return backend.allocate(shape, 'float32')
  const [images, weights] = [asItIs(x), asItIs(filter)]
  return linear(backend, shape, images, weights, (out, bias, isRectified) => {
    const [k, n] = [patchLength(sizes), sizes.outChannels]
    const source = backend.addressOf(images)
    const panels = backend.heap.allocate(panelBytes(k, n))
    backend.threads.run('packB', k * n, backend.addressOf(weights), k, n, n, 1, panels.offset)
    convolve(backend, source, panels.offset, out, windowsOf(sizes), bias, isRectified)
    backend.heap.release(panels)
  })
})

/** dy [N, Y, X, K] by filter [R, S, C, K] → dx [N, H, W, C]. */
const conv2dInputGradient = fasterKernel<{ dy: tf.TensorInfo; filter: tf.TensorInfo }, tf.Conv2DBackpropInputAttrs & { dilations?: number | [number, number] }>(
  tf.Conv2DBackpropInput,
  ({ inputs: { dy, filter }, attrs, backend }, original) => {
    const { inputShape, strides, pad, dimRoundingMode, dilations = 1 } = attrs
    const sizes = tf.backend_util.computeConv2DInfo(inputShape, filter.shape as Shape4D, strides, dilations, pad, dimRoundingMode, false, dataFormatOf(attrs))
    if (!isOurs(sizes, dy, filter) || isStridedAndDilated(sizes)) return original()
    const out = backend.allocate(sizes.inShape, 'float32')
    if (sizeOf(out) === 0) return out
    if (sizeOf(dy) === 0) return zeroed(backend, out)
    const { outChannels, inChannels, inHeight, inWidth, strideHeight, strideWidth, filterWidth } = sizes
    const phases = { rows: phasesOf(sizes, 'height'), columns: phasesOf(sizes, 'width') }
    const isPartOnly = [...phases.rows, ...phases.columns].some(({ places }) => places.length === 0)
    if (isPartOnly) zeroed(backend, out)
    for (const row of phases.rows) {
      for (const column of phases.columns) {
        const places = row.places.flatMap((r) => column.places.map((s) => r * filterWidth + s))
        if (places.length === 0 || row.count === 0 || column.count === 0) continue
        const k = places.length * outChannels
        const panels = backend.heap.allocate(panelBytes(k, inChannels))
        places.forEach((place, i) => {
          const at = backend.addressOf(filter) + place * inChannels * outChannels * floatBytes
          backend.threads.run('packBlock', inChannels * outChannels, at, outChannels, inChannels, 1, outChannels, panels.offset, k, i * outChannels)
        })
        const at = backend.addressOf(out) + (row.first * inWidth + column.first) * inChannels * floatBytes
        convolve(backend, backend.addressOf(dy), panels.offset, at, {
          ...{ batchSize: sizes.batchSize, inHeight: sizes.outHeight, inWidth: sizes.outWidth, inChannels: outChannels, outChannels: inChannels },
          ...{ outHeight: row.count, outWidth: column.count, filterHeight: row.places.length, filterWidth: column.places.length },
          ...{ strideHeight: 1, strideWidth: 1, dilationHeight: sizes.dilationHeight, dilationWidth: sizes.dilationWidth },
          padInfo: { top: row.before, left: column.before },
          ...{ imagePitch: inHeight * inWidth * inChannels, linePitch: strideHeight * inWidth * inChannels, pixelPitch: strideWidth * inChannels },
        })
        backend.heap.release(panels)
      }
    }
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
    sumFilterGradient(backend, backend.addressOf(x), backend.addressOf(dy), backend.addressOf(out), windowsOf(sizes))
    return out
  },
)

export const convolutionKernels: readonly FasterKernel[] = [conv2d, conv2dInputGradient, conv2dFilterGradient]

export function zeroed(backend: WasmBackend, out: tf.TensorInfo): tf.TensorInfo {
  backend.threads.run('fill', sizeOf(out) * 0.2, backend.addressOf(out), sizeOf(out), 0)
  return out
}

/** The ops of tfjs leave the format out of some gradients' attributes. */
function dataFormatOf({ dataFormat }: { dataFormat?: 'NHWC' | 'NCHW' }): 'channelsLast' | 'channelsFirst' {
  return tf.backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC')
}

const isOurs = ({ dataFormat }: Sizes, ...tensors: tf.TensorInfo[]): boolean => dataFormat === 'channelsLast' && areFloats(...tensors)
/** tfjs allows no such convolution. */
const isStridedAndDilated = ({ strideHeight, strideWidth, dilationHeight, dilationWidth }: Sizes): boolean =>
  strideHeight * strideWidth > 1 && dilationHeight * dilationWidth > 1
