import type { ErrorData, HyperFields } from '../../protocol'

/** The hyper-parameters that may be changed while a run trains. */
export function liveRanges(fields: HyperFields): [key: string, range: LiveRange][] {
  return Object.entries(fields).flatMap(([key, field]) => (field.kind === 'range' && field.live ? [[key, field]] : []))
}
type LiveRange = Extract<HyperFields[string], { kind: 'range' }>

/** What is wrong with a value as typed, by the rules of the sidecar, which checks again: so that a slip is told before it is sent. */
export function checkHyper(key: string, range: LiveRange, typed: string): ErrorData | undefined {
  const value = typed.trim() === '' ? NaN : Number(typed)
  if (!Number.isFinite(value)) return { code: 'hyper/value', context: { key, expected: `${range.min} … ${range.max}`, value: typed, example: range.value } }
  if (value < range.min || value > range.max) return { code: 'hyper/range', context: { key, value, min: range.min, max: range.max } }
  return undefined
}
