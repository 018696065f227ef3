import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { GradlabError, type CompareRequest, type ComparisonRun, type EngineReport, type ExperimentDescription } from '../../protocol'
import { resolveHyper } from '../../sdk/hyper'
import { bundleExperiment, type SourceBundle } from '../load/bundle'
import { readExperiment } from '../scaffold/experiment'
import { startTimeOf } from '../store/processes'
import { versions } from '../supervisor/versions'
import { learningRates, tuningSeed } from './grid'
import { baseline } from './judge'
import { nameOf, ownerOf, readRecord, recordFile, writeRecord, type ComparisonRecord } from './record'
import { settleEngine } from './settleEngine'

/** A comparison that this process is to work at, new or begun before. */
export interface OpenedComparison {
  readonly experiment: string // absolute
  readonly file: string
  readonly record: ComparisonRecord
  readonly source: SourceBundle
}

export interface OpenHost {
  /** Runs the experiment's source. @throws GradlabError source/… */
  describe(experiment: string): Promise<ExperimentDescription>
  /** @param from the experiment's folder, from which a TensorFlow is searched upwards */
  listEngines(from: string): Promise<readonly EngineReport[]>
  readonly keeper: 'daemon' | 'terminal'
}

/**
 * Finds the comparison of this request on this source, or begins it; from then on it is this process's.
 * @param only the record that is to be gone on with, and no other: none where the source has changed since
 * @throws GradlabError experiment/…, source/…, variant/unknown, comparison/unknown, comparison/variants, comparison/no-learning-rate, comparison/running, disk/…
 */
export async function openComparison(request: CompareRequest, host: OpenHost, only?: string): Promise<OpenedComparison> {
  const { experiment: asked, ...rest } = request
  const experiment = resolve(asked)
  const about = await readExperiment(experiment)
  const source = await bundleExperiment(experiment)
  const key = { request: rest, sourceHash: source.hash, data: about.data, version: versions()['gradlab']! }
  const file = recordFile(experiment, nameOf(key))
  if (only !== undefined && only !== file) throw new GradlabError('comparison/unknown', { file: only })
  const before = existsSync(file) ? readRecord(file) : undefined
  const pid = before && ownerOf(before)
  if (pid !== undefined) throw new GradlabError('comparison/running', { pid, file })
  const owner = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' }
  if (before) {
    const { error: _over, ...going } = before
    const runs = before.runs.map((run): ComparisonRun => (run.status === 'training' ? { ...run, status: 'waiting' } : run))
    const record: ComparisonRecord = { ...going, runs, keeper: host.keeper, status: 'running', owner }
    writeRecord(file, record)
    return { experiment, file, record, source }
  }
  const description = await host.describe(experiment)
  const variants = chooseVariants(request.variants, description.variants)
  const { set = {} } = request
  resolveHyper(description.fields, {}, set) // what no run would take is refused before the first
  const rates = request.tune ? learningRates(description.fields, set['learningRate']) : []
  const [metric, better] = Object.entries(description.metrics)[0]!
  const engine = await settleEngine(request.engine, experiment, { ...about, sourceHash: source.hash, set }, () => host.listEngines(experiment))
  const record: ComparisonRecord = {
    format: 1,
    name: nameOf(key),
    createdAt: new Date().toISOString(),
    ...key,
    engine,
    metric,
    better,
    variants,
    rates,
    keeper: host.keeper,
    status: 'running',
    owner,
    runs: schedule([baseline, ...variants], request.seeds, rates),
    secondsLeft: null,
    result: null,
  }
  writeRecord(file, record)
  return { experiment, file, record, source }
}

/** Tuning first, then seed by seed, so that whatever has ended is paired. */
export function schedule(arms: readonly string[], seeds: number, rates: readonly number[]): ComparisonRun[] {
  const trials = arms.flatMap((variant) =>
    rates.map((learningRate) => ({ purpose: 'tune' as const, variant, seed: tuningSeed, learningRate, status: 'waiting' as const })),
  )
  const measured = Array.from({ length: seeds }, (_, seed) =>
    arms.map((variant) => ({ purpose: 'measure' as const, variant, seed, status: 'waiting' as const })),
  )
  return [...trials, ...measured.flat()]
}

/** In the order named, each once; the baseline is in every comparison. */
function chooseVariants(asked: readonly string[] | undefined, known: readonly string[]): string[] {
  const unknown = asked?.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new GradlabError('variant/unknown', { name: unknown, known: known.join(', ') })
  const chosen = [...new Set(asked ?? known)].filter((name) => name !== baseline)
  if (chosen.length === 0) throw new GradlabError('comparison/variants', { known: known.join(', ') })
  return chosen
}
