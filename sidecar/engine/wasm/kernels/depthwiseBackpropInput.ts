import * as tf from '@tensorflow/tfjs'
import { floatsOf, makeZeros, release, runKernel, viewAs, wasmKernel, type BackendWasm } from '../kernel'
import { fullPadding, rotateFilter, spreadRows } from '../spread'

interface Inputs {
  dy: tf.TensorInfo
  filter: tf.TensorInfo
}

/**
 * dy [N, H', W', C·M], filter [R, S, C, M] → dx [N, H, W, C]: the depthwise convolution of dy, spread by the stride, with the filter
 * turned by 180°, summed over the M outputs of a channel. Where the forward padding is wider than the filter: the plain sum.
 */
export const depthwiseBackpropInput = wasmKernel<Inputs, tf.DepthwiseConv2dNativeBackpropInputAttrs>(
  tf.DepthwiseConv2dNativeBackpropInput,
  ({ inputs: { dy, filter }, attrs, backend }) => {
    const { strides, dilations, pad, dimRoundingMode, inputShape } = attrs
    const sizes = tf.backend_util.computeConv2DInfo(inputShape, filter.shape as typeof inputShape, strides, dilations, pad, dimRoundingMode, true)
    if (sizes.dilationHeight !== 1 || sizes.dilationWidth !== 1) throw new Error('the gradient of a dilated depthwise convolution is not there on wasm')
    const around = fullPadding(sizes)
    if (!around) return sumDirectly(backend, dy, filter, sizes)

    const [r, s, c, m] = filter.shape as typeof inputShape
    const spread = spreadRows(backend, dy, sizes.strideHeight, sizes.strideWidth)
    const turned = rotateFilter(backend, filter)
    const convAttrs = { strides: 1, pad: around, dataFormat: 'NHWC', dilations: 1 }
    const each = runKernel(backend, tf.DepthwiseConv2dNative, { x: spread, filter: viewAs(turned, [r, s, c * m, 1]) }, convAttrs as unknown as tf.NamedAttrMap)
    if (spread !== dy) release(backend, spread)
    release(backend, turned)
    if (m === 1) return each
    const dx = runKernel(backend, tf.Sum, { x: viewAs(each, [sizes.batchSize * sizes.inHeight * sizes.inWidth * c, m]) }, { axis: 1, keepDims: false })
    release(backend, each)
    return { ...dx, shape: inputShape }
  },
)

function sumDirectly(backend: BackendWasm, dy: tf.TensorInfo, filter: tf.TensorInfo, sizes: tf.backend_util.Conv2DInfo): tf.TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = sizes
  const out = makeZeros(backend, [batchSize, inHeight, inWidth, inChannels])
  const [dx, g, w] = [floatsOf(backend, out), floatsOf(backend, dy), floatsOf(backend, filter)]
  const multiplier = outChannels / inChannels
  for (let n = 0; n < batchSize; n++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        const from = ((n * outHeight + i) * outWidth + j) * outChannels
        for (let r = 0; r < filterHeight; r++) {
          const y = i * strideHeight + r - padInfo.top
          if (y < 0 || y >= inHeight) continue
          for (let s = 0; s < filterWidth; s++) {
            const x = j * strideWidth + s - padInfo.left
            if (x < 0 || x >= inWidth) continue
            const to = ((n * inHeight + y) * inWidth + x) * inChannels
            const place = (r * filterWidth + s) * outChannels
            for (let k = 0; k < outChannels; k++) dx[to + Math.trunc(k / multiplier)]! += g[from + k]! * w[place + k]!
          }
        }
      }
    }
  }
  return out
}
