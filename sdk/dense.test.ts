import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { createParams } from '.'
import { dense } from './dense'
import type { ParamsTree } from './params'
import { createRng } from './random/rng'

const tree = (seed = 1): ParamsTree => createParams(createRng(seed, 'init', -1)) as ParamsTree

describe('dense', () => {
  before(() => tf.ready())

  it('gives x·W + b, as worked out by hand', () => {
    const params = tree()
    const layer = dense(params.at('head'), 2, 3)
    const [W, b] = params.variables
    W!.assign(
      tf.tensor2d([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    )
    b!.assign(tf.tensor1d([0.5, 0, -0.5]))
    assert.deepEqual(
      layer(
        tf.tensor2d([
          [1, 0],
          [2, -1],
        ]),
      ).arraySync(),
      [
        [1.5, 2, 2.5],
        [-1.5, -1, -0.5],
      ],
    )
  })

  it("starts from Glorot's uniform weights, a bias of zero, the same for a seed and a path", () => {
    const params = tree()
    dense(params.at('head'), 100, 200)
    const [W, b] = params.variables.map((variable) => [...variable.dataSync()])
    const limit = Math.sqrt(6 / 300)
    assert.ok(W!.every((w) => w >= -limit && w < limit))
    const variance = W!.reduce((sum, w) => sum + w * w, 0) / W!.length
    assert.ok(Math.abs(variance / ((limit * limit) / 3) - 1) < 0.03, 'the variance of U(−l, l) is l² ÷ 3 = 2 ÷ (inputs + outputs)')
    assert.ok(b!.every((value) => value === 0))

    const again = tree()
    dense(again.at('other'), 100, 200)
    dense(again.at('head'), 100, 200)
    assert.deepEqual([...again.at('head').variables[0]!.dataSync()], W)
    assert.notDeepEqual([...again.at('other').variables[0]!.dataSync()], W)
    const otherSeed = tree(2)
    dense(otherSeed.at('head'), 100, 200)
    assert.notDeepEqual([...otherSeed.variables[0]!.dataSync()], W)
  })

  it('names the layer, what it expects and what it got', () => {
    const params = tree()
    const layer = dense(params.at('encoder').at('head'), 4, 2)
    for (const shape of [[2, 5], [4], [1, 2, 4]]) {
      assert.throws(() => layer(tf.zeros(shape as [number, number])), {
        code: 'source/layer',
        message: `Layer encoder/head expects [B, 4], got shape [${shape.join(', ')}].`,
      })
    }
  })
})
