import assert from 'node:assert/strict'
import type { EngineName } from '../../protocol'
import { openTrial, setTestHost } from '../../sdk/testing'
import { conditionsOf } from './contract'
import { scaffoldsUnderTest } from './describeScaffolds'
import { peersIn } from './peers'
import { loadExperiment, readContract, type ScaffoldFolder } from './scaffolds'
import { openTestDataset, startTestEngine } from './setUp'

/** Trains every scaffold on a reference and on the engines that are named, which must have its losses; it prints by how much they differ. */
export function describeLosses(engines: readonly EngineName[], { steps, reference }: { steps: number; reference: EngineName }): void {
  for (const scaffold of scaffoldsUnderTest().filter(({ direction }) => !direction.startsWith('_'))) {
    it(`${scaffold.direction}/${scaffold.scaffold} has the losses of ${reference} within 1e-3 over ${steps} steps on ${engines.join(' and ')}, and is evaluated, embedded and drawn`, async () => {
      const expected = await observe(scaffold, reference, steps)
      for (const engine of engines) {
        const got = await observe(scaffold, engine, steps)
        const differences = expected.losses.map((loss, i) => Math.abs(loss - got.losses[i]!) / Math.max(Math.abs(loss), 1e-2))
        const largest = Math.max(...differences)
        console.log(`      ${engine}: the losses differ by ${largest.toExponential(1)} at most`)
        assert.ok(largest <= 1e-3, `step ${differences.indexOf(largest)} on ${engine}: ${got.losses.join()} instead of ${expected.losses.join()}`)
        assert.deepEqual(Object.keys(got.metrics), Object.keys(expected.metrics))
      }
    })
  }
}

async function observe(scaffold: ScaffoldFolder, engine: EngineName, steps: number): Promise<{ losses: number[]; metrics: Record<string, number> }> {
  await startTestEngine(engine)
  const { dataset, set } = conditionsOf(readContract(scaffold), await openTestDataset(scaffold), 'innovation')
  setTestHost({ dataset: () => Promise.resolve(dataset), peers: peersIn(scaffold.folder) })
  const trial = await openTrial(loadExperiment(scaffold), { dataset, set: { ...set, batchSize: 4 } })
  const losses = await trial.steps(steps)
  const metrics = await trial.evaluate()
  for (const { values } of Object.values((await trial.session.embed()) ?? {})) assert.ok(values.every(Number.isFinite))
  await trial.session.figures()
  await trial.save()
  trial.dispose()
  return { losses, metrics }
}
