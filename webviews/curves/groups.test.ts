import assert from 'node:assert/strict'
import { groupKeysOf, groupLabelOf, groupsOf, lineOf, type Grouping } from './groups'
import type { Run } from './runs'
import { syntheticCard } from './syntheticRuns'

describe('groups of runs', () => {
  const runOf = (index: number, hyper: Record<string, number> = {}, experiment = 'synthetic'): Run => ({
    run: String(index),
    card: syntheticCard(index, { hyper, experiment }),
    story: undefined,
    status: 'completed',
  })
  const grouping = (...by: string[]): Grouping => ({ by, center: 'mean', band: 'range', hasEach: false })
  const runs = [runOf(0, { rate: 0.1, width: 8 }), runOf(1, { rate: 0.1, width: 8 }), runOf(2, { rate: 0.2, width: 8 }), runOf(3, { rate: 0.2, width: 8 })]
  const sizes = (by: Grouping): number[] => [...groupsOf(runs, (run) => lineOf(run, by)).values()].map(({ length }) => length)

  it('can be told apart by variant and by hyper-parameters that differ, and by what was chosen', () => {
    assert.deepEqual(groupKeysOf(runs, []), ['variant', 'rate'])
    assert.deepEqual(groupKeysOf(runs.slice(0, 1), ['variant', 'rate']), ['variant', 'rate'])
  })
  it('are runs of one variant, of one value, or of both', () => {
    assert.deepEqual(sizes(grouping('variant')), [2, 2])
    assert.deepEqual(sizes(grouping('rate')), [2, 2])
    assert.deepEqual(sizes(grouping('variant', 'rate')), [1, 1, 1, 1])
    assert.deepEqual(sizes(grouping('width')), [4])
    assert.deepEqual(sizes(grouping()), [1, 1, 1, 1])
  })
  it('never mix experiments, and have the same name whatever the order of keys', () => {
    assert.notEqual(lineOf(runOf(0), grouping('variant')), lineOf(runOf(0, {}, 'other'), grouping('variant')))
    assert.equal(lineOf(runs[0]!, grouping('variant', 'rate')), lineOf(runs[0]!, grouping('rate', 'variant')))
  })
  it('are named by what their runs have in common', () => {
    assert.equal(groupLabelOf(runs[2]!, grouping('rate', 'variant'), false), 'innovation · rate 0.2')
    assert.equal(groupLabelOf(runs[1]!, grouping('variant'), true), 'synthetic · baseline')
    assert.equal(groupLabelOf(runs[1]!, grouping('missing'), false), 'missing –')
  })
})
