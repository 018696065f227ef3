import * as tf from '@tensorflow/tfjs'
import { createRng } from '../../../sdk/random/rng'

/** An op at inputs where it is smooth: no two values of an input are closer than a difference quotient reaches. */
export interface GradientCase {
  readonly title: string
  /** Kernels whose gradient this case is about. */
  readonly kernels: readonly string[]
  readonly inputs: readonly Input[]
  readonly compute: (inputs: tf.Tensor[]) => tf.Tensor
}
export interface Input {
  readonly shape: number[]
  readonly low: number
  readonly high: number
}
/** Sizes as '2x3'; '' is a scalar. */
export function input(sizes: string, low = -1, high = 1): Input {
  return { shape: sizes === '' ? [] : sizes.split('x').map(Number), low, high }
}

/** Values of an input, the same for equal names: spread evenly over its range in an order of chance, so that none are equal. */
export function valuesOf({ shape, low, high }: Input, name: string): Float32Array {
  const rng = createRng(7, name, 0)
  const size = tf.util.sizeFromShape(shape)
  const order = Array.from({ length: size }, (_, i) => [rng.next(), i] as const).sort(([a], [b]) => a - b)
  return Float32Array.from(order, ([jitter, i]) => low + ((high - low) * (i + 0.4 + 0.2 * jitter)) / size)
}
