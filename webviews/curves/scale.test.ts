import assert from 'node:assert/strict'
import { linearTicks, logTicks, roomAround, scaleOf, timeTicks } from './scale'
import { formatX } from './xAxis'

describe('axes', () => {
  it('place values and find them again, linear and logarithmic', () => {
    for (const isLog of [false, true]) {
      const scale = scaleOf(0.1, 100, 200, 10, isLog)
      assert.ok(Math.abs(scale.unplace(scale.place(7)) - 7) < 1e-9)
      assert.deepEqual([scale.place(0.1), Math.round(scale.place(100))], [200, 10])
    }
  })
  it('name round numbers', () => {
    assert.deepEqual(linearTicks(0, 1, 4), [0, 0.25, 0.5, 0.75, 1])
    assert.deepEqual(logTicks(0.001, 1000, 4), [0.001, 0.01, 0.1, 1, 10, 100, 1000])
    assert.deepEqual(timeTicks(0, 120_000, 4), [0, 30_000, 60_000, 90_000, 120_000])
  })
  it('name finitely many of them, also for a span of nothing', () => {
    assert.deepEqual(linearTicks(5, 5, 4), [])
    assert.deepEqual(linearTicks(NaN, 1, 4), [])
  })
  it('give a flat curve room, and hold a log axis above 0', () => {
    assert.deepEqual(roomAround(2, 2, false), { low: 1.8, high: 2.2 })
    assert.ok(roomAround(0.001, 10, true).low > 0)
    assert.deepEqual(roomAround(Infinity, -Infinity, true), { low: 0.1, high: 1 })
  })
  it('write steps, spans of time and times of day', () => {
    assert.equal(formatX('step', 12000, 1), '12,000')
    assert.equal(formatX('time', 65_000, 100_000), '1:05')
    assert.match(formatX('clock', Date.UTC(2025, 0, 2, 3, 4, 5), 60_000), /^\d\d:\d\d:05$/)
  })
})
