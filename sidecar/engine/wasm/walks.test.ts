import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { walkOf } from './broadcast'
import { walkAlong } from './strides'

describe('walks of two operands', () => {
  it('are one row where the shapes are equal', () => {
    assert.deepEqual(walkOf([3, 4, 5], [3, 4, 5]), { shape: [3, 4, 5], sizes: [1, 1, 1, 60], a: [0, 0, 0, 1], b: [0, 0, 0, 1] })
  })
  it('repeat a row, a column, a number', () => {
    assert.deepEqual(walkOf([2, 3, 4], [4]), { shape: [2, 3, 4], sizes: [1, 1, 6, 4], a: [0, 0, 4, 1], b: [0, 0, 0, 1] })
    assert.deepEqual(walkOf([2, 3, 4], [2, 3, 1]), { shape: [2, 3, 4], sizes: [1, 1, 6, 4], a: [0, 0, 4, 1], b: [0, 0, 1, 0] })
    assert.deepEqual(walkOf([], [2, 3]), { shape: [2, 3], sizes: [1, 1, 1, 6], a: [0, 0, 0, 0], b: [0, 0, 0, 1] })
  })
  it('are given up beyond four axes', () => {
    assert.equal(walkOf([2, 1, 2, 1, 2, 1], [1, 3, 1, 3, 1, 3]), undefined)
  })
  it('refuse what does not broadcast as tfjs does', () => {
    assert.throws(() => walkOf([2, 3], [4]), /could not be broadcast/)
  })
  it('meet every value of the broadcast in order', () => {
    const walk = walkOf([3, 1, 2], [1, 4, 1])!
    const { sizes, a, b } = walk
    const met: [number, number][] = []
    for (let i = 0; i < sizes[0]; i++)
      for (let j = 0; j < sizes[1]; j++)
        for (let k = 0; k < sizes[2]; k++)
          for (let l = 0; l < sizes[3]; l++) met.push([i * a[0] + j * a[1] + k * a[2] + l * a[3], i * b[0] + j * b[1] + k * b[2] + l * b[3]])
    const expected = Array.from({ length: 24 }, (_, at) => [Math.floor(at / 8) * 2 + (at % 2), Math.floor(at / 2) % 4])
    assert.deepEqual(met, expected)
    assert.deepEqual(walk.shape, tf.backend_util.assertAndGetBroadcastShape([3, 1, 2], [1, 4, 1]))
  })
})

describe('walks through one tensor', () => {
  it('keep what lies in a row together', () => {
    assert.deepEqual(
      walkAlong([
        { size: 2, stride: 100 },
        { size: 1, stride: 7 },
        { size: 3, stride: 4 },
        { size: 4, stride: 1 },
      ]),
      [1, 1, 1, 2, 0, 0, 0, 100, 12],
    )
  })
  it('step backwards value by value', () => {
    assert.deepEqual(walkAlong([{ size: 5, stride: -1 }]), [1, 1, 1, 5, 0, 0, 0, -1, 1])
  })
  it('are given up beyond four axes', () => {
    assert.equal(walkAlong(Array.from({ length: 5 }, (_, i) => ({ size: 2, stride: 3 ** (5 - i) }))), undefined)
  })
})
