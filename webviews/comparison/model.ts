import type { ArmResult, AtEqualSeconds, BesideIt, ComparisonRun, ComparisonState, Difference } from '../../protocol'
import { boundOf, differenceBoundOf, meanBoundOf, pairedValues, type Bound } from '../../protocol/texts/comparison'

/** One arm as the panel draws it: the baseline first, then the variants in the order they were named. */
export interface Arm {
  readonly name: string
  /** In the series of colors; the baseline has none, since everything is measured against it. */
  readonly place: number | undefined
  readonly result: ArmResult | undefined // of the runs so far
  readonly difference: Difference | undefined
  readonly atEqualSeconds: AtEqualSeconds | undefined
  readonly besideIt: readonly BesideIt[]
}

export function armsOf({ variants, result }: Pick<ComparisonState, 'variants' | 'result'>): Arm[] {
  return ['baseline', ...variants].map((name, i) => ({
    name,
    place: i === 0 ? undefined : i - 1,
    result: result?.variants[name],
    difference: result?.differences[name],
    atEqualSeconds: result?.atEqualSeconds[name] ?? undefined,
    besideIt: result?.besideIt?.[name] ?? [],
  }))
}

/** A row of dots: what each seed gave, their mean, and its interval where there is one. */
export interface DotRow {
  readonly name: string
  readonly place: number | undefined
  readonly dots: readonly Dot[]
  readonly mean: number | null
  readonly meanBound: Bound | undefined
  readonly low: number | null
  readonly high: number | null
}

export interface Dot {
  readonly seed: number
  readonly value: number
  /** Where a run did not reach its target. */
  readonly bound: Bound | undefined
}

/** What each seed gave, in the metric that decides. */
export function valueRows({ variants, result }: Pick<ComparisonState, 'variants' | 'result'>): DotRow[] {
  if (!result) return []
  return armsOf({ variants, result }).map(({ name, place, result: arm }) => ({
    name,
    place,
    dots: result.seeds.flatMap((seed, i) => {
      const value = arm?.values[i] ?? null
      return value === null ? [] : [{ seed, value, bound: boundOf(arm, seed) }]
    }),
    mean: arm?.mean ?? null,
    meanBound: meanBoundOf(arm),
    low: arm?.low ?? null,
    high: arm?.high ?? null,
  }))
}

/** Each variant minus the baseline, of the seeds where both have a value. */
export function differenceRows({ variants, result }: Pick<ComparisonState, 'variants' | 'result'>): DotRow[] {
  if (!result) return []
  return armsOf({ variants, result }).flatMap(({ name, place, difference }) =>
    difference
      ? [
          {
            name,
            place,
            dots: pairedValues(result, name).map(({ seed, difference: value, bound }) => ({ seed, value, bound })),
            mean: difference.mean,
            meanBound: differenceBoundOf(result, name),
            low: difference.low,
            high: difference.high,
          },
        ]
      : [],
  )
}

export interface Counts {
  readonly ended: number
  readonly failed: number
  readonly runs: number
}
export function countsOf({ runs }: Pick<ComparisonState, 'runs'>): Counts {
  const among = (...statuses: readonly ComparisonRun['status'][]): number => runs.filter(({ status }) => statuses.includes(status)).length
  return { ended: runs.length - among('waiting', 'training'), failed: among('failed', 'cut'), runs: runs.length }
}

/** The run that trains, and its place in the schedule from 1. */
export function trainingOf({ runs }: Pick<ComparisonState, 'runs'>): { readonly run: ComparisonRun; readonly place: number } | undefined {
  const at = runs.findIndex(({ status }) => status === 'training')
  return at < 0 ? undefined : { run: runs[at]!, place: at + 1 }
}

/** How far the run that trains is, from its own events. */
export interface LiveRun {
  readonly step: number
  readonly steps: number | undefined
  readonly trainedSeconds: number
  readonly secondsLeft: number | undefined
}

/**
 * Seconds until the end. The daemon's estimate is of when the run that trains began; before a run has ended there is none, and the others are taken to
 * last as long as this one.
 */
export function secondsLeftOf({ runs, secondsLeft }: Pick<ComparisonState, 'runs' | 'secondsLeft'>, live: LiveRun | undefined): number | undefined {
  const own = live?.secondsLeft
  if (secondsLeft !== null) return Math.max(own ?? 0, secondsLeft - (live?.trainedSeconds ?? 0))
  if (!live || own === undefined) return undefined
  const waiting = runs.filter(({ status }) => status === 'waiting').length
  return own + waiting * (live.trainedSeconds + own)
}

/** A value beside the baseline's, as a ratio; nothing where one of them is missing or nothing is divided. */
export function ratioTo(value: number | null | undefined, baseline: number | null | undefined): number | undefined {
  return value === null || value === undefined || !baseline ? undefined : value / baseline
}

export const folderName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path
