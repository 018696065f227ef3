import { fromJsonNumber, type RunEvent } from '../../protocol'

/** One value of one metric, and when it was read: milliseconds since 1970. */
export interface Scalar {
  readonly name: string
  readonly step: number
  readonly value: number
  readonly time: number
}

/** The scalars of a run in the order of its log, without those that a later resume has voided. One at a time: a long run has millions. */
export function* keptScalars(events: readonly RunEvent[]): Generator<Scalar> {
  const lastKept = lastKeptSteps(events)
  for (const [index, event] of events.entries()) {
    if (event.kind !== 'scalars') continue
    for (const [at, step] of event.steps.entries()) {
      if (step > lastKept[index]!) continue
      for (const [name, values] of Object.entries(event.series)) {
        const value = values[at]
        if (value !== null && value !== undefined) yield { name, step, value: fromJsonNumber(value), time: event.time }
      }
    }
  }
}

/** How far the run has come in its log. */
export function lastStepOf(events: readonly RunEvent[]): number {
  const last = events.findLast(({ kind }) => kind === 'scalars' || kind === 'resumed')
  return last?.kind === 'scalars' ? (last.steps.at(-1) ?? 0) : last?.kind === 'resumed' ? last.fromStep : 0
}

/** For each event the last step whose scalars hold, by the resumes that come after it. */
function lastKeptSteps(events: readonly RunEvent[]): Float64Array {
  const last = new Float64Array(events.length)
  let least = Infinity
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index]!
    last[index] = least
    if (event.kind === 'resumed') least = Math.min(least, event.fromStep)
  }
  return last
}
