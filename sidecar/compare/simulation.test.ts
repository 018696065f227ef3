import assert from 'node:assert/strict'
import { holm, pairedDifference, verdictOf } from './statistics'

const comparisons = 10_000
const seeds = 5

describe('the statistics over many simulated comparisons', () => {
  it('cover 0 with 94 to 96 % of the intervals under a null', () => {
    const normal = normals(1)
    let covered = 0
    for (let i = 0; i < comparisons; i++) {
      const { low, high } = pairedDifference(simulate(normal, { shift: 0, deviation: 1 }))
      if (low! <= 0 && high! >= 0) covered++
    }
    const share = covered / comparisons
    assert.ok(share >= 0.94 && share <= 0.96, `${share}`)
  })

  for (const variants of [1, 4]) {
    it(`give a wrong verdict in at most 6 % of the comparisons of ${variants} arms that do nothing`, () => {
      const normal = normals(variants)
      let wrong = 0
      for (let i = 0; i < comparisons; i++) {
        // The arms share their baseline, as they do in a comparison.
        const baseline = Array.from({ length: seeds }, () => normal())
        const found = Array.from({ length: variants }, () => pairedDifference(baseline.map((value) => [normal(), value] as const)))
        const adjusted = holm(found.map(({ p }) => p!))
        if (found.some(({ mean }, k) => verdictOf(mean, adjusted[k]!, 'higher') !== 'no difference seen')) wrong++
      }
      assert.ok(wrong / comparisons <= 0.06, `${wrong / comparisons}`)
      if (variants === 1) assert.ok(wrong / comparisons >= 0.04, `${wrong / comparisons}`) // a test that never speaks would pass too
    })
  }

  it('find 2 points with a standard deviation of the paired difference of 0.5 and 5 seeds in at least 95 %', () => {
    const normal = normals(7)
    let found = 0
    for (let i = 0; i < comparisons; i++) {
      const { mean, p } = pairedDifference(simulate(normal, { shift: 2, deviation: 0.5 }))
      if (verdictOf(mean, p, 'higher') === 'helps') found++
    }
    assert.ok(found / comparisons >= 0.95, `${found / comparisons}`)
  })
})

/** Pairs whose difference has that mean and standard deviation, around baselines that differ from seed to seed. */
function simulate(normal: () => number, { shift, deviation }: { shift: number; deviation: number }): [number, number][] {
  return Array.from({ length: seeds }, () => {
    const baseline = 80 + 3 * normal()
    return [baseline + shift + deviation * normal(), baseline]
  })
}

/** Box and Muller's normal numbers from Mulberry32, so that a failure can be repeated. */
function normals(seed: number): () => number {
  let state = seed
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}
