import * as tf from '@tensorflow/tfjs'
import { release, runKernel, viewAs, wasmKernel } from '../kernel'
import { fullPadding, rotateFilter, spreadRows } from '../spread'

interface Inputs {
  dy: tf.TensorInfo
  filter: tf.TensorInfo
}

/**
 * dy [N, H', W', K], filter [R, S, C, K] → dx [N, H, W, C]: the convolution of dy, spread by the stride, with the filter turned by
 * 180° and its channels swapped. tfjs' own kernel is a scalar loop that takes ten times as long as XNNPACK's convolution.
 */
export function conv2dBackpropInput(original: tf.KernelConfig): tf.KernelConfig {
  return wasmKernel<Inputs, tf.Conv2DBackpropInputAttrs>(tf.Conv2DBackpropInput, ({ inputs: { dy, filter }, attrs, backend }) => {
    const { strides, pad, dataFormat, dimRoundingMode, inputShape } = attrs
    const sizes = tf.backend_util.computeConv2DInfo(
      inputShape,
      filter.shape as typeof inputShape,
      strides,
      1,
      pad,
      dimRoundingMode,
      false,
      tf.backend_util.convertConv2DDataFormat(dataFormat),
    )
    const around = fullPadding(sizes)
    if (dataFormat !== 'NHWC' || !around)
      return original.kernelFunc({ inputs: { dy, filter }, attrs: attrs as unknown as tf.NamedAttrMap, backend }) as tf.TensorInfo

    const spread = spreadRows(backend, dy, sizes.strideHeight, sizes.strideWidth)
    const turned = rotateFilter(backend, filter)
    const [r, s, c, k] = filter.shape as typeof inputShape
    const swapped = runKernel(backend, 'Transpose', { x: viewAs(turned, [r * s, c, k]) }, { perm: [0, 2, 1] })
    const convAttrs = { strides: 1, pad: around, dataFormat: 'NHWC', dilations: 1 }
    const dx = runKernel(backend, tf.Conv2D, { x: spread, filter: viewAs(swapped, [r, s, k, c]) }, convAttrs as unknown as tf.NamedAttrMap)
    if (spread !== dy) release(backend, spread)
    release(backend, turned, swapped)
    return dx
  })
}
