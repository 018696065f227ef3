import { fromJsonNumber, type RunEvent } from '../../protocol'

/** One metric of a run over the seconds it spent on its steps: without its loading, its pauses, and what a crash made it do again. */
export interface TimedMetric {
  readonly steps: readonly number[]
  readonly seconds: readonly number[]
  readonly values: readonly number[]
  /** When the last step was made. */
  readonly endSeconds: number
}

/** @param metrics by falling preference; the first that the run has is taken */
export function timeMetric(events: readonly RunEvent[], metrics: readonly string[]): TimedMetric {
  const metric = metrics.find((name) => events.some((event) => event.kind === 'scalars' && name in event.series))
  let seconds = 0
  let runningSinceMs: number | undefined
  const marks: { step: number; seconds: number; value?: number }[] = []
  for (const event of events) {
    if (runningSinceMs !== undefined) seconds += (event.time - runningSinceMs) / 1000
    if (runningSinceMs !== undefined) runningSinceMs = event.time
    switch (event.kind) {
      case 'started':
      case 'continued':
        runningSinceMs = event.time
        break
      case 'paused':
      case 'ended':
        runningSinceMs = undefined
        break
      case 'resumed':
        // What a lost process did after its last checkpoint is void, and so is its time.
        while (marks.length > 0 && marks.at(-1)!.step > event.fromStep) marks.pop()
        runningSinceMs = undefined
        seconds = marks.at(-1)?.seconds ?? 0
        break
      case 'checkpoint':
        marks.push({ step: event.step, seconds })
        break
      case 'scalars':
        event.steps.forEach((step, index) => {
          const value = metric === undefined ? null : (event.series[metric]?.[index] ?? null)
          marks.push({ step, seconds, ...(value !== null && { value: fromJsonNumber(value) }) })
        })
        break
      case 'frame':
      case 'figures':
      case 'hyper':
      case 'notice':
        break
    }
  }
  const measured = marks.filter((mark): mark is typeof mark & { value: number } => mark.value !== undefined)
  return {
    steps: measured.map(({ step }) => step),
    seconds: measured.map((mark) => mark.seconds),
    values: measured.map(({ value }) => value),
    endSeconds: marks.at(-1)?.seconds ?? 0,
  }
}

/** The newest value at that time. @returns undefined before the first */
export function valueAt({ seconds, values }: TimedMetric, atSeconds: number): number | undefined {
  return values[seconds.findLastIndex((mark) => mark <= atSeconds)]
}
