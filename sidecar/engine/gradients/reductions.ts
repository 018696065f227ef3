import * as tf from '@tensorflow/tfjs'
import { gradientOf } from './config'

export const reductionGradients: readonly tf.GradConfig[] = [
  // Equal maxima share dy: math_grad.py, _MinOrMaxGrad. tfjs 4.22 gives the whole of it to each of them.
  gradientOf<{ reductionIndices: number | number[] }>(tf.Max, { inputs: ['x'], outputs: [true] }, (dy, [x, y], { reductionIndices }) => ({
    x: () => share(dy, x!, y!, reductionIndices),
  })),
  gradientOf<{ axis: number | number[] }>(tf.Min, { inputs: ['x'], outputs: [true] }, (dy, [x, y], { axis }) => ({ x: () => share(dy, x!, y!, axis) })),
  ofAxesFromStart(tf.Prod),
]

/** tfjs' own gradient of a product takes no axis counted from the end. */
function ofAxesFromStart(kernelName: string): tf.GradConfig {
  const original = tf.getGradient(kernelName)
  return {
    ...original,
    gradFunc: (dy, saved, attributes) =>
      original.gradFunc(dy, saved, { ...attributes, axis: tf.util.parseAxisParam(attributes['axis'] as number | number[], saved[0]!.shape) }),
  }
}

function share(dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor, axis: number | number[]): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, x.shape)
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
  const isExtreme = tf.equal(x, y.reshape(kept)).toFloat()
  return tf.mul(isExtreme, tf.div(dy.reshape(kept), tf.sum(isExtreme, axes, true)))
}
