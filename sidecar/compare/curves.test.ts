import assert from 'node:assert/strict'
import type { TimedMetric } from './clock'
import { armCurve } from './curves'
import { curveMetric } from './twin'

const run = (steps: readonly number[], values: readonly number[], pace = 1): TimedMetric => ({
  steps,
  values,
  seconds: steps.map((step) => step * pace),
  endSeconds: 0,
})

describe('the curve of an arm', () => {
  it('is the mean of its runs at each step, with the interval of three and more', () => {
    const { steps, means, lows, highs, counts } = armCurve([run([10, 20], [1, 4]), run([10, 20], [2, 5]), run([10, 20], [3, 6])])
    assert.deepEqual(
      [steps, means, counts],
      [
        [10, 20],
        [2, 5],
        [3, 3],
      ],
    )
    // The deviation is 1; t of two degrees of freedom is 4.302653.
    const reach = 4.302652729911275 / Math.sqrt(3)
    for (const [i, mean] of [2, 5].entries()) {
      assert.ok(Math.abs(lows[i]! - (mean - reach)) < 1e-9)
      assert.ok(Math.abs(highs[i]! - (mean + reach)) < 1e-9)
    }
  })
  it('fills nothing in: where a run has no value it does not count', () => {
    const { steps, means, lows, counts } = armCurve([run([10, 20], [1, 4]), run([10, 15], [3, 9])])
    assert.deepEqual(
      [steps, means, lows, counts],
      [
        [10, 15, 20],
        [2, 9, 4],
        [null, null, null],
        [2, 1, 1],
      ],
    )
  })
  it('takes the mean of the time that its runs had taken', () => assert.deepEqual(armCurve([run([10], [1], 1), run([10], [1], 3)]).seconds, [20]))
  it('has a gap where a value is not finite', () => {
    const { means, highs } = armCurve([run([1, 2], [NaN, 1]), run([1, 2], [1, 1]), run([1, 2], [1, Infinity])])
    assert.deepEqual(
      [means, highs],
      [
        [null, null],
        [null, null],
      ],
    )
  })
})

describe('the metric whose curve speaks for a comparison', () => {
  for (const [metric, logged, expected] of [
    ['test/accuracy', ['train/loss', 'validation/accuracy'], 'validation/accuracy'],
    ['test-shifted/accuracy', ['validation/accuracy', 'validation-shifted/accuracy'], 'validation-shifted/accuracy'],
    ['final/bytes', ['train/loss', 'validation/loss', 'final/bytes'], 'validation/loss'],
    ['final/bytes', ['train/loss', 'final/bytes'], undefined],
  ] as const)
    it(`is ${expected ?? 'none'} for ${metric}`, () => assert.equal(curveMetric(metric, logged), expected))
})
