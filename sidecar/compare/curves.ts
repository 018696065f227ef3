import { join } from 'node:path'
import type { ArmCurve, ComparisonCurves, RunEvent } from '../../protocol'
import { readEvents } from '../store/events'
import { runsOf } from '../store/layout'
import { timeMetric, type TimedMetric } from './clock'
import { baseline } from './judge'
import { manifestOf } from './outcome'
import { experimentOfRecord, readRecord, type ComparisonRecord } from './record'
import { meanInterval } from './statistics'
import { curveMetric, validationTwin } from './twin'

/** Reads the curves of a comparison from its runs' logs; the log of a run that has ended well once. */
export function createCurveReader(): (file: string) => ComparisonCurves {
  const times = new Map<string, TimedMetric>()
  const timedOf = (folder: string, metric: string): TimedMetric => {
    const key = `${folder}\n${metric}`
    const timed = times.get(key) ?? timeMetric(readEvents(folder), [metric])
    times.set(key, timed)
    return timed
  }

  return (file) => {
    const record = readRecord(file)
    const experiment = experimentOfRecord(file)
    const ended = record.runs.flatMap(({ purpose, status, run, variant }) => {
      const manifest = purpose === 'measure' && (status === 'completed' || status === 'reused') ? manifestOf(experiment, run) : undefined
      return manifest?.status === 'completed' && !manifest.liveChanges ? [{ variant, manifest }] : []
    })
    const metric = metricOf(record, experiment, Object.keys(ended[0]?.manifest.metrics ?? {}))
    if (metric === undefined) return { metric: null, arms: {} }
    const arms = [baseline, ...record.variants].flatMap((arm): [string, ArmCurve][] => {
      const runs = ended.filter(({ variant }) => variant === arm).map(({ manifest }) => timedOf(join(runsOf(experiment), manifest.name), metric))
      return runs.length > 0 ? [[arm, armCurve(runs)]] : []
    })
    return { metric, arms: Object.fromEntries(arms) }
  }
}

/** Means and intervals at each step that a run logged, over those that did: nothing is filled in. */
export function armCurve(runs: readonly TimedMetric[]): ArmCurve {
  const steps = [...new Set(runs.flatMap((run) => run.steps))].sort((a, b) => a - b)
  const at = steps.map((step) => {
    const held = runs.flatMap((run) => {
      const place = run.steps.indexOf(step)
      return place < 0 ? [] : [{ seconds: run.seconds[place]!, value: run.values[place]! }]
    })
    const { mean, low, high } = meanInterval(held.map(({ value }) => value))
    return { seconds: held.reduce((sum, { seconds }) => sum + seconds, 0) / held.length, mean, low, high, count: held.length }
  })
  return {
    steps,
    seconds: at.map(({ seconds }) => seconds),
    means: at.map(({ mean }) => finiteOrNull(mean)),
    lows: at.map(({ low }) => finiteOrNull(low)),
    highs: at.map(({ high }) => finiteOrNull(high)),
    counts: at.map(({ count }) => count),
  }
}

/** Before a run has ended its log says which metrics there are; before that, the twin is what will come. */
function metricOf({ metric, runs }: ComparisonRecord, experiment: string, logged: readonly string[]): string | undefined {
  if (logged.length > 0) return curveMetric(metric, logged)
  const training = runs.find(({ status }) => status === 'training')?.run
  const known = training === undefined ? [] : seriesOf(eventsOf(join(runsOf(experiment), training)))
  const twin = validationTwin(metric, (name) => known.includes(name))
  return curveMetric(metric, known) ?? (twin.startsWith('final/') ? undefined : twin)
}

function eventsOf(run: string): readonly RunEvent[] {
  try {
    return readEvents(run)
  } catch {
    return [] // its first line is still to come
  }
}

function seriesOf(events: readonly RunEvent[]): string[] {
  return [...new Set(events.flatMap((event) => (event.kind === 'scalars' ? Object.keys(event.series) : [])))]
}

const finiteOrNull = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)
