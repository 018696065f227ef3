import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, watch } from 'node:fs'
import { fromJsonNumber, GradlabError, type RunEvent, type RunEventBody } from '../../protocol'
import { asDiskError } from './files'
import { eventsFile } from './layout'

/** The append-only log of a run: one writer at a time, the process that holds the lock. */
export interface EventLog {
  append(body: RunEventBody): RunEvent
  /** To the disk itself, so that a checkpoint is never ahead of the log it belongs to. */
  flush(): void
  readonly lastSeq: number
  /** Bytes of a torn last record that were dropped when the log was opened. */
  readonly droppedBytes: number
}

/** Opens the log for writing, dropping a last record that a crash cut short. */
export function openEventLog(run: string): EventLog {
  const file = eventsFile(run)
  const { events, wholeBytes, bytes } = readLog(run)
  if (wholeBytes < bytes) truncateSync(file, wholeBytes)
  let lastSeq = events.at(-1)?.seq ?? 0
  let size = wholeBytes
  return {
    droppedBytes: bytes - wholeBytes,
    get lastSeq() {
      return lastSeq
    },
    append(body) {
      const event: RunEvent = { seq: lastSeq + 1, time: Date.now(), ...body }
      const line = Buffer.from(`${JSON.stringify(event)}\n`)
      try {
        appendFileSync(file, line)
      } catch (cause) {
        if (existsSync(file)) truncateSync(file, size) // a full disk takes a part of it, to which the next would be glued
        throw asDiskError(cause, file)
      }
      size += line.length
      lastSeq++
      return event
    },
    flush() {
      if (!existsSync(file)) return
      const handle = openSync(file, 'r+')
      try {
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
    },
  }
}

/** The events after a sequence number. A torn last record is not there yet. */
export function readEvents(run: string, afterSeq = 0): RunEvent[] {
  return readLog(run).events.filter(({ seq }) => seq > afterSeq)
}

/** The events after a sequence number, then those still to come, until the run ends or the signal is aborted. */
export async function* followEvents(run: string, { afterSeq, signal }: { afterSeq: number; signal: AbortSignal }): AsyncGenerator<RunEvent> {
  let seen = afterSeq
  while (!signal.aborted) {
    const fresh = readEvents(run, seen)
    for (const event of fresh) {
      seen = event.seq
      yield event
      if (event.kind === 'ended' && isLast(run, event)) return
    }
    if (fresh.length === 0) await changed(run, signal)
  }
}

/** One metric's curve: what was voided by a resume is left out, the rest in order of steps. */
export type Curves = Readonly<Record<string, { readonly steps: number[]; readonly values: number[] }>>

export function curvesOf(events: readonly RunEvent[]): Curves {
  const curves: Record<string, { steps: number[]; values: number[] }> = {}
  for (const event of events) {
    if (event.kind === 'resumed') {
      for (const curve of Object.values(curves)) {
        const keep = curve.steps.filter((step) => step <= event.fromStep).length
        curve.steps.length = keep
        curve.values.length = keep
      }
    } else if (event.kind === 'scalars') {
      for (const [name, values] of Object.entries(event.series)) {
        const curve = (curves[name] ??= { steps: [], values: [] })
        values.forEach((value, i) => {
          if (value === null) return
          curve.steps.push(event.steps[i]!)
          curve.values.push(fromJsonNumber(value))
        })
      }
    }
  }
  return curves
}

function readLog(run: string): { events: RunEvent[]; wholeBytes: number; bytes: number } {
  const file = eventsFile(run)
  if (!existsSync(file)) return { events: [], wholeBytes: 0, bytes: 0 }
  const content = readFileSync(file)
  const wholeBytes = content.lastIndexOf(0x0a) + 1
  const lines = content.subarray(0, wholeBytes).toString('utf8').split('\n').slice(0, -1)
  const events = lines.map((line, i) => parseLine(file, line, i + 1))
  return { events, wholeBytes, bytes: content.length }
}

function parseLine(file: string, line: string, number: number): RunEvent {
  try {
    const event = JSON.parse(line) as RunEvent
    if (typeof event.seq === 'number' && typeof event.kind === 'string') return event
  } catch (cause) {
    throw new GradlabError('run/broken', { file, problem: `line ${number}: ${(cause as Error).message}` }, { cause })
  }
  throw new GradlabError('run/broken', { file, problem: `line ${number} is not an event` })
}

const isLast = (run: string, event: RunEvent): boolean => readEvents(run, event.seq).length === 0

/** Watching can miss a change between reading and watching, and is not to be had on some network file systems: so also a timer. */
function changed(run: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const watcher = existsSync(eventsFile(run)) ? watch(eventsFile(run)) : undefined
    const end = (): void => {
      clearTimeout(timer)
      watcher?.close()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, 200)
    watcher?.once('change', end)
    watcher?.once('error', end)
    signal.addEventListener('abort', end, { once: true })
  })
}
