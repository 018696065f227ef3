import { fromJsonNumber, type RunEvent } from '../../../protocol'
import { validationTwin } from '../../compare/twin'

/** What the progress line shows, from the events so far. */
export interface Progress {
  readonly step: number
  readonly steps: number
  /** The training loss, thinned to at most a few hundred values. */
  readonly loss: readonly number[]
  readonly lossName: string
  readonly lossNow: number | undefined
  readonly best: { readonly metric: string; readonly value: number; readonly step: number } | undefined
  readonly stepsPerSecond: number | undefined
  readonly secondsLeft: number | undefined
  readonly isPaused: boolean
}
export type Goals = Readonly<Record<string, 'higher' | 'lower'>>

export interface Tracker {
  begin(from: { step: number; steps: number; timeMs: number }): void
  take(event: RunEvent): void
  setGoals(goals: Goals): void
  progress(): Progress
}

export function createTracker(): Tracker {
  let steps = 0
  let step = 0
  let isPaused = false
  let lossName = 'train/loss'
  let lossNow: number | undefined
  let loss: number[] = []
  let stride = 1 // every how many losses one is kept
  let seen = 0
  let goals: Goals = {}
  const bests = new Map<string, { value: number; step: number }>()
  let marks: { step: number; timeMs: number }[] = []

  const takeLoss = (value: number): void => {
    lossNow = value
    // A value that is not finite is always kept: it is what one looks for.
    if (seen++ % stride === 0 || !Number.isFinite(value)) loss.push(value)
    if (loss.length < 512) return
    loss = loss.filter((kept, index) => index % 2 === 0 || !Number.isFinite(kept))
    stride *= 2
  }
  const takeValidation = (metric: string, value: number, at: number): void => {
    const best = bests.get(metric)
    const isBetter = !best || (goalOf(goals, metric) === 'higher' ? value > best.value : value < best.value)
    if (Number.isFinite(value) && isBetter) bests.set(metric, { value, step: at })
  }

  return {
    setGoals(given) {
      goals = given
      bests.clear()
    },
    begin(from) {
      steps = from.steps
      step = from.step
      marks = [from]
    },
    take(event) {
      switch (event.kind) {
        case 'scalars': {
          if (!(lossName in event.series)) lossName = Object.keys(event.series).find((name) => name.startsWith('train/')) ?? lossName
          for (const [name, values] of Object.entries(event.series)) {
            values.forEach((value, index) => {
              if (value === null) return
              if (name === lossName) takeLoss(fromJsonNumber(value))
              else if (name.startsWith('validation')) takeValidation(name, fromJsonNumber(value), event.steps[index]!)
            })
          }
          step = Math.max(step, ...event.steps)
          marks.push({ step, timeMs: event.time })
          // The rate of the last ten seconds, but of two batches at least.
          while (marks.length > 2 && marks[1]!.timeMs < event.time - 10_000) marks.shift()
          break
        }
        case 'paused':
          isPaused = true
          break
        case 'continued':
          isPaused = false
          marks = [{ step, timeMs: event.time }]
          break
        case 'ended':
          step = event.step
          break
        case 'started':
        case 'resumed':
        case 'checkpoint':
        case 'frame':
        case 'figures':
        case 'hyper':
        case 'notice':
          break
      }
    },
    progress() {
      const metric = deciding(goals, [...bests.keys()])
      const best = metric === undefined ? undefined : bests.get(metric)
      const first = marks[0]
      const last = marks.at(-1)
      const elapsedMs = first && last ? last.timeMs - first.timeMs : 0
      const rate = elapsedMs > 0 ? ((last!.step - first!.step) * 1000) / elapsedMs : 0
      return {
        step,
        steps,
        loss,
        lossName,
        lossNow,
        best: best && metric !== undefined ? { metric, ...best } : undefined,
        stepsPerSecond: rate > 0 ? rate : undefined,
        secondsLeft: rate > 0 ? (steps - step) / rate : undefined,
        isPaused,
      }
    },
  }
}

/** The validation metric to show: the twin of the first metric that has one among those seen (design § 4), else the first seen. */
function deciding(goals: Goals, seen: readonly string[]): string | undefined {
  for (const metric of Object.keys(goals)) {
    const twin = validationTwin(metric, (name) => seen.includes(name))
    if (seen.includes(twin)) return twin
  }
  return seen[0]
}

function goalOf(goals: Goals, metric: string): 'higher' | 'lower' {
  const name = metric.split('/')[1]
  const goal = Object.entries(goals).find(([goalMetric]) => goalMetric.split('/')[1] === name)?.[1]
  return goal ?? (name?.includes('loss') || name?.includes('error') ? 'lower' : 'higher')
}
