import assert from 'node:assert/strict'
import type { EngineName } from '../../protocol'
import { openTrial } from '../../sdk/testing'
import { openEngine } from '../../sidecar/engine/engines'
import { registerGradients } from '../../sidecar/engine/gradients/register'
import { closeWebgpu } from '../../sidecar/engine/webgpu/open'
import { cut } from './cut'
import { scaffoldsUnderTest } from './describeScaffolds'
import { loadExperiment } from './scaffolds'
import { openTestDataset } from './setUp'

describe('on a graphics card', function () {
  this.timeout(240_000)
  before(() => registerGradients())
  after(() => closeWebgpu())

  for (const scaffold of scaffoldsUnderTest().filter(({ direction }) => !direction.startsWith('_'))) {
    it(`${scaffold.direction}/${scaffold.scaffold} has the losses of cpu within 1e-3, and is evaluated, embedded and drawn`, async () => {
      const observe = async (engine: EngineName): Promise<{ losses: number[]; metrics: Record<string, number> }> => {
        assert.ok((await openEngine(engine)).usable)
        const dataset = cut(await openTestDataset(scaffold), { train: 8, validation: 4, test: 4 })
        const trial = await openTrial(loadExperiment(scaffold), { dataset, set: { batchSize: 4 } })
        const losses = await trial.steps(3)
        const metrics = await trial.evaluate()
        for (const { values } of Object.values((await trial.session.embed()) ?? {})) assert.ok(values.every(Number.isFinite))
        await trial.session.figures()
        await trial.session.save()
        trial.dispose()
        return { losses, metrics }
      }
      const [expected, got] = [await observe('cpu'), await observe('webgpu')]
      expected.losses.forEach((loss, i) => assert.ok(Math.abs(loss - got.losses[i]!) <= 1e-3 * loss, `step ${i}: ${got.losses[i]} instead of ${loss}`))
      assert.deepEqual(Object.keys(got.metrics), Object.keys(expected.metrics))
    })
  }
})
