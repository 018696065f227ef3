import type { RunEvent, RunEventBody, RunManifest, SafeFile } from '../../protocol'
import type { Session } from '../../sdk/session/session'
import { writeCheckpoint } from '../store/checkpoints'
import type { EventLog } from '../store/events'
import { writeFigures, writeFrame } from '../store/frames'
import { writeManifest } from '../store/manifest'
import { scalarsEvent, type Block } from './scalars'

/** Puts what a run makes into its folder, and tells the supervisor: first the folder, then the word. */
export interface Recorder {
  /** As it stands in the folder, but for `seconds`, which count on, except while it is paused. */
  readonly manifest: RunManifest
  update(change: Changes): void
  emit(body: RunEventBody): void
  scalars(block: Block): void
  checkpoint(step: number, file: SafeFile, bestStep: number): void
  frame(session: Session): Promise<void>
  figures(session: Session): Promise<void>
}
/** A field given as undefined is taken out. */
type Changes = { [K in keyof RunManifest]?: RunManifest[K] | undefined }

export function createRecorder(run: string, first: RunManifest, log: EventLog, send: (event: RunEvent) => void): Recorder {
  let manifest = first
  let [secondsBefore, sinceMs, isPaused] = [first.seconds, performance.now(), false]
  const emit = (body: RunEventBody): void => send(log.append(body))
  const current = (): RunManifest => ({ ...manifest, seconds: secondsBefore + (isPaused ? 0 : (performance.now() - sinceMs) / 1000) })
  const update = (change: Changes): void => {
    const next: Record<string, unknown> = { ...current(), ...change }
    for (const [key, value] of Object.entries(next)) if (value === undefined) delete next[key]
    manifest = next as unknown as RunManifest
    ;[secondsBefore, sinceMs, isPaused] = [manifest.seconds, performance.now(), manifest.status === 'paused']
    writeManifest(run, manifest)
  }
  return {
    get manifest() {
      return current()
    },
    update,
    emit,
    scalars: (block) => emit(scalarsEvent(block)),
    checkpoint(step, file, bestStep) {
      log.flush()
      const name = writeCheckpoint(run, step, file, bestStep)
      update({ step })
      emit({ kind: 'checkpoint', step, file: name })
    },
    async frame(session) {
      const towers = await session.embed()
      if (!towers) return
      const { name, dropped } = writeFrame(run, { step: session.stepsMade, towers })
      emit({ kind: 'frame', step: session.stepsMade, file: name })
      if (dropped > 0) emit({ kind: 'notice', code: 'frames-dropped', context: { count: dropped } })
    },
    async figures(session) {
      const figures = await session.figures()
      if (figures.length > 0) emit({ kind: 'figures', step: session.stepsMade, file: writeFigures(run, session.stepsMade, figures) })
    },
  }
}
