import assert from 'node:assert/strict'
import { linearTicks, logTicks, valueScale } from './scale'
import { nearestIndex } from './nearest'
import { smooth } from './smooth'

describe('smoothing', () => {
  it('of weight 0 changes nothing', () => assert.deepEqual(smooth([1, 2, 3], [5, 1, 4], 0), [5, 1, 4]))
  it('starts at the first value and keeps a constant', () => {
    assert.equal(smooth([1, 2, 3], [5, 1, 4], 0.9)[0], 5)
    for (const value of smooth([1, 5, 9], [3, 3, 3], 0.99)) assert.ok(Math.abs(value - 3) < 1e-12)
  })
  it('is the weighted mean of its definition', () => {
    // Weights √0.25 = 0.5 a thousandth of the range: two values 1/1000 of the range apart.
    const smoothed = smooth([0, 1, 1000], [1, 4, 0], 0.25)
    assert.ok(Math.abs(smoothed[1]! - (1 * 0.5 + 4) / 1.5) < 1e-12)
    assert.ok(Math.abs(smoothed[2]!) < 1e-12)
  })
  it('skips what is not finite, and is not spoilt by it', () => {
    const smoothed = smooth([1, 2, 3, 4], [1, NaN, Infinity, 1], 0.9)
    assert.ok(Number.isNaN(smoothed[1]))
    assert.equal(smoothed[3], 1)
  })
  it('never flattens a curve to nothing, whatever the weight', () => {
    const steps = Array.from({ length: 2000 }, (_, i) => i)
    const smoothed = smooth(
      steps,
      steps.map((step) => (step < 1000 ? 0 : 1)),
      1,
    )
    assert.ok(smoothed.at(-1)! > 0.5)
  })
})

describe('an axis', () => {
  it('holds all finite values and leaves out the others', () => {
    const { place, holds } = valueScale([1, NaN, 3, Infinity], 100, 0, false)
    assert.deepEqual([place(1), place(3), holds(NaN), holds(Infinity)], [100, 0, false, false])
  })
  it('gives a flat curve room, at 0 too', () => {
    for (const value of [0, 5, -2]) assert.equal(Math.round(valueScale([value, value], 100, 0, false).place(value)), 50)
  })
  it('has no place for 0 and below when logarithmic', () => {
    const { place, holds, ticks } = valueScale([-1, 0, 0.01, 1, 100], 100, 0, true)
    assert.deepEqual([holds(-1), holds(0), holds(0.01)], [false, false, true])
    assert.equal(Math.round(place(1)), 50)
    assert.ok(ticks.every((tick) => tick > 0))
  })
  it('stays linear where nothing is above 0', () => assert.equal(valueScale([-2, 0], 100, 0, true).place(-1), 50))
  it('names round numbers', () => {
    assert.deepEqual(linearTicks(0, 200, 5), [0, 50, 100, 150, 200])
    assert.deepEqual(linearTicks(0.61, 0.96, 4), [0.7, 0.8, 0.9])
    assert.deepEqual(logTicks(0.01, 100), [0.01, 0.1, 1, 10, 100])
    assert.ok(logTicks(0.5, 0.9).length >= 2)
    assert.ok(logTicks(1e-12, 1e12).length < 10)
  })
})

describe('reading a curve', () => {
  it('finds the nearest step', () => {
    const steps = [1, 10, 20, 50]
    assert.deepEqual(
      [-5, 1, 6, 14, 16, 99].map((step) => nearestIndex(steps, step)),
      [0, 0, 1, 1, 2, 3],
    )
    assert.equal(nearestIndex([], 3), undefined)
    assert.equal(nearestIndex([7], 3), 0)
  })
})
