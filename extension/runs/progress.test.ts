import assert from 'node:assert/strict'
import type { RunEventBody } from '../../protocol'
import { manifestOf } from '../fakeServices'
import { advance, formatNumber, headline, progressOf, progressText } from './progress'

const events = (...bodies: RunEventBody[]) => bodies.map((body, i) => ({ seq: i + 1, time: 0, ...body }))
const start = progressOf(manifestOf({ status: 'starting', steps: 100, hyper: { rate: 0.1 } }))

describe('the progress of a run', () => {
  it('follows its events', () => {
    const after = advance(
      start,
      events(
        { kind: 'scalars', steps: [1, 2], series: { 'train/loss': [2, 1.5], 'validation/accuracy': [null, 0.5] } },
        { kind: 'scalars', steps: [3], series: { 'train/loss': ['NaN'], 'validation/accuracy': [null] } },
        { kind: 'hyper', step: 3, key: 'rate', value: 0.01 },
        { kind: 'paused', step: 3 },
      ),
    )
    assert.deepEqual(after.latest, { 'train/loss': NaN, 'validation/accuracy': 0.5 })
    assert.deepEqual([after.step, after.status, after.hyper], [3, 'paused', { rate: 0.01 }])
    const ended = advance(after, events({ kind: 'continued', step: 3 }, { kind: 'ended', status: 'failed', step: 4, seconds: 1, metrics: {} }))
    assert.deepEqual([ended.step, ended.status], [4, 'failed'])
    assert.equal(advance(ended, events({ kind: 'resumed', fromStep: 2, sameFingerprint: true })).status, 'running')
  })

  it('shows the first metric, its validation twin while the test split is closed, and the loss before both', () => {
    const goals = { 'test-shifted/accuracy': 'higher', 'test/loss': 'lower' } as const
    assert.equal(headline({ latest: { 'train/loss': 1 } }, goals)?.name, 'train/loss')
    assert.equal(headline({ latest: { 'train/loss': 1, 'validation/accuracy': 0.1 } }, goals)?.name, 'validation/accuracy')
    assert.equal(headline({ latest: { 'validation/accuracy': 0.1, 'validation-shifted/accuracy': 0.2 } }, goals)?.name, 'validation-shifted/accuracy')
    assert.equal(headline({ latest: { 'validation-shifted/accuracy': 0.2, 'test-shifted/accuracy': 0.3 } }, goals)?.value, 0.3)
    assert.equal(headline({ latest: {} }, goals), undefined)
  })

  it('is short enough for a status bar', () => {
    assert.equal(progressText({ ...start, step: 34, latest: { 'train/loss': 0.312345 } }, undefined), '34/100 · loss 0.3123')
    assert.equal(progressText({ ...start, steps: undefined, latest: {} }, undefined), '0')
  })

  it('writes numbers with the digits that matter', () => {
    assert.deepEqual([0, -0.5, 1234.5678, 1.23456e-7, 12345678, NaN, -Infinity].map(formatNumber), [
      '0',
      '−0.5',
      '1235',
      '1.23e-7',
      '1.23e+7',
      'NaN',
      '−Infinity',
    ])
  })
})
