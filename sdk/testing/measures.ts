import * as tf from '@tensorflow/tfjs'
import type { Params } from '../params'
import { createRng } from '../random/rng'

/** max|a − b| ÷ max|b|; where b is all zero, max|a|. NaN anywhere gives NaN, which no limit lets through. */
export function relativeError(a: tf.Tensor | ArrayLike<number>, b: tf.Tensor | ArrayLike<number>): number {
  const [left, right] = [valuesOf(a), valuesOf(b)]
  if (left.length !== right.length) throw new RangeError(`relativeError of ${left.length} and ${right.length} values`)
  let [difference, scale] = [0, 0]
  for (let i = 0; i < right.length; i++) {
    difference = Math.max(difference, Object.is(left[i], right[i]) ? 0 : Math.abs(left[i]! - right[i]!))
    scale = Math.max(scale, Math.abs(right[i]!))
  }
  return scale === 0 ? difference : difference / scale
}

/** How many numbers are trained. */
export function parametersOf(params: Pick<Params, 'variables'>): number {
  return params.variables.reduce((sum, { size }) => sum + size, 0)
}

/**
 * Relative error of the gradients against central finite differences of the loss, the worst of several directions over all
 * variables. Each variable's part of a direction is its gradient's own direction plus a random one, both of length 1: so the
 * derivative is far from 0 and no variable hides behind a larger one. Of three step lengths the best counts, since rounding
 * spoils short ones and curvature long ones, while a wrong gradient is wrong at each.
 */
export function finiteDifferenceError(loss: () => tf.Scalar, variables: readonly tf.Variable[], gradients: readonly (tf.Tensor | null)[], seed = 0): number {
  const starts = variables.map((variable) => variable.clone())
  const lossAt = (direction: readonly tf.Tensor[], length: number): number => {
    variables.forEach((variable, i) => tf.tidy(() => variable.assign(starts[i]!.add(direction[i]!.mul(length)))))
    return tf.tidy(() => loss().dataSync()[0]!)
  }
  let worst = 0
  try {
    for (let draw = 0; draw < 2; draw++) {
      const rng = createRng(seed, `direction ${draw}`, -1)
      const direction = variables.map((variable, i) => tf.tidy(() => unit(rng.normal(variable.shape)).add(gradients[i] ? unit(gradients[i]) : 0)))
      const expected = tf.tidy(() => gradients.reduce((sum, gradient, i) => sum + (gradient ? gradient.mul(direction[i]!).sum().dataSync()[0]! : 0), 0))
      const errors = [1e-2, 1e-3, 2e-4].map((length) => {
        const found = (lossAt(direction, length) - lossAt(direction, -length)) / (2 * length)
        return Math.abs(expected - found) / Math.max(Math.abs(found), 1e-6)
      })
      tf.dispose(direction)
      worst = Math.max(worst, errors.every(Number.isNaN) ? NaN : Math.min(...errors.filter((error) => !Number.isNaN(error))))
    }
  } finally {
    variables.forEach((variable, i) => variable.assign(starts[i]!))
    tf.dispose(starts)
  }
  return worst
}

function unit(x: tf.Tensor): tf.Tensor {
  return x.div(x.norm().add(1e-30))
}

function valuesOf(x: tf.Tensor | ArrayLike<number>): ArrayLike<number> {
  return x instanceof tf.Tensor ? (x.dataSync() as Float32Array) : x
}
