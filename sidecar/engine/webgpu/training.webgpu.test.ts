import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import type { EngineName } from '../../../protocol'
import { createParams } from '../../../sdk'
import { adam } from '../../../sdk/optimizers'
import type { ParamsTree } from '../../../sdk/params'
import { createRng } from '../../../sdk/random/rng'
import { openEngine } from '../engines'
import { mendTfjs } from '../mendTfjs'
import { closeWebgpu } from './open'
import { values } from './parityCases'

type Layer = (x: tf.Tensor, weights: (name: string, shape: number[]) => tf.Tensor) => tf.Tensor

/** What a small net of each kind makes of its input; a mean follows. */
const nets: Record<string, { shape: number[]; layer: Layer }> = {
  dense: { shape: [16, 20], layer: (x, w) => tf.matMul(tf.matMul(x, w('a', [20, 30])).tanh(), w('b', [30, 4])) },
  convolution: {
    shape: [4, 8, 8, 3],
    layer: (x, w) => tf.maxPool(tf.conv2d(x as tf.Tensor4D, w('a', [3, 3, 3, 8]) as tf.Tensor4D, 1, 'same').relu() as tf.Tensor4D, 2, 2, 'same'),
  },
  separable: {
    shape: [4, 8, 8, 3],
    layer: (x, w) => tf.separableConv2d(x as tf.Tensor4D, w('a', [3, 3, 3, 2]) as tf.Tensor4D, w('b', [1, 1, 6, 5]) as tf.Tensor4D, 2, 'same').tanh(),
  },
  recurrence: {
    shape: [5, 3, 7],
    layer: (x, w) =>
      tf.unstack(x, 1).reduce<tf.Tensor>(
        (state, now) =>
          tf
            .matMul(now, w('a', [7, 9]))
            .add(tf.matMul(state, w('b', [9, 9])))
            .tanh(),
        tf.zeros([5, 9]),
      ),
  },
  attention: {
    shape: [3, 6, 8],
    layer: (x, w) => {
      const [q, k, v] = ['q', 'k', 'v'].map((name) => tf.einsum('btd,de->bte', x, w(name, [8, 8]))) as [tf.Tensor, tf.Tensor, tf.Tensor]
      return tf.matMul(tf.softmax(tf.matMul(q, k, false, true).div(3)), v)
    },
  },
  embedding: { shape: [12, 5], layer: (x, w) => tf.gather(w('a', [30, 6]), x.abs().mul(29).toInt().flatten()).tanh() },
}

describe('training on webgpu', function () {
  this.timeout(240_000)
  before(() => mendTfjs())
  after(() => closeWebgpu())

  /** The losses of 20 steps of Adam towards 0.3. */
  async function train(name: string, engine: EngineName): Promise<number[]> {
    assert.ok((await openEngine(engine)).usable)
    const { shape, layer } = nets[name]!
    const params = createParams(createRng(0, name, -1)) as ParamsTree
    const made = new Map<string, tf.Tensor>()
    const weights = (of: string, size: number[]): tf.Tensor => {
      if (!made.has(of)) made.set(of, params.variable(of, tf.tensor(values(size, of), size).mul(0.5)))
      return made.get(of)!
    }
    const x = tf.tensor(values(shape, name), shape)
    tf.tidy(() => layer(x, weights))
    const optimizer = adam(params, { learningRate: () => 0.02 })
    const losses: number[] = []
    for (let step = 0; step < 20; step++) {
      const loss = optimizer.minimize(() => layer(x, weights).sub(0.3).square().mean() as tf.Scalar)
      losses.push((await loss.data())[0]!)
      loss.dispose()
    }
    params.dispose()
    x.dispose()
    return losses
  }

  for (const name of Object.keys(nets)) {
    it(`a net with ${name} has the losses of cpu within 1e-3 over 20 steps`, async () => {
      const [expected, got] = [await train(name, 'cpu'), await train(name, 'webgpu')]
      equal(got, expected)
      assert.ok(got.at(-1)! < got[0]! / 1.5)
    })
  }
})

function equal(got: readonly number[], expected: readonly number[]): void {
  assert.equal(got.length, expected.length)
  expected.forEach((loss, i) => assert.ok(Math.abs(loss - got[i]!) <= 1e-3 * Math.max(Math.abs(loss), 1e-2), `step ${i}: ${got[i]} instead of ${loss}`))
}
