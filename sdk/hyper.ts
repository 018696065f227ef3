import { GradlabError, type HyperField, type HyperFields, type HyperValue, type Phrase } from '../protocol'

/** One of several names; the first is the default. An ablation switch is a choice. */
export function choice<const T extends string>(...options: readonly [T, ...T[]]): Choice<T> {
  return { kind: 'choice', options }
}
/** A number with bounds. `live` ones may be changed while the run trains; `log` ones are searched on a logarithmic grid. */
export function range(value: number, min: number, max: number, options: { log?: boolean; live?: boolean } = {}): Range {
  return { kind: 'range', value, min, max, log: options.log ?? false, live: options.live ?? false }
}
export interface Choice<T extends string> {
  readonly kind: 'choice'
  readonly options: readonly T[]
}
export interface Range {
  readonly kind: 'range'
  readonly value: number
  readonly min: number
  readonly max: number
  readonly log: boolean
  readonly live: boolean
}
export type Field = number | boolean | Choice<string> | Range
type Widen<T> = T extends number ? number : T extends boolean ? boolean : never
/** The values of a `hyper` object as a model sees them. */
export type Values<H> = { readonly [K in keyof H]: H[K] extends Choice<infer T> ? T : H[K] extends Range ? number : Widen<H[K]> }

// --- For the harness ------------------------------------------------------------------------------------------------

/** Every field that can be set, as data: those the harness knows first, where the experiment leaves them out, then its own. */
export function fieldsOfExperiment(hyper: Record<string, Field>): HyperFields {
  const left = Object.entries(reserved).filter(([name]) => !(name in hyper))
  return describeFields({ ...Object.fromEntries(left), ...hyper })
}

/** The fields as data, none added. */
export function describeFields(hyper: Record<string, Field>): HyperFields {
  return Object.fromEntries(Object.entries(hyper).map(([key, field]) => [key, describe(field)]))
}

/**
 * Defaults, then the variant's patch, then `set` as typed on the command line.
 * @throws GradlabError hyper/unknown, hyper/value, hyper/range
 */
export function resolveHyper(fields: HyperFields, patch: Readonly<Record<string, unknown>>, set: Readonly<Record<string, string>>): Record<string, HyperValue> {
  const values: Record<string, HyperValue> = {}
  for (const [key, field] of Object.entries(fields)) values[key] = checkHyper(fields, key, field.kind === 'choice' ? field.options[0] : field.value)
  for (const [key, value] of Object.entries(patch)) if (value !== undefined) values[key] = checkHyper(fields, key, value)
  for (const [key, typed] of Object.entries(set)) values[key] = parseHyper(fields, key, typed)
  return values
}

/** A value as typed, for the field of that name. */
export function parseHyper(fields: HyperFields, key: string, typed: string): HyperValue {
  const field = fieldOf(fields, key)
  switch (field.kind) {
    case 'choice':
      return checkHyper(fields, key, typed)
    case 'boolean':
      return checkHyper(fields, key, typed === 'true' ? true : typed === 'false' ? false : typed)
    case 'number':
    case 'range':
      return checkHyper(fields, key, typed.trim() === '' ? typed : Number.isNaN(Number(typed)) ? typed : Number(typed))
  }
}

function checkHyper(fields: HyperFields, key: string, value: unknown): HyperValue {
  const field = fieldOf(fields, key)
  const refuse = (expected: string | Phrase, example: string | number): GradlabError =>
    new GradlabError('hyper/value', { key, expected, value: String(value), example })
  switch (field.kind) {
    case 'choice':
      if (typeof value !== 'string' || !field.options.includes(value)) throw refuse(field.options.join(' | '), field.options[0]!)
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw refuse('true | false', String(!field.value))
      return value
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse({ phrase: 'hyper/number' }, field.value)
      return checkReserved(key, value, refuse)
    case 'range':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse({ phrase: 'hyper/number' }, field.value)
      if (value < field.min || value > field.max) throw new GradlabError('hyper/range', { key, value, min: field.min, max: field.max })
      return checkReserved(key, value, refuse)
  }
}

function checkReserved(key: string, value: number, refuse: (expected: string | Phrase, example: number) => GradlabError): number {
  if (!Object.hasOwn(reserved, key)) return value
  if (!Number.isInteger(value)) throw refuse({ phrase: 'hyper/whole-number' }, Math.max(1, Math.round(value)))
  if (value < 1) throw new GradlabError('hyper/range', { key, value, min: 1, max: '∞' })
  return value
}

/** Names with a meaning for the harness, and what they are where an experiment leaves them out. */
const reserved = { steps: 1000, batchSize: 32, evaluateEvery: 50 } as const

function fieldOf(fields: HyperFields, key: string): HyperField {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined
  if (!field) throw new GradlabError('hyper/unknown', { key, known: Object.keys(fields).join(', ') })
  return field
}

function describe(field: Field): HyperField {
  if (typeof field === 'number') return { kind: 'number', value: field }
  if (typeof field === 'boolean') return { kind: 'boolean', value: field }
  return field
}
