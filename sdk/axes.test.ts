import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { axes } from './axes'

describe('axes', () => {
  before(() => tf.ready())
  const check = (shape: number[], spec: string, expected: object): void => {
    const x = tf.zeros(shape)
    assert.deepEqual(axes(x, spec), expected)
    x.dispose()
  }
  const refuses = (shape: number[], spec: string): void => {
    const x = tf.zeros(shape)
    assert.throws(() => axes(x, spec), { code: 'source/axes', message: `Expected a tensor of axes [${spec}], got shape [${shape.join(', ')}].` })
    x.dispose()
  }

  it('names the sizes of a shape', () => {
    check([2, 3, 4], 'B T C', { B: 2, T: 3, C: 4 })
    check([5], 'N', { N: 5 })
    check([0, 3], 'B C', { B: 0, C: 3 })
  })
  it('checks a number against its axis', () => {
    const x = tf.zeros([2, 3])
    const { B } = axes(x, 'B 3')
    assert.equal(B, 2)
    refuses([2, 3], 'B 4')
    refuses([2, 0], 'B 1')
  })
  it('checks that a name used twice is one size', () => {
    check([2, 3, 3], 'B N N', { B: 2, N: 3 })
    refuses([2, 3, 4], 'B N N')
  })
  it('refuses another rank', () => {
    refuses([2, 3], 'B')
    refuses([2, 3], 'B T C')
    refuses([], 'B')
  })
  it('knows the names at compile time', () => {
    const named = axes(tf.zeros([1, 2]), 'B C')
    named.B satisfies number
    // @ts-expect-error there is no axis T in the spec
    assert.equal(named.T, undefined)
  })
})
