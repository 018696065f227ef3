import assert from 'node:assert/strict'
import { labelsOf, matches, statusOf, type Run } from './runs'
import { foldStory } from './story'
import { endOf, syntheticCard, syntheticEvents } from './syntheticRuns'
import { sayIn } from './texts'

describe('runs in the list', () => {
  const runs: Run[] = [0, 1, 2].map((index) => ({
    run: String(index),
    card: syntheticCard(index, { hyper: { rate: [0.05, 0.1, 0.2][index]! }, metrics: { 'test/accuracy': [0.5, 0.75, 'NaN'][index]! } }),
    story: undefined,
    status: 'completed',
  }))
  const say = sayIn('en')
  it('are told apart where variant and seed are the same', () => {
    const twins = [runs[0]!, { ...runs[0]!, run: 'again', card: syntheticCard(0, { createdAt: '2025-01-03T00:00:00.000Z' }) }]
    assert.equal(new Set(labelsOf(twins, say).values()).size, 2)
    assert.equal(labelsOf(runs, say).get('1'), 'baseline seed 0')
  })
  it('name their experiment where there are several', () => {
    const other = { ...runs[1]!, card: syntheticCard(1, { experiment: 'other' }) }
    assert.match(labelsOf([runs[0]!, other], say).get('1')!, /^other · baseline/)
  })
  for (const [filter, expected] of [
    ['', ['0', '1', '2']],
    ['BASE', ['1']],
    ['variant:inno*', ['0', '2']],
    ['seed<1', ['0', '1']],
    ['innovation seed:1', ['2']],
    ['failed', []],
    ['rate<=0.1', ['0', '1']],
    ['rate>1e-1 seed:1', ['2']],
    ['TEST/accuracy>0.5', ['1']],
    ['nothing>0', []],
  ] as const) {
    it(`are filtered by “${filter}”`, () =>
      assert.deepEqual(
        runs.filter((run) => matches(filter, run)).map(({ run }) => run),
        expected,
      ))
  }
  it('believe the manifest of an end that no event told, and events of what came later', () => {
    const story = foldStory(syntheticEvents(0, 20))
    assert.equal(statusOf(syntheticCard(0, { status: 'interrupted' }), story), 'interrupted')
    assert.equal(statusOf(syntheticCard(0, { status: 'starting' }), story), 'running')
    assert.equal(statusOf(syntheticCard(0, { status: 'running' }), foldStory(syntheticEvents(0, 20, [endOf(0)]))), 'completed')
  })
})
