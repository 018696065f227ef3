import assert from 'node:assert/strict'
import { average, type Member } from './average'

describe('the average of runs', () => {
  const run = (steps: readonly number[], values: readonly number[]): Member => ({ steps, xs: steps.map((step) => step * 10), values })

  it('is taken at each step that a run logged, of those that did, and goes on where the others have ended', () => {
    const runs = [run([1, 2, 3], [1, 2, 3]), run([2, 3, 4, 5], [4, 9, 7, 8]), run([3], [0])]
    const { steps, xs, values, low, high, counts } = average(runs, 'mean', 'range')
    assert.deepEqual(steps, [1, 2, 3, 4, 5])
    assert.deepEqual(xs, [10, 20, 30, 40, 50])
    assert.deepEqual(values, [1, 3, 4, 7, 8])
    assert.deepEqual([low, high], [[1, 2, 0, 7, 8], [1, 4, 9, 7, 8]]) // prettier-ignore
    assert.deepEqual(counts, [1, 2, 3, 1, 1])
  })
  it('may be the median', () => {
    const at = (...values: number[]): number => average(values.map((value) => run([1], [value])), 'median', 'range').values[0]! // prettier-ignore
    assert.deepEqual([at(9, 1, 2), at(4, 1, 2, 100), at(5)], [2, 3, 5])
  })
  it('has a band of one sample standard deviation on each side; of one run none', () => {
    // NumPy: np.std([2, 4, 4, 4, 5, 5, 7, 9], ddof=1) is 2.138089935299395.
    const { values, low, high } = average([2, 4, 4, 4, 5, 5, 7, 9].map((value) => run([1], [value])), 'mean', 'deviation') // prettier-ignore
    assert.equal(values[0], 5)
    assert.ok(Math.abs(high[0]! - 5 - 2.138089935299395) < 1e-12 && Math.abs(5 - low[0]! - 2.138089935299395) < 1e-12)
    const alone = average([run([1], [3])], 'mean', 'deviation')
    assert.deepEqual([alone.low, alone.high], [[3], [3]])
  })
  it('is not finite where one run is not: a run that diverged is not left out in silence', () => {
    const { values, low, high } = average([run([1, 2], [1, NaN]), run([1, 2], [3, 5])], 'mean', 'range')
    assert.deepEqual([values, low, high], [[2, NaN], [1, NaN], [3, NaN]]) // prettier-ignore
    assert.deepEqual(average([run([1], [NaN]), run([1], [5])], 'median', 'range').values, [NaN])
  })
  it('has the x of the runs that are behind it', () => {
    const runs = [
      { steps: [1, 2], xs: [100, 200], values: [0, 0] },
      { steps: [1, 2, 3], xs: [300, 600, 900], values: [0, 0, 0] },
    ]
    assert.deepEqual(average(runs, 'mean', 'none').xs, [200, 400, 900])
  })
  it('of nothing is nothing', () => assert.deepEqual(average([], 'mean', 'range').steps, []))
})
