import assert from 'node:assert/strict'
import { isEnough, summarize } from './stepTimes'

describe('the time of a step', () => {
  it('is the median of what comes after the first steps', () => {
    assert.deepEqual(summarize([900, 50, 20, 5, 7, 6]), { stepMs: 6, steps: 3 })
    assert.deepEqual(summarize([900, 50, 20, 5, 7, 6, 8]), { stepMs: 6.5, steps: 4 })
  })
  it('keeps half of the steps where there are few', () => {
    assert.deepEqual(summarize([900]), { stepMs: 900, steps: 1 })
    assert.deepEqual(summarize([900, 50]), { stepMs: 50, steps: 1 })
    assert.deepEqual(summarize([900, 50, 60]), { stepMs: 55, steps: 2 })
  })
  it('is known after twenty-three steps, after ten seconds, or when the experiment has no more', () => {
    const steps = (count: number, ms: number): number[] => new Array<number>(count).fill(ms)
    assert.deepEqual([isEnough([], 1000), isEnough(steps(22, 1), 1000), isEnough(steps(23, 1), 1000)], [false, false, true])
    assert.deepEqual([isEnough(steps(3, 3000), 1000), isEnough(steps(4, 3000), 1000), isEnough([60_000], 1000)], [false, true, true])
    assert.deepEqual([isEnough(steps(2, 1), 0), isEnough([], 0)], [true, false])
  })
})
