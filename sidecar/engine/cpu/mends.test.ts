import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { startEngine } from '../start'

/** Small cases one can check in one's head; test/parity holds the same kernels to float64 at many shapes. */
describe('what tfjs’ cpu kernels have wrong is mended', () => {
  before(() => startEngine('cpu'))
  const check = (title: string, compute: () => tf.Tensor, shape: number[], values: number[]): void => {
    it(title, () => {
      const got = tf.tidy(compute)
      assert.deepEqual([got.shape, [...got.dataSync()]], [shape, values])
      got.dispose()
    })
  }

  check('a product of integers wraps around', () => tf.mul(tf.scalar(2147483647, 'int32'), tf.tensor1d([2147483647, -2], 'int32')), [2], [1, 2])
  check(
    'a complex list is added to each row of a complex matrix',
    () =>
      tf.real(
        tf.add(
          tf.complex(
            [
              [1, 2],
              [3, 4],
            ],
            [
              [0, 0],
              [0, 0],
            ],
          ),
          tf.complex([10, 20], [0, 0]),
        ),
      ),
    [2, 2],
    [11, 22, 13, 24],
  )
  check(
    'the gradient of an average over an edge is divided by what is inside',
    () => tf.grad((x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'same'))(tf.ones([1, 3, 1, 1])),
    [1, 3, 1, 1],
    [0.5, 0.5, 1],
  )
  check(
    'the same in three dimensions',
    () => tf.grad((x: tf.Tensor) => tf.avgPool3d(x as tf.Tensor5D, 2, 2, 'same'))(tf.ones([1, 3, 1, 1, 1])),
    [1, 3, 1, 1, 1],
    [0.5, 0.5, 1],
  )
  check(
    'the gradient of a bilinear resize has the shape of its image',
    () => tf.grad((x: tf.Tensor) => tf.image.resizeBilinear(x as tf.Tensor4D, [2, 6]))(tf.ones([1, 1, 3, 1])),
    [1, 1, 3, 1],
    [3, 4, 5],
  )
  check(
    'and knows half-pixel centers',
    () => tf.grad((x: tf.Tensor) => tf.image.resizeBilinear(x as tf.Tensor4D, [1, 4], false, true))(tf.ones([1, 1, 2, 1])),
    [1, 1, 2, 1],
    [2, 2],
  )
  check(
    'the gradient of a nearest resize of one pixel with aligned corners ends',
    () => tf.grad((x: tf.Tensor) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [3, 2], true))(tf.ones([1, 1, 1, 1])),
    [1, 1, 1, 1],
    [6],
  )
  check(
    'the gradient of the largest in a window that is not square goes to it',
    () => tf.grad((x: tf.Tensor) => tf.maxPool3d(x as tf.Tensor5D, [1, 2, 3], 1, 'valid'))(tf.tensor5d([1, 2, 3, 4, 6, 5], [1, 1, 2, 3, 1])),
    [1, 1, 2, 3, 1],
    [0, 0, 0, 0, 1, 0],
  )
  check(
    'and to the first of equal ones',
    () => tf.grad((x: tf.Tensor) => tf.maxPool3d(x as tf.Tensor5D, [1, 1, 3], 1, 'valid'))(tf.tensor5d([0, 7, 7], [1, 1, 1, 3, 1])),
    [1, 1, 1, 3, 1],
    [0, 1, 0],
  )
  check('a part of a complex tensor has the shape that this was given', () => tf.imag(tf.complex([1, 2], [3, 4]).reshape([2, 1])), [2, 1], [3, 4])
  check('the mean of nothing is not a number', () => tf.mean(tf.zeros([0, 2]), 0), [2], [NaN, NaN])
  check('the largest of nothing is −∞', () => tf.max(tf.zeros([2, 0]), 1), [2], [-Infinity, -Infinity])
  check('the smallest of nothing is +∞', () => tf.min(tf.zeros([0])), [], [Infinity])
  check('all of nothing hold', () => tf.all(tf.zeros([0], 'bool')), [], [1])
  check(
    'a running sum takes an axis from the end',
    () =>
      tf.cumsum(
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
        -1,
      ),
    [2, 2],
    [1, 3, 3, 7],
  )
  check('an occurrence of a number is not counted twice', () => tf.denseBincount(tf.tensor1d([1, 1, 0], 'int32'), tf.tensor1d([]), 3, true), [3], [1, 1, 0])
  check(
    'a product broadcasts both batches',
    () => tf.matMul(tf.tensor4d([2, 3], [2, 1, 1, 1]), tf.tensor4d([5, 7, 11], [1, 3, 1, 1])),
    [2, 3, 1, 1],
    [10, 14, 22, 15, 21, 33],
  )
  check('a product of no matrices is none', () => tf.matMul(tf.zeros([0, 2, 3]), tf.ones([1, 3, 4])), [0, 2, 4], [])
  it('a sum of segments of integers is of integers', () => {
    const sums = tf.tidy(() => tf.unsortedSegmentSum(tf.tensor1d([1, 2, 3], 'int32'), tf.tensor1d([1, 1, 0], 'int32'), 2))
    assert.deepEqual([sums.dtype, [...sums.dataSync()]], ['int32', [3, 3]])
    sums.dispose()
  })
})
