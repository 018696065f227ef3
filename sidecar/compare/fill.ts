import type { ComparisonRun, EngineFingerprint, RunManifest, TuningTrial } from '../../protocol'
import { bestRate } from './grid'
import { baseline, valueOf } from './judge'
import type { ComparisonRecord } from './record'
import { commonFingerprint, isReusable, type Wanted } from './reuse'
import { validationTwin } from './twin'

/** A comparison with every finished run taken in, and the first place in its schedule that still lacks one. */
export interface Filled {
  readonly runs: readonly ComparisonRun[]
  readonly next: number | undefined
}

/**
 * @param stored the experiment's runs, this comparison's and others
 * @param fingerprint what the machine is now, once a run was trained here; until then what most finished runs had
 * @param settled places that were trained here, well or not: never twice
 */
export function fill(
  record: ComparisonRecord,
  stored: readonly RunManifest[],
  { fingerprint, settled }: { fingerprint: EngineFingerprint | undefined; settled: ReadonlySet<number> },
): Filled {
  let filled = record
  const setRun = (place: number, run: ComparisonRun): void => {
    filled = { ...filled, runs: filled.runs.map((before, at) => (at === place ? run : before)) }
  }
  const fits = (manifest: RunManifest, run: ComparisonRun, held?: EngineFingerprint): boolean => {
    const wanted = wantedOf(filled, run)
    return wanted !== undefined && isReusable(manifest, wanted, held)
  }
  const usable = stored.filter((manifest) => record.runs.some((run) => fits(manifest, run)))
  const held = fingerprint ?? commonFingerprint(usable.map((manifest) => manifest.fingerprint!))
  for (const [place, run] of record.runs.entries()) {
    if (settled.has(place)) continue
    if (!wantedOf(filled, run)) {
      setRun(place, { ...plainRun(run), status: 'failed', value: null }) // every trial of its arm failed; the places before this one have ended
      continue
    }
    const finished = stored.filter((manifest) => fits(manifest, run, held))
    const own = finished.find(({ name }) => name === run.run)
    const [taken] = own ? [own] : finished
    if (!taken) return { runs: filled.runs, next: place }
    const status = own && run.status !== 'reused' ? 'completed' : 'reused'
    setRun(place, { ...plainRun(run), ...rateOf(filled, run), status, run: taken.name, value: valueIn(filled, run, taken) })
  }
  return { runs: filled.runs, next: undefined }
}

/** What the run at a place must be; undefined where its arm has no learning rate. */
export function wantedOf(record: ComparisonRecord, run: ComparisonRun): Wanted | undefined {
  const { sourceHash, data, engine, version, request } = record
  const { learningRate } = rateOf(record, run)
  if (request.tune && learningRate === undefined) return undefined
  const set = { ...request.set, ...(learningRate !== undefined && { learningRate: String(learningRate) }) }
  return { variant: run.variant, seed: run.seed, set, sourceHash, data, engine, version, maxSteps: request.maxSteps }
}

/** A place without what came of it. */
export function plainRun({ purpose, variant, seed, learningRate }: ComparisonRun): ComparisonRun {
  return { purpose, variant, seed, status: 'waiting', ...(purpose === 'tune' && learningRate !== undefined && { learningRate }) }
}

/** The rates chosen so far, by arm; an arm whose trials all failed has none. */
export function ratesOf(record: ComparisonRecord): Record<string, number> {
  return Object.fromEntries(
    [baseline, ...record.variants].flatMap((arm) => {
      const rate = bestRate(trialsOf(record, arm), record.better)
      return rate === undefined ? [] : [[arm, rate] as const]
    }),
  )
}

export function trialsOf({ runs }: ComparisonRecord, arm: string): TuningTrial[] {
  return runs.flatMap(({ purpose, variant, learningRate, value }) =>
    purpose === 'tune' && variant === arm && learningRate !== undefined && value !== undefined ? [{ learningRate, value }] : [],
  )
}

export function rateOf(record: ComparisonRecord, { purpose, variant, learningRate }: ComparisonRun): { learningRate?: number } {
  const rate = purpose === 'tune' ? learningRate : record.request.tune ? ratesOf(record)[variant] : undefined
  return rate === undefined ? {} : { learningRate: rate }
}

/** What a run counts with: a trial by the validation metric it ended with, the others by the metric that decides. */
export function valueIn({ metric }: ComparisonRecord, { purpose }: ComparisonRun, manifest: RunManifest): number | null {
  const decisive = purpose === 'tune' ? validationTwin(metric, (name) => name in (manifest.metrics ?? {})) : metric
  return valueOf(manifest, decisive) ?? null
}
