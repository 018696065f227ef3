import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { evaluateModule } from '../../load/evaluate'
import { startEngine } from '../start'

/** Small cases one can check in one's head; test/parity holds the same ops to float64. */
describe('what tfjs’ ops have wrong is mended', () => {
  before(() => startEngine('cpu'))
  const check = (title: string, compute: () => tf.Tensor, shape: number[], values: number[]): void => {
    it(title, () => {
      const before = tf.memory().numTensors
      const got = tf.tidy(compute)
      assert.deepEqual([got.shape, [...got.dataSync()].map((value) => value + 0)], [shape, values]) // −0 is 0
      got.dispose()
      assert.equal(tf.memory().numTensors, before)
    })
  }
  const slopeOf = (f: (b: tf.Tensor) => tf.Tensor, at: number[]): tf.Tensor => tf.grad((b: tf.Tensor) => f(b))(tf.tensor1d(at))
  const column = (): tf.Tensor2D => tf.tensor2d([[1], [2], [3]])
  const row = (): tf.Tensor3D => tf.tensor3d([[[1], [2], [3]]])
  const negative = (): tf.Tensor3D => tf.tensor3d([[[-1], [-2], [-3]]])
  const aside: tf.backend_util.ExplicitPadding = [[0, 0], [0, 0], [1, 1], [0, 0]] // prettier-ignore
  const whole = (y: tf.Tensor): tf.Tensor => (assert.equal(y.dtype, 'int32'), y)
  const impulse = (): tf.Tensor => tf.complex([1, 1, 1], [0, 0, 0])

  check('a method divides as the op does', () => slopeOf((b) => tf.tensor1d([3, 3]).divNoNan(b), [0, 3]), [2], [0, -1 / 3].map(Math.fround))
  check('whole numbers are divided into whole numbers', () => tf.divNoNan(tf.tensor1d([7, -7, 7], 'int32'), tf.tensor1d([2, 2, 0], 'int32')), [3], [3, -4, 0])
  check('a list is divided by a number', () => tf.divNoNan([2, 4], 2), [2], [1, 2])
  check('a method broadcasts to nothing as the op does', () => tf.zeros([1, 3]).broadcastTo([0, 3]), [0, 3], [])
  check('a number is broadcast as before', () => tf.broadcastTo(5, [2]), [2], [5, 5])
  check('a method transforms a list into a list', () => impulse().irfft(), [4], [1, 0, 0, 0])
  check('a namespace has the same op', () => tf.spectral.irfft(impulse()), [4], [1, 0, 0, 0])
  check('a spectrum of one value a frame takes the window of one', () => tf.real(tf.signal.stft(tf.tensor1d([1, 2, 3]), 1, 1, 1)), [3, 1], [1, 2, 3])
  check('a list is padded at its two ends', () => tf.conv1d([[1], [2], [3]], tf.ones<tf.Rank.R3>([3, 1, 1]), 1, 1), [3, 1], [3, 6, 5])
  check('a method pads a list as the op does', () => column().conv1d(tf.ones<tf.Rank.R3>([2, 1, 1]), 2, 1), [2, 1], [1, 5])
  check('a padding of one number is on all sides of a window that is no square', () => row().maxPool([3, 2], 1, 1), [1, 4, 1], [1, 2, 3, 3])
  check(
    'a pool with gaps is padded, and what is beside the image counts for nothing',
    () => tf.pool(negative(), [1, 2], 'max', aside, [1, 2]),
    [1, 3, 1],
    [-2, -1, -2],
  )
  check('a method pools with gaps as the op does', () => negative().pool([1, 2], 'avg', aside, [1, 2], 1), [1, 3, 1], [-2, -2, -2])
  check(
    'whole numbers are pooled into whole numbers',
    () => whole(tf.pool(negative().toInt() as tf.Tensor3D, [1, 2], 'max', aside, [1, 2])),
    [1, 3, 1],
    [-2, -1, -2],
  )
  check(
    'labels have the gradient −log p',
    () => tf.grad((labels: tf.Tensor) => tf.losses.softmaxCrossEntropy(labels, tf.zeros([1, 2])))(tf.tensor2d([[1, 0]])),
    [1, 2],
    [Math.log(2), Math.log(2)].map(Math.fround),
  )

  it('and refused as tfjs refuses', () => {
    assert.throws(() => tf.broadcastTo(tf.zeros([2, 3]), [0, 3]), /\[2,3\] cannot be broadcast to \[0,3\]/)
    assert.throws(() => tf.losses.softmaxCrossEntropy(tf.zeros([2, 3]), tf.zeros([2, 4])), /Error in softmaxCrossEntropy: {2}Shapes 2,3 and 2,4 must match/)
    assert.throws(() => tf.losses.softmaxCrossEntropy(tf.zeros([2, 3]), undefined as never), /must be a Tensor or TensorLike/)
  })

  it('a user’s bundle calls the same ops, of the tfjs that it is given', () => {
    const { window, quotient } = evaluateModule(
      `const tf = require('@tensorflow/tfjs')
      exports.window = tf.signal.hannWindow(1).arraySync()
      exports.quotient = tf.grad((b) => tf.divNoNan(1, b))(tf.scalar(0)).arraySync() + 0`,
      'model.js',
      { '@tensorflow/tfjs': tf },
    )
    assert.deepEqual([window, quotient], [[1], 0])
  })
})
