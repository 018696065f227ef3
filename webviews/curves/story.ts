import {
  fromJsonNumber,
  type EngineName,
  type EngineWhy,
  type StepTimes,
  type ErrorData,
  type HyperFields,
  type HyperValue,
  type NoticeCode,
  type RunEvent,
  type RunStatus,
} from '../../protocol'

/** One metric of one run, in order of steps; `clocks` are milliseconds since 1970. */
export interface Curve {
  readonly steps: number[]
  readonly clocks: number[]
  readonly values: number[]
  /** Raised at every change, so that what was computed from it knows when it is stale. */
  revision: number
}

/** A run's events folded into what the panel shows. Grows in place: a long run's story is not copied at each event. */
export interface Story {
  readonly curves: Map<string, Curve>
  lastSeq: number
  step: number
  steps: number | undefined
  status: RunStatus | undefined
  engine: EngineName | undefined
  why: EngineWhy | undefined
  stepTimes: StepTimes | undefined
  fields: HyperFields
  hyper: Record<string, HyperValue>
  /** Changed while it trained, since it was last started. */
  changes: { readonly step: number; readonly key: string; readonly value: HyperValue }[]
  notices: { readonly code: NoticeCode; readonly context: Readonly<Record<string, string | number>> }[]
  error: ErrorData | undefined
  finalMetrics: ReadonlyMap<string, number>
  figureSteps: number[]
  /** Wall clock at the first event; training time counts from it. */
  startClock: number | undefined
  /** From `clock` on, `awayMs` in all were spent paused or without a process. */
  readonly breaks: { readonly clock: number; readonly awayMs: number }[]
  /** Steps made by when, since it last began to train; for the rate. */
  marks: { readonly step: number; readonly clock: number }[]
  lastClock: number
}

export function emptyStory(): Story {
  return {
    curves: new Map(),
    lastSeq: 0,
    step: 0,
    steps: undefined,
    status: undefined,
    engine: undefined,
    why: undefined,
    stepTimes: undefined,
    fields: {},
    hyper: {},
    changes: [],
    notices: [],
    error: undefined,
    finalMetrics: new Map(),
    figureSteps: [],
    startClock: undefined,
    breaks: [],
    marks: [],
    lastClock: 0,
  }
}

/** Takes further events, leaving out those it has. False where one is missing before them: then none was taken. */
export function foldEvents(story: Story, events: readonly RunEvent[]): boolean {
  const fresh = events.filter(({ seq }) => seq > story.lastSeq)
  for (const [i, { seq }] of fresh.entries()) if (seq !== story.lastSeq + 1 + i) return false
  for (const event of fresh) {
    foldEvent(story, event)
    story.lastSeq = event.seq
    story.lastClock = Math.max(story.lastClock, event.time)
  }
  return true
}

/** A whole story as the host has it. A log that lacks lines is shown as far as it goes: asking again would bring the same. */
export function foldStory(events: readonly RunEvent[]): Story {
  const story = emptyStory()
  for (const event of events) {
    story.lastSeq = event.seq - 1
    foldEvents(story, [event])
  }
  return story
}

/** How long a run had trained, in milliseconds, when the clock showed each of these times (in order). */
export function trainingTimes(story: Story, clocks: readonly number[]): number[] {
  const start = story.startClock ?? clocks[0] ?? 0
  let next = 0
  let awayMs = 0
  return clocks.map((clock) => {
    while (next < story.breaks.length && story.breaks[next]!.clock <= clock) awayMs = story.breaks[next++]!.awayMs
    return Math.max(0, clock - start - awayMs)
  })
}

function foldEvent(story: Story, event: RunEvent): void {
  story.startClock ??= event.time
  switch (event.kind) {
    case 'started':
      endBreak(story, event.time)
      story.status = 'running'
      story.engine = event.fingerprint.engine
      story.why = event.why
      story.stepTimes = event.stepTimes
      story.fields = event.fields
      story.hyper = { ...event.hyper }
      story.changes = []
      story.steps = event.steps
      story.step = event.fromStep
      story.error = undefined
      story.finalMetrics = new Map()
      story.marks = [{ step: event.fromStep, clock: event.time }]
      break
    case 'resumed':
      endBreak(story, event.time)
      voidAfter(story, event.fromStep)
      break
    case 'scalars':
      addScalars(story, event)
      break
    case 'figures':
      if (story.figureSteps.at(-1) !== event.step) story.figureSteps.push(event.step)
      break
    case 'hyper':
      story.hyper = { ...story.hyper, [event.key]: event.value }
      story.changes.push({ step: event.step, key: event.key, value: event.value })
      break
    case 'paused':
      story.status = 'paused'
      story.step = Math.max(story.step, event.step)
      break
    case 'continued':
      endBreak(story, event.time)
      story.status = 'running'
      story.marks = [{ step: event.step, clock: event.time }]
      break
    case 'notice':
      // One that is said again is one notice: its newest context counts.
      story.notices = [...story.notices.filter(({ code }) => code !== event.code), { code: event.code, context: event.context }]
      break
    case 'ended':
      story.status = event.status
      story.step = event.step
      story.error = event.error
      story.finalMetrics = new Map(Object.entries(event.metrics).map(([name, value]) => [name, fromJsonNumber(value)]))
      break
    case 'checkpoint':
    case 'frame':
      break
  }
}

/** The time since the last event was no training. */
function endBreak(story: Story, clock: number): void {
  if (story.lastClock === 0 || clock <= story.lastClock) return
  const before = story.breaks.at(-1)?.awayMs ?? 0
  story.breaks.push({ clock, awayMs: before + clock - story.lastClock })
}

function voidAfter(story: Story, step: number): void {
  for (const curve of story.curves.values()) {
    const keep = curve.steps.filter((each) => each <= step).length
    if (keep === curve.steps.length) continue
    curve.steps.length = keep
    curve.clocks.length = keep
    curve.values.length = keep
    curve.revision++
  }
  story.figureSteps = story.figureSteps.filter((each) => each <= step)
  story.step = Math.min(story.step, step)
}

/** The event has one time; its steps are spread evenly between the batch before and it. */
function addScalars(story: Story, event: Extract<RunEvent, { kind: 'scalars' }>): void {
  const { steps, time } = event
  const before = story.marks.at(-1)?.clock ?? time
  const clockOf = (index: number): number => before + ((time - before) * (index + 1)) / steps.length
  for (const [name, values] of Object.entries(event.series)) {
    let curve = story.curves.get(name)
    if (!curve) story.curves.set(name, (curve = { steps: [], clocks: [], values: [], revision: 0 }))
    curve.revision++
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      const step = steps[i]
      if (value === null || value === undefined || step === undefined) continue
      curve.steps.push(step)
      // A machine's clock may be set back; a curve's never falls.
      curve.clocks.push(Math.max(clockOf(i), curve.clocks.at(-1) ?? 0))
      curve.values.push(fromJsonNumber(value))
    }
  }
  for (const step of steps) if (step > story.step) story.step = step
  story.marks.push({ step: story.step, clock: time })
  // The rate of the last ten seconds, but of two batches at least.
  while (story.marks.length > 2 && story.marks[1]!.clock < time - 10_000) story.marks.shift()
}
