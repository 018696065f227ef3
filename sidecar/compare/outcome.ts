import { basename, join } from 'node:path'
import type { ComparisonEvent, RunManifest } from '../../protocol'
import { readEvents } from '../store/events'
import { runsOf } from '../store/layout'
import { readManifest } from '../store/runs'
import { timeMetric, type TimedMetric } from './clock'
import { ratesOf, trialsOf } from './fill'
import { tuningSeed } from './grid'
import { baseline, judge, type EndedRun } from './judge'
import type { ComparisonRecord } from './record'
import { curveMetric, validationTwin } from './twin'

/** What a comparison's runs say so far, read from their folders. The events of a run are read once, when it has ended. */
export function createOutcomeReader(experiment: string): (record: ComparisonRecord) => ComparisonEvent {
  const times = new Map<string, TimedMetric>()
  const timedOf = (name: string, metric: string): TimedMetric => {
    const timed = times.get(name) ?? timeMetric(readEvents(join(runsOf(experiment), name)), [metric])
    times.set(name, timed)
    return timed
  }

  return (record) => {
    const ended = record.runs.filter(({ purpose, status }) => purpose === 'measure' && status !== 'waiting' && status !== 'training')
    const manifests = ended.map(({ run }) => manifestOf(experiment, run))
    const completed = manifests.find((manifest) => manifest?.status === 'completed')
    const logged = Object.keys(completed?.metrics ?? {})
    const twin = validationTwin(record.metric, (name) => logged.includes(name))
    const curve = curveMetric(record.metric, logged)
    const runs = ended.map(({ variant, seed, run }, i): EndedRun => {
      const manifest = manifests[i]
      const timed = run !== undefined && curve !== undefined && manifest?.status === 'completed' ? timedOf(run, curve) : undefined
      return { variant, seed, ...(manifest && { manifest }), ...(timed && { timed }) }
    })
    const trials = Object.fromEntries([baseline, ...record.variants].map((arm) => [arm, trialsOf(record, arm)]))
    return judge({
      metric: record.metric,
      better: record.better,
      ...(completed?.metricGoals && { goals: completed.metricGoals }),
      experiment: basename(experiment),
      data: record.data,
      engine: record.engine,
      seeds: Array.from({ length: record.request.seeds }, (_, seed) => seed),
      variants: record.variants,
      runs,
      validationMetric: curve ?? twin,
      ...(record.request.tune && { tuning: { metric: twin, seed: tuningSeed, trials, rates: ratesOf(record) } }),
    })
  }
}

/** @returns undefined where its folder is gone or broken: it is as if it had not ended well */
export function manifestOf(experiment: string, run: string | undefined): RunManifest | undefined {
  try {
    return run === undefined ? undefined : readManifest(join(runsOf(experiment), run))
  } catch {
    return undefined
  }
}
