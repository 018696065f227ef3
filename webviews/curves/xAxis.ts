import { formatClock, formatCount, formatNumber } from '../theme/format'
import { trainingTimes, type Curve, type Story } from './story'
import { firstAtLeast } from './thin'

/** What a chart's x axis counts: steps, time spent training, the time of day, or the values of a metric. */
export type XAxis = 'step' | 'time' | 'clock' | 'metric'
export const X_AXES = ['step', 'time', 'clock', 'metric'] as const

/** The x of each of a curve's values; never falls. */
export function xsOf(story: Story, curve: Curve, axis: Exclude<XAxis, 'metric'>): readonly number[] {
  switch (axis) {
    case 'step':
      return curve.steps
    case 'clock':
      return curve.clocks
    case 'time':
      return trainingTimes(story, curve.clocks)
  }
}

/** The values of a curve at whose step an x was logged too, by their places, and that x; it may rise and fall. */
export function joinedBySteps(
  curve: Pick<Curve, 'steps'>,
  x: Pick<Curve, 'steps' | 'values'>,
): { readonly at: readonly number[]; readonly xs: readonly number[] } {
  const at: number[] = []
  const xs: number[] = []
  let next = firstAtLeast(x.steps, curve.steps[0] ?? Infinity)
  curve.steps.forEach((step, i) => {
    while (next < x.steps.length && x.steps[next]! < step) next++
    if (x.steps[next] !== step) return
    at.push(i)
    xs.push(x.values[next]!)
  })
  return { at, xs }
}

/** An x in words, as finely as the span shown needs. */
export function formatX(axis: XAxis, value: number, span: number): string {
  switch (axis) {
    case 'step':
      return Number.isInteger(value) ? formatCount(value) : formatNumber(value)
    case 'metric':
      return formatNumber(value)
    case 'time':
      return span < 5000 ? `${formatNumber(value / 1000)} s` : formatClock(value / 1000)
    case 'clock': {
      const date = new Date(value)
      const two = (part: number): string => String(part).padStart(2, '0')
      const day = span > 36 * 3_600_000 ? `${two(date.getMonth() + 1)}-${two(date.getDate())} ` : ''
      const seconds = span < 10 * 60_000 ? `:${two(date.getSeconds())}` : ''
      const fraction = span < 5000 ? `.${String(date.getMilliseconds()).padStart(3, '0')}` : ''
      return `${day}${two(date.getHours())}:${two(date.getMinutes())}${seconds}${fraction}`
    }
  }
}
