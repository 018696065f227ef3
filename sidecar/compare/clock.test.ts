import assert from 'node:assert/strict'
import type { RunEvent, RunEventBody } from '../../protocol'
import { timeMetric, valueAt } from './clock'
import { atEqualSeconds } from './equalSeconds'
import { fingerprint } from './fixtures'

const started: RunEventBody = { kind: 'started', fromStep: 0, fingerprint, why: 'asked', hyper: {}, fields: {}, parameters: 1, steps: 4 }
const looked = (step: number, value: number): RunEventBody => ({ kind: 'scalars', steps: [step], series: { 'validation/x': [value] } })
const story = (...told: readonly (readonly [seconds: number, body: RunEventBody])[]): RunEvent[] =>
  told.map(([seconds, body], i) => ({ seq: i + 1, time: seconds * 1000, ...body }))

describe('the clock of a run', () => {
  it('counts from its first step, without pauses', () => {
    const events = story([7, started], [8, looked(1, 0.1)], [9, { kind: 'paused', step: 1 }], [50, { kind: 'continued', step: 1 }], [52, looked(2, 0.3)])
    assert.deepEqual(timeMetric(events, ['validation/x']), { steps: [1, 2], seconds: [1, 4], values: [0.1, 0.3], endSeconds: 4 })
  })
  it('goes back to the checkpoint that a lost run goes on from', () => {
    const checkpoint: RunEventBody = { kind: 'checkpoint', step: 2, file: '' }
    const events = story(
      [0, started],
      [2, looked(2, 0.2)],
      [2, checkpoint],
      [5, looked(4, 0.9)],
      [100, { kind: 'resumed', fromStep: 2, sameFingerprint: true }],
      [101, started],
      [103, looked(4, 0.9)],
    )
    assert.deepEqual(timeMetric(events, ['validation/x']), { steps: [2, 4], seconds: [2, 4], values: [0.2, 0.9], endSeconds: 4 })
  })
  it('takes the first metric that there is', () => {
    assert.deepEqual(timeMetric(story([0, started], [1, looked(1, 5)]), ['validation-shifted/x', 'validation/x']).values, [5])
    assert.deepEqual(timeMetric([], ['validation/x']), { steps: [], seconds: [], values: [], endSeconds: 0 })
  })
  it('reads the newest value, and none before the first', () => {
    const timed = { steps: [5, 10], seconds: [1, 2], values: [10, 20], endSeconds: 3 }
    assert.deepEqual(
      [0.5, 1, 1.9, 9].map((at) => valueAt(timed, at)),
      [undefined, 10, 10, 20],
    )
  })
})

describe('at equal seconds', () => {
  const slow = { steps: [1, 2, 3], seconds: [2, 4, 6], values: [0.5, 0.7, 0.9], endSeconds: 6 }
  const fast = { steps: [1, 2, 3, 4], seconds: [1, 2, 3, 4], values: [0.4, 0.5, 0.6, 0.65], endSeconds: 4 }
  it('the slower arm is read when the faster had ended', () => {
    const found = atEqualSeconds('validation/x', [[slow, fast]])
    assert.deepEqual(
      { ...found, difference: Math.round(found!.difference * 100) / 100 },
      { metric: 'validation/x', seconds: 4, variant: 0.7, baseline: 0.65, difference: 0.05 },
    )
  })
  it('there is nothing where the slower arm had not looked yet, or nothing is paired', () => {
    assert.equal(atEqualSeconds('validation/x', [[slow, { steps: [1], seconds: [1], values: [0.4], endSeconds: 1 }]]), null)
    assert.equal(atEqualSeconds('validation/x', []), null)
  })
})
