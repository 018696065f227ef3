import { withMinus } from '../../protocol/texts/minus'

/** A measured number: four significant digits, no needless zeros. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  if (Number.isInteger(value) && size >= 10_000 && size < 1e12) return formatCount(value)
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return withMinus(value.toExponential(2).replace('e+', 'e'))
  return withMinus(String(Number(value.toPrecision(4))))
}

/** A count in groups of three. */
export function formatCount(count: number): string {
  return withMinus(String(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A span of time as a clock: 0:08, 1:05, 2:03:09. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (value: number): string => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
