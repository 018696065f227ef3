import * as tf from '@tensorflow/tfjs'
import { areFloats, fasterKernel, sizeOf, type FasterKernel } from '../kernel'
import { zeroed } from './conv2d'
import { geometry } from './windows'

type Shape4D = [number, number, number, number]

/** x [N, H, W, C] by filter [R, S, C, M] → [N, Y, X, C · M]. */
const depthwise = fasterKernel<{ x: tf.TensorInfo; filter: tf.TensorInfo }, tf.DepthwiseConv2dNativeAttrs>(
  tf.DepthwiseConv2dNative,
  ({ inputs: { x, filter }, attrs, backend }, original) => {
    const sizes = sizesOf(x.shape, filter.shape, attrs)
    if (!areFloats(x, filter) || sizes.dataFormat !== 'channelsLast') return original()
    const out = backend.allocate(sizes.outShape, 'float32')
    if (sizeOf(out) === 0) return out
    const cost = sizeOf(out) * sizes.filterHeight * sizes.filterWidth * 0.4
    backend.threads.run('depthwise', cost, ...[x, filter, out].map((tensor) => backend.addressOf(tensor)), ...depthwiseGeometry(sizes))
    return out
  },
)

const depthwiseInputGradient = fasterKernel<{ dy: tf.TensorInfo; filter: tf.TensorInfo }, tf.DepthwiseConv2dNativeBackpropInputAttrs>(
  tf.DepthwiseConv2dNativeBackpropInput,
  ({ inputs: { dy, filter }, attrs, backend }, original) => {
    if (!areFloats(dy, filter)) return original()
    const sizes = sizesOf(attrs.inputShape, filter.shape, attrs)
    const out = backend.allocate(sizes.inShape, 'float32')
    if (sizeOf(out) === 0) return out
    if (sizeOf(dy) === 0) return zeroed(backend, out)
    const cost = sizeOf(dy) * sizes.filterHeight * sizes.filterWidth * 0.5
    backend.threads.run('depthwiseInputGradient', cost, ...[dy, filter, out].map((tensor) => backend.addressOf(tensor)), ...depthwiseGeometry(sizes))
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
    if (sizeOf(dy) === 0) return zeroed(backend, out)
    const sums = backend.heap.allocate(chunks * size * 4)
    const cost = sizeOf(dy) * sizes.filterHeight * sizes.filterWidth * 0.4
    backend.threads.run('depthwiseFilterGradient', cost, backend.addressOf(x), backend.addressOf(dy), sums.offset, chunks, ...depthwiseGeometry(sizes))
    backend.threads.run('reduce', chunks * size * 0.4, sumOperation, sums.offset, backend.addressOf(out), 1, chunks, size, 1)
    backend.heap.release(sums)
    return out
  },
)

export const depthwiseKernels: readonly FasterKernel[] = [depthwise, depthwiseInputGradient, depthwiseFilterGradient]

/** Partial sums of a filter's gradient: a fixed number, whatever the number of threads. */
const chunks = 8
const sumOperation = 0

function sizesOf(inShape: number[], filterShape: number[], attrs: Omit<tf.DepthwiseConv2dNativeAttrs, 'dataFormat'>): tf.backend_util.Conv2DInfo {
  const { strides, pad, dimRoundingMode, dilations } = attrs
  return tf.backend_util.computeConv2DInfo(inShape as Shape4D, filterShape as Shape4D, strides, dilations, pad, dimRoundingMode, true)
}

/** As the functions of assembly/depthwise.ts take them: the number of filters a channel in place of the output channels, which follows the input's. */
function depthwiseGeometry(sizes: tf.backend_util.Conv2DInfo): number[] {
  const [n, height, width, channels, outHeight, outWidth, outChannels, ...rest] = geometry(sizes) as [number, number, number, number, number, number, number]
  return [n, height, width, channels, outChannels / channels, outHeight, outWidth, ...rest]
}
