import type { EngineFingerprint, EngineWhy, StepTimes } from './engines'
import type { ErrorData } from './errors'
import type { HyperFields, HyperValue, HyperValues } from './hyper'
import type { EndStatus } from './runs'

/** A number as JSON can hold it: NaN and the infinities travel as strings. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity'

/**
 * One line of events.jsonl, and what a supervisor passes on. `seq` counts from 1 without gaps over the whole run folder, so a
 * client that was away asks for what came after the last it saw. `time` is milliseconds since 1970.
 */
export type RunEvent = { readonly seq: number; readonly time: number } & RunEventBody
export type RunEventBody =
  | {
      readonly kind: 'started'
      readonly fromStep: number
      readonly fingerprint: EngineFingerprint
      readonly why: EngineWhy
      readonly stepTimes?: StepTimes // with `measured`
      readonly hyper: HyperValues
      readonly fields: HyperFields
      readonly parameters: number
      readonly steps: number
    }
  /** Scalars after `fromStep` in earlier lines are void: they will be made again. */
  | { readonly kind: 'resumed'; readonly fromStep: number; readonly sameFingerprint: boolean }
  | { readonly kind: 'scalars'; readonly steps: readonly number[]; readonly series: Readonly<Record<string, readonly (JsonNumber | null)[]>> }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly file: string }
  | { readonly kind: 'frame'; readonly step: number; readonly file: string }
  | { readonly kind: 'figures'; readonly step: number; readonly file: string }
  | { readonly kind: 'hyper'; readonly step: number; readonly key: string; readonly value: HyperValue }
  | { readonly kind: 'paused'; readonly step: number }
  | { readonly kind: 'continued'; readonly step: number }
  | { readonly kind: 'notice'; readonly code: NoticeCode; readonly context: Readonly<Record<string, string | number>> }
  | {
      readonly kind: 'ended'
      readonly status: EndStatus
      readonly step: number
      readonly seconds: number
      readonly metrics: Readonly<Record<string, JsonNumber>>
      readonly error?: ErrorData
    }

/** Things worth saying that do not end a run. */
export type NoticeCode =
  'tensors-leaked' | 'checkpoint-damaged' | 'other-fingerprint' | 'log-repaired' | 'frames-dropped' | 'engine-memory-damaged' | 'device-lost'

export function toJsonNumber(value: number): JsonNumber {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Infinity) return 'Infinity'
  return value === -Infinity ? '-Infinity' : value
}
export function fromJsonNumber(value: JsonNumber): number {
  return typeof value === 'number' ? value : Number(value)
}
