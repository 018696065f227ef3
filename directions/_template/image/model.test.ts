import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gradientsByPath, openTrial, parametersOf, relativeError, setVariables, tableDataset, type ByPath } from 'gradlab/testing'
import experiment from './model'

// test/directions holds every scaffold to what all have in common. Here is what is true of this idea only.

/** A task whose answer is known: the class is the brightest of three pixels. */
const rows = 60
const values = Float32Array.from({ length: rows * 3 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 0.9 : ((i * 7) % 10) / 20))
const contents = { label: Array.from({ length: rows }, (_, row) => row % 3), labels: ['left', 'middle', 'right'] }
const dataset = tableDataset({ ...contents, image: { shape: [1, 3, 1], values } })
const open = (variant: string) => openTrial(experiment, { variant, dataset, set: { width: 8, depth: 3, batchSize: 12 } })

/** What reference/model.py found. */
interface Twin {
  readonly hyper: { readonly layer: 'identity' | 'plain' | 'residual'; readonly width: number; readonly depth: number }
  readonly variables: ByPath
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly outputs: readonly number[]
  readonly loss: number
  readonly gradients: ByPath
}

// Under this title it is held on every engine, so values are read back as a GPU can be read: `await … .data()`.
describe('the twin in PyTorch', () => {
  for (const { hyper, ...twin } of JSON.parse(readFileSync(join(__dirname, 'golden/torch.json'), 'utf8')) as Twin[]) {
    it(`agrees on outputs and gradients: ${hyper.layer}`, async () => {
      const images = tableDataset({ ...contents, image: { shape: [2, 2, 1], values: new Float32Array(rows * 4) } })
      const trial = await openTrial(experiment, { dataset: images, set: hyper })
      setVariables(trial.session.params, twin.variables)
      const [x, y] = [tf.tensor2d([...twin.x], [twin.y.length, 4]), tf.oneHot(tf.tensor1d([...twin.y], 'int32'), 3)]
      const outputs = (): tf.Tensor2D => trial.state.network.logits(x)
      const { loss, gradients } = await gradientsByPath(trial.session.params, () => tf.losses.softmaxCrossEntropy(y, outputs()).asScalar())
      assert.ok(relativeError(await outputs().data(), twin.outputs) < 1e-4)
      assert.ok(relativeError([loss], [twin.loss]) < 1e-4)
      assert.deepEqual(Object.keys(gradients).sort(), Object.keys(twin.gradients).sort())
      for (const [path, expected] of Object.entries(twin.gradients)) assert.ok(relativeError(gradients[path]!, expected) < 1e-3, path)
      trial.dispose()
    })
  }
})

describe('layers that begin as the identity', () => {
  it('leave the features as they are at the start, and not after training', async () => {
    const trial = await open('innovation')
    const { x } = await trial.batch()
    const { network, params } = trial.state
    const first = (): tf.Tensor => {
      const [kernel, bias] = params.at('network').at('first').variables
      return x.matMul(kernel as tf.Tensor2D).add(bias!)
    }
    assert.equal(relativeError(network.features(x), first()), 0)
    await trial.steps(5)
    assert.ok(relativeError(network.features(x), first()) > 1e-3)
    trial.dispose()
  })

  it('are plain layers in the baseline, written again with plain operations', async () => {
    const trial = await open('baseline')
    const { x } = await trial.batch()
    const weights = trial.state.params.at('network').variables
    const last = weights.length / 2 - 1
    let h: tf.Tensor = x
    for (let i = 0; i <= last; i++) {
      const z = h.matMul(weights[2 * i]!).add(weights[2 * i + 1]!)
      h = i === 0 || i === last ? z : z.relu()
    }
    assert.ok(relativeError(trial.state.network.logits(x), h) < 1e-6)
    trial.dispose()
  })

  it('cost one parameter each', async () => {
    const [innovation, baseline] = [await open('innovation'), await open('baseline')]
    assert.equal(parametersOf(innovation.state.params) - parametersOf(baseline.state.params), 3)
    innovation.dispose()
    baseline.dispose()
  })

  it('learn a task that a linear map can solve', async () => {
    const trial = await open('innovation')
    await trial.steps(60)
    assert.equal((await trial.evaluate())['validation/accuracy'], 1)
    trial.dispose()
  })
})
