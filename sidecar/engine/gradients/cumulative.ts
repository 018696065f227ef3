import * as tf from '@tensorflow/tfjs'
import { gradientOf } from './config'

interface Attributes {
  readonly axis: number
  readonly exclusive: boolean
  readonly reverse: boolean
}

export const cumulativeGradients: readonly tf.GradConfig[] = [
  // The sum from the other end: math_grad.py, _CumsumGrad. tfjs 4.22 transposes it as well, wrongly on any axis but the last.
  gradientOf<Attributes>(tf.Cumsum, {}, (dy, _, { axis, exclusive, reverse }) => ({ x: () => tf.cumsum(dy, axis, exclusive, !reverse) })),
  gradientOf<Attributes>(tf.Cumprod, { inputs: ['x'] }, (dy, [x], { axis: given, exclusive, reverse }) => ({
    x: () => {
      const axis = tf.util.parseAxisParam(given, x!.shape)[0]!
      const flip = (tensor: tf.Tensor): tf.Tensor => (reverse ? tf.reverse(tensor, axis) : tensor)
      return flip(cumprodGradient(flip(x!), flip(dy), axis, exclusive))
    },
  })),
]

/**
 * For y_k = x_1…x_k: dx_i = x_1…x_{i−1} · s_i with s_i = dy_i + x_{i+1} s_{i+1}, so no division and no trouble at zeros (math_grad.py, _CumprodGrad
 * divides). Exclusive, y_k = x_1…x_{k−1}, starts at dy_{i+1}.
 */
function cumprodGradient(x: tf.Tensor, dy: tf.Tensor, axis: number, exclusive: boolean): tf.Tensor {
  if (x.size === 0) return tf.zeros(x.shape)
  const after = ahead(x, axis, 1, 0)
  return tf.cumprod(x, axis, true).mul(recurrence(after, exclusive ? ahead(dy, axis, 1, 0) : dy, axis))
}

/** s_i = b_i + a_i s_{i+1} along an axis, by doubling: log₂ n rounds (Hillis and Steele 1986). */
function recurrence(a: tf.Tensor, b: tf.Tensor, axis: number): tf.Tensor {
  for (let distance = 1; distance < b.shape[axis]!; distance *= 2) {
    b = b.add(a.mul(ahead(b, axis, distance, 0)))
    a = a.mul(ahead(a, axis, distance, 0))
  }
  return b
}

/** The values `distance` further along an axis, and `fill` where it has ended. */
function ahead(x: tf.Tensor, axis: number, distance: number, fill: number): tf.Tensor {
  const begin = x.shape.map((_, i) => (i === axis ? Math.min(distance, x.shape[axis]!) : 0))
  const paddings = x.shape.map((size, i): [number, number] => [0, i === axis ? Math.min(distance, size) : 0])
  return tf.pad(tf.slice(x, begin), paddings, fill)
}
