import * as tf from '@tensorflow/tfjs'
import { gradientOf } from './config'

/** Equal maxima share dy: math_grad.py, _MinOrMaxGrad. tfjs 4.22 gives the whole of it to each of them. */
export const reductionGradients: readonly tf.GradConfig[] = [
  gradientOf<{ reductionIndices: number | number[] }>(tf.Max, { inputs: ['x'], outputs: [true] }, (dy, [x, y], { reductionIndices }) => ({
    x: () => share(dy, x!, y!, reductionIndices),
  })),
  gradientOf<{ axis: number | number[] }>(tf.Min, { inputs: ['x'], outputs: [true] }, (dy, [x, y], { axis }) => ({ x: () => share(dy, x!, y!, axis) })),
]

function share(dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor, axis: number | number[]): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, x.shape)
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
  const isExtreme = tf.equal(x, y.reshape(kept)).toFloat()
  return tf.mul(isExtreme, tf.div(dy.reshape(kept), tf.sum(isExtreme, axes, true)))
}
