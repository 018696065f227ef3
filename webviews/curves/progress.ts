import type { Story } from './story'

export interface Progress {
  readonly step: number
  readonly steps: number | undefined
  readonly stepsPerSecond: number | undefined
  readonly secondsLeft: number | undefined
}

/** How far a run is and how fast it goes, from its events' own clock: nothing moves unless the run did. */
export function progressOf({ step, steps, status, marks }: Pick<Story, 'step' | 'steps' | 'status' | 'marks'>): Progress {
  const first = marks[0]
  const last = marks.at(-1)
  const elapsedMs = first && last ? last.clock - first.clock : 0
  const rate = status === 'running' && elapsedMs > 0 ? ((last!.step - first!.step) * 1000) / elapsedMs : 0
  return {
    step,
    steps,
    stepsPerSecond: rate > 0 ? rate : undefined,
    secondsLeft: rate > 0 && steps !== undefined ? Math.max(0, steps - step) / rate : undefined,
  }
}
