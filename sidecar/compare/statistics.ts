import type { Verdict } from '../../protocol'
import { studentTQuantile, studentTTail } from './studentT'

/** A variant minus the baseline over its pairs. Under three pairs there is neither interval nor p. */
export interface PairedDifference {
  readonly mean: number
  readonly low: number | null
  readonly high: number | null
  readonly p: number | null // two-sided, of the paired t-test
  /** Every pair gave the same difference, as far as floating point can tell. */
  readonly hasNoSpread: boolean
}

/** Fewer give an interval whose width is mostly luck. */
export const leastSeeds = 3
/** Of the verdict, and of the interval. */
export const significance = 0.05

/** @param pairs variant and baseline of the same seed; at least one */
export function pairedDifference(pairs: readonly (readonly [variant: number, baseline: number])[]): PairedDifference {
  const differences = pairs.map(([variant, baseline]) => variant - baseline)
  const count = differences.length
  const mean = sum(differences) / count
  if (count < leastSeeds) return { mean, low: null, high: null, p: null, hasNoSpread: false }
  const largest = Math.max(...pairs.flat().map(Math.abs))
  const deviation = deviationOf(differences, mean)
  if (deviation <= largest * roundingError) {
    const isZero = Math.abs(mean) <= largest * roundingError
    return { mean, low: mean, high: mean, p: isZero ? 1 : 0, hasNoSpread: true }
  }
  const error = deviation / Math.sqrt(count)
  const reach = criticalT(count - 1) * error
  return { mean, low: mean - reach, high: mean + reach, p: studentTTail(Math.abs(mean / error), count - 1), hasNoSpread: false }
}

/** A mean with its 95 % t-interval; under three values it has none. @param values at least one */
export function meanInterval(values: readonly number[]): { readonly mean: number; readonly low: number | null; readonly high: number | null } {
  const mean = sum(values) / values.length
  if (values.length < leastSeeds) return { mean, low: null, high: null }
  const reach = (criticalT(values.length - 1) * deviationOf(values, mean)) / Math.sqrt(values.length)
  return { mean, low: mean - reach, high: mean + reach }
}

/** Holm 1979: adjusted so that the chance of any wrong verdict under the null stays below the significance. In the order given. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, index) => index).sort((a, b) => ps[a]! - ps[b]!)
  const adjusted = new Array<number>(ps.length)
  let most = 0
  order.forEach((index, rank) => {
    most = Math.max(most, Math.min(1, ps[index]! * (ps.length - rank)))
    adjusted[index] = most
  })
  return adjusted
}

/** @param p Holm-adjusted; null where there are too few seeds for one */
export function verdictOf(mean: number, p: number | null, better: 'higher' | 'lower'): Verdict {
  if (p === null || p >= significance || mean === 0) return 'no difference seen'
  return mean > 0 === (better === 'higher') ? 'helps' : 'hurts'
}

/** How many standard errors the interval reaches to each side. */
function criticalT(degrees: number): number {
  const known = criticalTs.get(degrees)
  if (known !== undefined) return known
  const t = studentTQuantile(1 - significance / 2, degrees)
  criticalTs.set(degrees, t)
  return t
}
const criticalTs = new Map<number, number>()

const deviationOf = (values: readonly number[], mean: number): number => Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1))
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
/** Most metrics are read as float32: a spread below this share of their size is none. */
const roundingError = 1e-7
