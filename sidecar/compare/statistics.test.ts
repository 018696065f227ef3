import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { holm, meanInterval, pairedDifference, verdictOf } from './statistics'
import { studentTCdf, studentTQuantile, studentTTail } from './studentT'

/** Made by test/goldens/comparison.py, with SciPy and statsmodels. */
interface Golden {
  readonly cdf: readonly [t: number, degrees: number, p: number][]
  readonly tail: readonly [t: number, degrees: number, p: number][]
  readonly quantile: readonly [p: number, degrees: number, t: number][]
  readonly paired: readonly { variant: number[]; baseline: number[]; mean: number; low: number; high: number; p: number }[]
  readonly holm: readonly { p: number[]; adjusted: number[] }[]
}
const golden = JSON.parse(readFileSync(join(__dirname, '../../test/goldens/comparison.json'), 'utf8')) as Golden

const isNear = (actual: number, expected: number, relative: number, what: string): void =>
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected) + 1e-300, `${what}: ${actual} instead of ${expected}`)

describe("Student's t", () => {
  it("has SciPy's distribution function", () => {
    for (const [t, degrees, p] of golden.cdf) isNear(studentTCdf(t, degrees), p, 1e-10, `cdf(${t}, ${degrees})`)
  })
  it("has SciPy's two-sided tail, also where it is tiny", () => {
    for (const [t, degrees, p] of golden.tail) isNear(studentTTail(t, degrees), p, 1e-9, `tail(${t}, ${degrees})`)
  })
  it("has SciPy's quantiles", () => {
    for (const [p, degrees, t] of golden.quantile) isNear(studentTQuantile(p, degrees), t, 1e-9, `quantile(${p}, ${degrees})`)
  })
  it("is Cauchy's with one degree of freedom", () => {
    for (const p of [0.6, 0.9, 0.975]) isNear(studentTQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)), 1e-10, String(p))
  })
  it('has the closed form of two degrees of freedom', () => {
    for (const t of [0.1, 1, 7]) isNear(studentTCdf(t, 2), 0.5 + t / (2 * Math.sqrt(2 + t * t)), 1e-12, String(t))
  })
})

describe('a mean', () => {
  it("has SciPy's interval", () => {
    for (const { variant, baseline, mean, low, high } of golden.paired) {
      const found = meanInterval(variant.map((value, i) => value - baseline[i]!))
      isNear(found.mean, mean, 1e-10, 'mean')
      isNear(found.low!, low, 1e-8, 'low')
      isNear(found.high!, high, 1e-8, 'high')
    }
  })
  it('of one or two values has no interval', () => {
    assert.deepEqual(meanInterval([2]), { mean: 2, low: null, high: null })
    assert.deepEqual(meanInterval([2, 4]), { mean: 3, low: null, high: null })
  })
})

describe('a paired difference', () => {
  it("has SciPy's mean, interval and p", () => {
    for (const { variant, baseline, mean, low, high, p } of golden.paired) {
      const found = pairedDifference(variant.map((value, i) => [value, baseline[i]!]))
      isNear(found.mean, mean, 1e-10, 'mean')
      isNear(found.low!, low, 1e-8, 'low')
      isNear(found.high!, high, 1e-8, 'high')
      isNear(found.p!, p, 1e-8, 'p')
    }
  })
  it('of one or two seeds has no interval', () => {
    for (const pairs of [
      [[2, 1]],
      [
        [2, 1],
        [5, 1],
      ],
    ] as const) {
      const { low, high, p } = pairedDifference(pairs)
      assert.deepEqual([low, high, p], [null, null, null])
    }
  })
  it('that is the same for every seed is as wide as a point, and says so', () => {
    const pairs = [
      [0.9, 0.8],
      [0.85, 0.75],
      [0.7, 0.6],
    ].map(([a, b]) => [Math.fround(a!), Math.fround(b!)] as const)
    const { hasNoSpread, low, high, mean, p } = pairedDifference(pairs)
    assert.deepEqual([hasNoSpread, low, high, p], [true, mean, mean, 0])
  })
  it('of equal arms is zero with certainty', () => {
    const { mean, p, hasNoSpread } = pairedDifference([
      [1, 1],
      [2, 2],
      [3, 3],
    ])
    assert.deepEqual([mean, p, hasNoSpread], [0, 1, true])
  })
})

describe("Holm's adjustment", () => {
  it('is that of statsmodels, in the order given', () => {
    for (const { p, adjusted } of golden.holm) holm(p).forEach((value, i) => isNear(value, adjusted[i]!, 1e-12, p.join()))
  })
  it('of nothing is nothing', () => assert.deepEqual(holm([]), []))
})

describe('a verdict', () => {
  it('goes by the direction of the metric', () => {
    assert.equal(verdictOf(1, 0.01, 'higher'), 'helps')
    assert.equal(verdictOf(1, 0.01, 'lower'), 'hurts')
    assert.equal(verdictOf(-1, 0.01, 'lower'), 'helps')
    assert.equal(verdictOf(-1, 0.01, 'higher'), 'hurts')
  })
  it('is none at the border, without a p, and at no difference', () => {
    for (const [mean, p] of [
      [1, 0.05],
      [1, null],
      [0, 0],
    ] as const)
      assert.equal(verdictOf(mean, p, 'higher'), 'no difference seen')
  })
})
