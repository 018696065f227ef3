import * as tf from '@tensorflow/tfjs'
import { dense, type Params } from 'gradlab'

/** Wu & He 2018, group normalization with one group: each clip to mean 0 and variance 1, its channels in proportion; then a gain and a bias for each. */
export function norm(params: Params, C: number) {
  const gain = params.variable('gain', tf.ones([C]) as tf.Tensor1D)
  const bias = params.variable('bias', tf.zeros([C]) as tf.Tensor1D)
  return (x: tf.Tensor5D): tf.Tensor5D => {
    const places = x.reshape([x.shape[0], -1, C])
    const { mean, variance } = tf.moments(places, [1, 2], true)
    return places.sub(mean).div(variance.add(1e-5).sqrt()).mul(gain).add(bias).reshape(x.shape)
  }
}

/** Hu et al. 2018, eq. 2 to 4: a factor for each channel, from the means of all. [B, T, H, W, C] → [B, C] */
export function squeezeExcite(params: Params, C: number, r: number) {
  const squeeze = dense(params.at('squeeze'), C, r)
  const excite = dense(params.at('excite'), r, C)
  return (x: tf.Tensor5D) => excite(squeeze(x.mean([1, 2, 3])).relu() as tf.Tensor2D).sigmoid() as tf.Tensor2D
}
