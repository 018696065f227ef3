import * as tf from '@tensorflow/tfjs'
import { gradientOf, pullBack } from './config'

interface Attributes {
  readonly depthRadius: number
  readonly bias: number
  readonly alpha: number
  readonly beta: number
}

/** The gradient of local response normalization's gradient, by composing that of ops; y is a function of x, so its part is in that of x. */
export const normalizationGradients: readonly tf.GradConfig[] = [
  gradientOf<Attributes>(tf.LRNGrad, { inputs: ['x', 'dy'] }, (G, saved, attributes) => {
    const [x, dy] = saved as [tf.Tensor, tf.Tensor]
    return {
      x: () => pullBack((input) => slope(input!, dy, attributes), [x], G)[0]!,
      dy: () => slope(x, G, attributes), // the matrix of the gradient is symmetric
      y: () => tf.zerosLike(x),
    }
  }),
]

/** For y_i = x_i n_i^−β with n = bias + α W(x²): dx_j = dy_j n_j^−β − 2αβ x_j W(dy x n^(−β−1))_j. */
function slope(x: tf.Tensor, dy: tf.Tensor, { depthRadius, bias, alpha, beta }: Attributes): tf.Tensor {
  const channels = x.shape[x.rank - 1]!
  const band = Float32Array.from({ length: channels * channels }, (_, i) => Number(Math.abs((i % channels) - Math.floor(i / channels)) <= depthRadius))
  const window = (values: tf.Tensor): tf.Tensor => tf.matMul(values.reshape([-1, channels]), tf.tensor2d(band, [channels, channels])).reshape(x.shape)
  const norm = tf.add(window(tf.square(x)).mul(alpha), bias)
  const spread = window(tf.mul(tf.mul(dy, x), tf.pow(norm, -beta - 1)))
  return tf.sub(tf.mul(dy, tf.pow(norm, -beta)), tf.mul(x, spread).mul(2 * alpha * beta))
}
