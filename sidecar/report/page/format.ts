import { fromJsonNumber, type JsonNumber } from '../../../protocol/events'
import { withMinus } from '../../../protocol/texts/minus'

/** A measured number: four significant digits, no needless zeros. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  if (Number.isInteger(value) && size >= 10_000 && size < 1e12) return formatCount(value)
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return withMinus(value.toExponential(2))
  return withMinus(String(Number(value.toPrecision(4))))
}

/** A count in groups of three. */
export function formatCount(count: number): string {
  return withMinus(String(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}

export function toNumbers(values: readonly JsonNumber[]): number[] {
  return values.map(fromJsonNumber)
}

export function decodeInt16(base64: string): Int16Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return new Int16Array(bytes.buffer)
}
