import { formatClock, formatCount, formatNumber } from '../theme/format'
import { trainingTimes, type Curve, type Story } from './story'

/** What a chart's x axis counts: steps, time spent training, or the time of day. */
export type XAxis = 'step' | 'time' | 'clock'
export const X_AXES = ['step', 'time', 'clock'] as const

/** The x of each of a curve's values; never falls. */
export function xsOf(story: Story, curve: Curve, axis: XAxis): readonly number[] {
  switch (axis) {
    case 'step':
      return curve.steps
    case 'clock':
      return curve.clocks
    case 'time':
      return trainingTimes(story, curve.clocks)
  }
}

/** An x in words, as finely as the span shown needs. */
export function formatX(axis: XAxis, value: number, span: number): string {
  switch (axis) {
    case 'step':
      return Number.isInteger(value) ? formatCount(value) : formatNumber(value)
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
