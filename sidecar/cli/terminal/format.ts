import { withMinus } from '../../../protocol/texts/minus'

/** A measured number for people: four significant digits, whole numbers as they are. */
export function formatNumber(value: number | string): string {
  if (typeof value === 'string') return value
  if (!Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) < 1e12)) return withMinus(String(value))
  const size = Math.abs(value)
  if (size !== 0 && (size < 0.001 || size >= 100_000)) return withMinus(value.toExponential(2))
  return withMinus(String(Number(value.toPrecision(4))))
}

/** A count with thin groups of three: 1,234,567. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A length of time: 8.3 s, 1:05, 2:03:09. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return formatClock(seconds)
}

/** A time left, as a clock: 0:08, 1:05, 2:03:09. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  return minutes < 60 ? `${minutes}:${two(whole % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB']
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}
