import type { AtEqualSeconds } from '../../protocol'
import { valueAt, type TimedMetric } from './clock'

/**
 * Both arms when the faster had made its steps, from what they logged on the way.
 * @returns null where a pair has no value by then, or there is no pair
 */
export function atEqualSeconds(metric: string, pairs: readonly (readonly [variant: TimedMetric, baseline: TimedMetric])[]): AtEqualSeconds | null {
  const found = pairs.map(([variant, baseline]) => {
    const seconds = Math.min(variant.endSeconds, baseline.endSeconds)
    return { seconds, variant: valueAt(variant, seconds), baseline: valueAt(baseline, seconds) }
  })
  const whole = found.filter((pair): pair is { seconds: number; variant: number; baseline: number } => isFinite(pair.variant) && isFinite(pair.baseline))
  if (whole.length === 0 || whole.length < found.length) return null
  const mean = (of: (pair: (typeof whole)[number]) => number): number => whole.reduce((sum, pair) => sum + of(pair), 0) / whole.length
  return {
    metric,
    seconds: mean(({ seconds }) => seconds),
    variant: mean(({ variant }) => variant),
    baseline: mean(({ baseline }) => baseline),
    difference: mean(({ variant, baseline }) => variant - baseline),
  }
}

const isFinite = (value: number | undefined): boolean => value !== undefined && Number.isFinite(value)
