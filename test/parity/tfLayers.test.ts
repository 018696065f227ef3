import assert from 'node:assert/strict'
import { startEngine } from '../../sidecar/engine/start'
import { layerModels, lossesOf } from '../../scripts/tensorflow/layerModels'

describe('a model made of tf.layers', () => {
  for (const [name, build] of Object.entries(layerModels)) {
    it(`trains on wasm with the losses of cpu: ${name}`, async () => {
      await startEngine('cpu')
      const expected = await lossesOf(build)
      await startEngine('wasm')
      const losses = await lossesOf(build)
      losses.forEach((loss, step) =>
        assert.ok(Math.abs(loss - expected[step]!) <= 1e-3 * Math.abs(expected[step]!), `${losses.join()} instead of ${expected.join()}`),
      )
    })
  }
})
