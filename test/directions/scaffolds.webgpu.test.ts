import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { EngineName } from '../../protocol'
import { openTrial, setTestHost } from '../../sdk/testing'
import { openEngine } from '../../sidecar/engine/engines'
import { mendTfjs } from '../../sidecar/engine/mendTfjs'
import { closeWebgpu } from '../../sidecar/engine/webgpu/open'
import { cut } from './cut'
import { peersIn } from './peers'
import { findScaffolds, loadExperiment, readContract } from './scaffolds'
import { openTestDataset } from './setUp'

describe('on a graphics card', function () {
  this.timeout(240_000)
  before(() => mendTfjs())
  after(() => closeWebgpu())

  for (const scaffold of findScaffolds(join(__dirname, '../../directions')).filter(({ direction }) => !direction.startsWith('_'))) {
    it(`${scaffold.direction}/${scaffold.scaffold} has the losses of cpu within 1e-3, and is evaluated, embedded and drawn`, async () => {
      const observe = async (engine: EngineName): Promise<{ losses: number[]; metrics: Record<string, number> }> => {
        assert.ok((await openEngine(engine)).usable)
        const dataset = cut(await openTestDataset(scaffold), { train: 8, validation: 4, test: 4 })
        setTestHost({ dataset: () => Promise.resolve(dataset), peers: peersIn(scaffold.folder) })
        const trial = await openTrial(loadExperiment(scaffold), { dataset, set: { ...readContract(scaffold).set, batchSize: 4 } })
        const losses = await trial.steps(3)
        const metrics = await trial.evaluate()
        for (const { values } of Object.values((await trial.session.embed()) ?? {})) assert.ok(values.every(Number.isFinite))
        await trial.session.figures()
        await trial.save()
        trial.dispose()
        return { losses, metrics }
      }
      const [expected, got] = [await observe('cpu'), await observe('webgpu')]
      expected.losses.forEach((loss, i) => assert.ok(Math.abs(loss - got.losses[i]!) <= 1e-3 * loss, `step ${i}: ${got.losses[i]} instead of ${loss}`))
      assert.deepEqual(Object.keys(got.metrics), Object.keys(expected.metrics))
    })
  }
})
