import * as tf from '@tensorflow/tfjs'
import { release, runKernel, transpose, wasmKernel } from '../kernel'

interface Inputs {
  x: tf.TensorInfo
  dy: tf.TensorInfo
}

/**
 * x [N, H, W, C], dy [N, H', W', K] → dW [R, S, C, K], with dW[r, s, c, k] = Σ over n, i, j of x[n, i·stride + r − top, …, c] · dy[n, i, j, k].
 * That sum is itself a convolution: of x as [C, H, W, N] with dy as a filter [H', W', N, K] dilated by the stride, so XNNPACK's does it.
 */
export const conv2dBackpropFilter = wasmKernel<Inputs, tf.Conv2DBackpropFilterAttrs>(tf.Conv2DBackpropFilter, ({ inputs: { x, dy }, attrs, backend }) => {
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs
  if (dataFormat !== 'NHWC') throw new Error(`conv2d on wasm takes dataFormat NHWC, not ${dataFormat}`)
  const dilations = 1 // tfjs' conv2d gradient refuses others
  const sizes = tf.backend_util.computeConv2DInfo(x.shape as Shape4D, filterShape, strides, dilations, pad, dimRoundingMode)
  const rows = reach(sizes.inHeight, sizes.filterHeight, sizes.outHeight, sizes.strideHeight, sizes.padInfo.top)
  const columns = reach(sizes.inWidth, sizes.filterWidth, sizes.outWidth, sizes.strideWidth, sizes.padInfo.left)

  const used = runKernel(backend, 'Slice', { x }, { begin: [0, 0, 0, 0], size: [sizes.batchSize, rows.used, columns.used, sizes.inChannels] })
  const images = transpose(backend, used, [3, 1, 2, 0])
  const filter = transpose(backend, dy, [1, 2, 0, 3])
  const around: [number, number][] = [
    [0, 0],
    [sizes.padInfo.top, rows.after],
    [sizes.padInfo.left, columns.after],
    [0, 0],
  ]
  const convAttrs = { strides: 1, pad: around, dataFormat: 'NHWC', dilations: [sizes.strideHeight, sizes.strideWidth] }
  const gradient = runKernel(backend, tf.Conv2D, { x: images, filter }, convAttrs as unknown as tf.NamedAttrMap)
  const out = transpose(backend, gradient, [1, 2, 0, 3])
  release(backend, used, images, filter, gradient)
  return out
})

type Shape4D = [number, number, number, number]

/** How much of an axis of x any output looked at, and the zeros after it, so that exactly `filterSize` places come out. */
function reach(size: number, filterSize: number, outSize: number, stride: number, before: number): { used: number; after: number } {
  const end = (outSize - 1) * stride + filterSize - before
  return { used: Math.min(size, end), after: Math.max(0, end - size) }
}
