import assert from 'node:assert/strict'
import { isSparse, smooth } from './smooth'

describe('smoothing', () => {
  const steps = Array.from({ length: 1001 }, (_, i) => i)

  it('leaves a constant as it is from the first value on: it does not start at 0', () => {
    for (const value of smooth(
      steps,
      steps.map(() => 5),
      0.999,
    ))
      assert.ok(Math.abs(value - 5) < 1e-9)
  })
  it('is the debiased average of its definition', () => {
    // Steps 0, 500, 1000 over a range of 1000: gaps of 500 units; sqrt(0.99)^500 is the weight that is kept.
    const kept = Math.sqrt(0.99) ** 500
    const expected = [1, (1 * kept + 3) / (kept + 1), (1 * kept ** 2 + 3 * kept + 8) / (kept ** 2 + kept + 1)]
    smooth([0, 500, 1000], [1, 3, 8], 0.99).forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-12))
  })
  it('does not depend on how densely values were logged', () => {
    const dense = smooth(
      steps,
      steps.map((step) => step / 1000),
      0.99,
    )
    const sparse = steps.filter((step) => step % 10 === 0)
    const thin = smooth(
      sparse,
      sparse.map((step) => step / 1000),
      0.99,
    )
    assert.ok(Math.abs(dense[1000]! - thin[100]!) < 0.01, `${dense[1000]} ${thin[100]}`)
  })
  it('still follows the data at full strength: the cap is 0.999', () => {
    const values = smooth(
      steps,
      steps.map((step) => (step < 500 ? 0 : 1)),
      1,
    )
    assert.ok(values[1000]! > 0.3)
    assert.deepEqual(
      values,
      smooth(
        steps,
        steps.map((step) => (step < 500 ? 0 : 1)),
        0.999 ** 2,
      ),
    )
  })
  it('keeps what is not finite, and out of the average', () => {
    const values = smooth([0, 1, 2], [4, NaN, 4], 0.9)
    assert.ok(Number.isNaN(values[1]) && Math.abs(values[2]! - 4) < 1e-12)
  })
  it('takes values of the same step', () => assert.ok(smooth([0, 0, 1], [1, 2, 3], 0.9).every(Number.isFinite)))
  it('gives one value and none as they are', () => assert.deepEqual([smooth([7], [2], 0.9), smooth([], [], 0.9)], [[2], []]))
  it('is off by default for few values or values far apart', () => {
    assert.deepEqual([isSparse(steps), isSparse([0, 50, 100]), isSparse(steps.map((step) => step * 50))], [false, true, true])
  })
})
