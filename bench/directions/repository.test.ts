import assert from 'node:assert/strict'
import { directionsFolder, resultsFolder } from '../../sidecar/places'
import { listDirections } from '../../sidecar/scaffold/directions'
import { describeFields, resolveHyper } from '../../sdk/hyper'
import { findScaffolds, loadExperiment } from '../../test/directions/scaffolds'
import { planComparisons } from './plan'
import { unlikeResults } from './publish'
import { readResults, resultsFile } from './results'

describe('the directions of this repository', () => {
  it('show in their READMEs what docs/results holds', async () => {
    const scaffolds = (await listDirections()).flatMap(({ id, scaffolds }) => scaffolds.map((scaffold) => [id, scaffold.id] as const))
    const problems = await Promise.all(
      scaffolds.map(([direction, scaffold]) => unlikeResults(direction, scaffold, { results: resultsFolder, directions: directionsFolder })),
    )
    assert.deepEqual(problems.flat(), [])
  })

  it('are measured with hyper-parameters and variants that they have', async () => {
    const folders = findScaffolds(directionsFolder)
    for (const { direction, scaffold, set, variants = [], against = [] } of await planComparisons([])) {
      const experiment = loadExperiment(folders.find((folder) => folder.direction === direction && folder.scaffold === scaffold)!)
      resolveHyper(describeFields({ steps: 1, batchSize: 1, evaluateEvery: 1, ...experiment.hyper }), {}, set)
      assert.deepEqual(
        [...variants, ...against].filter((variant) => !Object.hasOwn(experiment.variants, variant)),
        [],
        `${direction}/${scaffold}`,
      )
    }
  })

  it('have results that doubt a verdict on arms whose multiply-adds differ by more than a tenth, and no other', async () => {
    for (const { id } of await listDirections()) {
      for (const { scaffold, dataset, variants, differences } of readResults(resultsFile(resultsFolder, id))) {
        const base = variants['baseline']!.multiplyAdds ?? 0
        for (const [variant, { doubts }] of Object.entries(differences)) {
          const own = variants[variant]!.multiplyAdds ?? 0
          const isUnequal = own > 0 && base > 0 && Math.abs(own - base) > 0.1 * base
          assert.equal(doubts.includes('multiply-adds-differ'), isUnequal, `${id}/${scaffold} on ${dataset}: ${variant}`)
        }
      }
    }
  })

  it('have results of what they are: five seeds, tuned on one grid, at equal steps', async () => {
    for (const { id } of await listDirections()) {
      for (const { scaffold, dataset, seeds, steps, tuning, variants } of readResults(resultsFile(resultsFolder, id))) {
        const where = `${id}/${scaffold} on ${dataset}`
        assert.ok(seeds.length >= 5 && tuning, where)
        const grids = Object.values(tuning.trials).map((trials) => trials.map(({ learningRate }) => learningRate))
        for (const grid of grids) assert.deepEqual(grid, grids[0], where)
        for (const arm of Object.values(variants)) assert.ok(arm.steps === null || arm.steps === steps, where)
      }
    }
  })
})
