import * as tf from '@tensorflow/tfjs'

type Padding = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding

/**
 * tfjs takes the width of what a padding of one number leads to from the height of window and stride (conv_util.ts, getPadAndOutInfo), but not where all sides are named. The kernels of every
 * engine, and of gradients too, ask these two for the sizes of a convolution or a pool in two dimensions. Of a filter's gaps `tf.layers.depthwiseConv2d` says null, which its types forbid.
 */
export const windowSizes: Pick<typeof tf.backend_util, 'computeConv2DInfo' | 'computePool2DInfo'> = {
  computeConv2DInfo: (inShape, filterShape, strides, dilations, pad, roundingMode, isDepthwise, dataFormat) =>
    original.computeConv2DInfo(inShape, filterShape, strides, dilations ?? 1, onAllSides(pad, dataFormat), roundingMode, isDepthwise, dataFormat),
  computePool2DInfo: (inShape, filterSize, strides, dilations, pad, roundingMode, dataFormat) =>
    original.computePool2DInfo(inShape, filterSize, strides, dilations, onAllSides(pad, dataFormat), roundingMode, dataFormat),
}

/** The same padding with its sides named. */
export function onAllSides(pad: Padding, dataFormat: 'channelsFirst' | 'channelsLast' = 'channelsLast'): Exclude<Padding, number> {
  if (typeof pad !== 'number') return pad
  return dataFormat === 'channelsLast' ? [[0, 0], [pad, pad], [pad, pad], [0, 0]] : [[0, 0], [0, 0], [pad, pad], [pad, pad]] // prettier-ignore
}

const original = { computeConv2DInfo: tf.backend_util.computeConv2DInfo, computePool2DInfo: tf.backend_util.computePool2DInfo }
