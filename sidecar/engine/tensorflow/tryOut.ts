import * as tf from '@tensorflow/tfjs'
import type { TensorflowFacts } from '../../tensorflow/verdict'
import { loadTensorflow } from './load'

/**
 * What the probe's process does: loads a package and has it compute what decides whether it can train, a matrix product and a convolution with
 * its gradient, both with answers known exactly.
 * @throws Error with what it gave instead
 */
export async function tryOutTensorflow(folder: string): Promise<TensorflowFacts> {
  const facts = await loadTensorflow(folder)
  tf.engine().startScope()
  try {
    check('a matrix product', tf.matMul(tf.ones([3, 4]), tf.fill([4, 2], 2)), Array<number>(6).fill(8))
    const image = tf.ones([1, 4, 4, 1]) as tf.Tensor4D
    const filter = tf.ones([3, 3, 1, 1]) as tf.Tensor4D
    check('a convolution', tf.conv2d(image, filter, 1, 'valid'), [9, 9, 9, 9])
    const [byImage, byFilter] = tf.grads((x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid'))([image, filter]) as [
      tf.Tensor,
      tf.Tensor,
    ]
    check("a convolution's gradient", byImage, [1, 2, 2, 1, 2, 4, 4, 2, 2, 4, 4, 2, 1, 2, 2, 1])
    check("a convolution's filter gradient", byFilter, Array<number>(9).fill(4))
  } finally {
    tf.engine().endScope()
  }
  return facts
}

function check(what: string, tensor: tf.Tensor, expected: readonly number[]): void {
  const values = [...tensor.dataSync()]
  if (values.join() !== expected.join()) throw new Error(`${what} gave ${values.join(', ')} instead of ${expected.join(', ')}`)
}
