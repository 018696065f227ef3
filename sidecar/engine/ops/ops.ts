import * as tf from '@tensorflow/tfjs'
import { onAllSides } from './windows'

type Input = tf.Tensor | tf.TensorLike

/** tfjs makes no empty tensor of one that is not: an axis of 0 does not count as one that grows. */
export const broadcastTo = tf.op({
  broadcastTo_: (x: Input, shape: number[]): tf.Tensor => {
    const y = original.broadcastTo(x, shape as never)
    return tf.util.arraysEqual(y.shape, shape) ? y : tf.slice(y, new Array<number>(shape.length).fill(0), shape)
  },
})

/** tfjs divides by the 0 too, before it chooses: the quotient that is not chosen still has an infinite gradient, and 0 · ∞ is no number. */
export const divNoNan = tf.op({
  divNoNan_: (a: Input, b: Input): tf.Tensor => {
    const quotient = tf.div(a, tf.add(b, tf.equal(b, 0)))
    const zeros = tf.zerosLike(quotient)
    return tf.where(tf.equal(b, zeros), zeros, quotient)
  },
})

/** tfjs gives a matrix for whatever has not three axes. */
export const irfft = tf.op({
  irfft_: (input: tf.Tensor): tf.Tensor => {
    const y = original.irfft(input)
    return y.reshape([...input.shape.slice(0, -1), y.shape.at(-1)!])
  },
})

/** tfjs divides by the length less one. */
export const hannWindow = tf.op({ hannWindow_: (length: number): tf.Tensor1D => (length === 1 ? tf.ones([1]) : original.hannWindow(length)) })
export const hammingWindow = tf.op({ hammingWindow_: (length: number): tf.Tensor1D => (length === 1 ? tf.ones([1]) : original.hammingWindow(length)) })
export const stft = tf.op({
  stft_: (signal: tf.Tensor1D, frameLength: number, frameStep: number, fftLength?: number, window: (length: number) => tf.Tensor1D = hannWindow) =>
    original.stft(signal, frameLength, frameStep, fftLength, window),
})

/**
 * tfjs gives labels the gradient of the logits, negated; takes it that the labels of a row add up to 1; and smooths by the size of the second axis.
 */
export const softmaxCrossEntropy = tf.op({
  softmaxCrossEntropy_: (onehotLabels: Input, logits: Input, weights?: Input, labelSmoothing = 0, reduction = tf.Reduction.SUM_BY_NONZERO_WEIGHTS) => {
    const labels = tf.cast(onehotLabels, 'float32')
    const scores = tf.cast(logits, 'float32')
    tf.util.assertShapesMatch(labels.shape, scores.shape, 'Error in softmaxCrossEntropy: ')
    const smooth = labelSmoothing > 0 ? labels.mul(1 - labelSmoothing).add(labelSmoothing / labels.shape.at(-1)!) : labels
    return tf.losses.computeWeightedLoss(tf.neg(tf.sum(tf.mul(smooth, tf.logSoftmax(scores)), -1)), weights, reduction)
  },
})

/** tfjs pads the one row, too, that it makes of a list. */
export const conv1d = tf.op({
  conv1d_: (...[x, filter, stride, pad, dataFormat, dilation, dimRoundingMode]: Parameters<typeof tf.conv1d>): tf.Tensor => {
    const sides = typeof pad === 'number' ? ([[0, 0], [0, 0], [pad, pad], [0, 0]] as tf.backend_util.ExplicitPadding) : pad // prettier-ignore
    return original.conv1d(x, filter, stride, sides, dataFormat, dilation, dimRoundingMode)
  },
})

/** tfjs leaves a padding out where the window has gaps. What `same` pads is pooled there, as in TensorFlow; what is named is not, as where there are no gaps. */
export const pool = tf.op({
  pool_: (...[input, size, kind, pad, dilations, strides, dimRoundingMode]: Parameters<typeof tf.pool>): tf.Tensor => {
    if (!hasGaps(dilations) || typeof pad === 'string') return original.pool(input, size, kind, pad, dilations, strides, dimRoundingMode)
    const given = tf.clone<tf.Tensor>(input)
    const x = given.toFloat()
    const images = (x.rank === 3 ? x.expandDims(0) : x) as tf.Tensor4D
    const [, rows, columns] = onAllSides(pad) as tf.backend_util.ExplicitPadding
    // With gaps strides are 1, which leaves nothing to round.
    const pooled = (of: tf.Tensor4D, beside: number): tf.Tensor =>
      original.pool(tf.pad(of, [[0, 0], rows, columns, [0, 0]], beside), size, kind, 'valid', dilations, strides)
    const y = kind === 'max' ? pooled(images, -Infinity) : pooled(images, 0).div(pooled(tf.onesLike(images), 0))
    return (x.rank === 3 ? y.squeeze([0]) : y).cast(given.dtype)
  },
})

/**
 * tfjs refuses the gradient of a fused convolution with gaps and forgets how its sizes are rounded, both not in that of its parts; and it holds slopes of
 * its activation to sizes that it has wrong (windows.ts).
 */
export const fusedConv2d = tf.op({
  fusedConv2d_: (config: Parameters<typeof tf.fused.conv2d>[0]): tf.Tensor => {
    const { x, filter, strides, pad, dataFormat, dilations, dimRoundingMode } = config
    return isRefused(config)
      ? biased(tf.conv2d(x, filter, strides, pad, dataFormat, dilations, dimRoundingMode), config)
      : original.fusedConv2d(withSides(config))
  },
})
export const fusedDepthwiseConv2d = tf.op({
  fusedDepthwiseConv2d_: (config: Parameters<typeof tf.fused.depthwiseConv2d>[0]): tf.Tensor => {
    const { x, filter, strides, pad, dataFormat, dilations, dimRoundingMode } = config
    return isRefused(config)
      ? biased(tf.depthwiseConv2d(x, filter, strides, pad, dataFormat, dilations, dimRoundingMode), config)
      : original.fusedDepthwiseConv2d(withSides(config))
  },
})

/** Under a gradient, and what tfjs then still fuses: nothing with an activation. A bias is added along the last axis. */
function isRefused({ activation = 'linear', dataFormat = 'NHWC', dilations, dimRoundingMode }: Parameters<typeof tf.fused.conv2d>[0]): boolean {
  const isTaped = tf.engine().state.gradientDepth > 0
  return isTaped && activation === 'linear' && dataFormat === 'NHWC' && (hasGaps(dilations) || Boolean(dimRoundingMode))
}

function hasGaps(dilations: number | readonly number[] | null | undefined): boolean {
  return [dilations ?? 1].flat().some((dilation) => dilation !== 1)
}

function withSides<Config extends Parameters<typeof tf.fused.conv2d>[0]>(config: Config): Config {
  return { ...config, pad: onAllSides(config.pad, tf.backend_util.convertConv2DDataFormat(config.dataFormat ?? 'NHWC')) }
}

function biased(y: tf.Tensor, { bias }: { bias?: Input }): tf.Tensor {
  return bias === undefined ? y : tf.add(y, bias)
}

const original = {
  broadcastTo: tf.broadcastTo,
  conv1d: tf.conv1d,
  fusedConv2d: tf.fused.conv2d,
  fusedDepthwiseConv2d: tf.fused.depthwiseConv2d,
  hammingWindow: tf.signal.hammingWindow,
  hannWindow: tf.signal.hannWindow,
  irfft: tf.irfft,
  pool: tf.pool,
  stft: tf.signal.stft,
}
