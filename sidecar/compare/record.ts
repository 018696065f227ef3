import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { ENGINES, GradlabError, type CompareRequest, type ComparisonEvent, type ComparisonRun, type ComparisonState, type EngineName } from '../../protocol'
import { asDiskError, writeWhole } from '../store/files'
import { comparisonsOf } from '../store/layout'
import { storedError } from '../store/manifest'
import { isSameProcess } from '../store/processes'

/** `.gradlab/comparisons/<name>.json`: what a comparison is made of and how far it is. No absolute path stands in it; its values are its runs'. */
export interface ComparisonRecord {
  readonly format: 1
  readonly name: string
  readonly createdAt: string // ISO 8601, UTC
  readonly request: Omit<CompareRequest, 'experiment'>
  readonly sourceHash: string
  readonly data: string
  readonly version: string // of Gradlab
  readonly engine: EngineName
  readonly metric: string
  readonly better: 'higher' | 'lower'
  readonly variants: readonly string[] // without the baseline
  readonly rates: readonly number[] // of the tuning grid; none without --tune
  readonly keeper: 'daemon' | 'terminal'
  readonly status: ComparisonState['status']
  /** Who works at it, while it does. */
  readonly owner?: { readonly pid: number; readonly startTime: string }
  readonly runs: readonly ComparisonRun[]
  readonly secondsLeft: number | null
  readonly result: ComparisonEvent | null
  readonly error?: ComparisonState['error']
}

/** The same request on the same source has the same name, so that the same command goes on. */
export function nameOf(about: Pick<ComparisonRecord, 'request' | 'sourceHash' | 'data' | 'version'>): string {
  const { variants, seeds, maxSteps, engine, tune, set = {} } = about.request
  const chosen = [variants && [...variants].sort(), seeds, maxSteps, engine, tune, Object.entries(set).sort()]
  const parts = JSON.stringify([about.sourceHash, about.data, about.version, ...chosen])
  return `compare-${createHash('sha256').update(parts).digest('hex').slice(0, 12)}`
}

export const recordFile = (experiment: string, name: string): string => join(comparisonsOf(experiment), `${name}.json`)
/** The experiment that a record lies in. */
export const experimentOfRecord = (file: string): string => dirname(dirname(dirname(file)))

/** @throws GradlabError disk/…, folder/read-only */
export function writeRecord(file: string, record: ComparisonRecord): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
  } catch (cause) {
    throw asDiskError(cause, file)
  }
  writeWhole(file, `${JSON.stringify(record, null, 2)}\n`)
}

/** @throws GradlabError comparison/unknown, comparison/broken */
export function readRecord(file: string): ComparisonRecord {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new GradlabError('comparison/unknown', { file }, { cause })
  }
  try {
    return v.parse(schema, JSON.parse(text)) as ComparisonRecord
  } catch (cause) {
    throw new GradlabError('comparison/broken', { file, problem: (cause as Error).message }, { cause })
  }
}

/** The process that works at it, if it lives. */
export function ownerOf({ owner }: ComparisonRecord): number | undefined {
  return owner && isSameProcess(owner.pid, owner.startTime) ? owner.pid : undefined
}

/** As clients see it: one whose process is gone is interrupted, and so is the run it had under way. */
export function stateOf(file: string, record: ComparisonRecord): ComparisonState {
  const { name, createdAt, request, keeper, metric, better, engine, variants, runs, secondsLeft, result, error } = record
  const isLost = record.status === 'running' && ownerOf(record) === undefined
  const experiment = experimentOfRecord(file)
  return {
    file,
    name,
    experiment,
    createdAt,
    request: { experiment, ...request },
    status: isLost ? 'interrupted' : record.status,
    keeper,
    metric,
    better,
    engine,
    variants,
    runs: isLost ? runs.map((run) => (run.status === 'training' ? { ...run, status: 'waiting' } : run)) : runs,
    secondsLeft,
    result,
    ...(error && { error }),
  }
}

/** Every comparison of an experiment, oldest first. One that cannot be read does not hide the others. */
export function listComparisons(experiment: string): ComparisonState[] {
  const states = recordFiles(experiment).flatMap((file) => {
    try {
      return [stateOf(file, readRecord(file))]
    } catch {
      return []
    }
  })
  return states.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
}

export function recordFiles(experiment: string): string[] {
  try {
    const names = readdirSync(comparisonsOf(experiment)).filter((name) => /^compare-.*\.json$/.test(name))
    return names.map((name) => join(comparisonsOf(experiment), name))
  } catch {
    return [] // it has none
  }
}

const natural = v.pipe(v.number(), v.integer(), v.minValue(0))
const better = v.picklist(['higher', 'lower'])
const engine = v.picklist(ENGINES)
const schema = v.looseObject({
  format: v.literal(1),
  name: v.string(),
  createdAt: v.string(),
  request: v.object({
    variants: v.optional(v.array(v.string())),
    seeds: natural,
    maxSteps: v.optional(natural),
    engine: v.union([engine, v.literal('auto')]),
    tune: v.boolean(),
    set: v.optional(v.record(v.string(), v.string())),
  }),
  sourceHash: v.string(),
  data: v.string(),
  version: v.string(),
  engine,
  metric: v.string(),
  better,
  variants: v.array(v.string()),
  rates: v.array(v.number()),
  keeper: v.picklist(['daemon', 'terminal']),
  status: v.picklist(['running', 'completed', 'interrupted', 'failed']),
  owner: v.optional(v.object({ pid: v.number(), startTime: v.string() })),
  runs: v.array(
    v.looseObject({
      purpose: v.picklist(['tune', 'measure']),
      variant: v.string(),
      seed: natural,
      learningRate: v.optional(v.number()),
      status: v.picklist(['waiting', 'training', 'completed', 'reused', 'failed', 'cut']),
      run: v.optional(v.string()),
      value: v.optional(v.nullable(v.number())),
      error: v.optional(storedError),
    }),
  ),
  secondsLeft: v.nullable(v.number()),
  result: v.nullable(v.looseObject({ event: v.literal('comparison') })),
  error: v.optional(storedError),
})
