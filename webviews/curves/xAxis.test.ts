import assert from 'node:assert/strict'
import { formatX, joinedBySteps } from './xAxis'

describe('a metric along the x axis', () => {
  it('is joined with another at the steps that both have', () => {
    const joined = joinedBySteps({ steps: [2, 4, 6, 9] }, { steps: [1, 2, 3, 6, 7], values: [10, 20, 30, 60, 70] })
    assert.deepEqual(joined, { at: [0, 2], xs: [20, 60] })
  })
  it('is joined with nothing where there is no common step', () => {
    assert.deepEqual(joinedBySteps({ steps: [1] }, { steps: [2], values: [0] }), { at: [], xs: [] })
    assert.deepEqual(joinedBySteps({ steps: [] }, { steps: [2], values: [0] }), { at: [], xs: [] })
  })
  it('is written as a number', () => assert.equal(formatX('metric', 0.123456, 1), '0.1235'))
})
