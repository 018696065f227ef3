import type { SafeFile } from '../../protocol'
import type { Session } from '../../sdk/session/session'
import { validationTwin } from '../compare/twin'
import type { Peers } from './peers'
import type { Recorder } from './recorder'

/** Saves and restores all that decides how a run goes on: the session, its peers, the metrics of the last line. */
export interface Checkpointer {
  /** The last value of every metric read so far. */
  readonly metrics: Record<string, number>
  /** The step of the newest checkpoint. */
  readonly step: number
  readonly ageMs: number
  write(): Promise<void>
  restore(file: SafeFile): Promise<void>
}

/** @param deciding the experiment's first metric; the best checkpoint is kept by its validation twin */
export function createCheckpointer(
  session: Session,
  peers: Peers,
  recorder: Recorder,
  [deciding, { better }]: [string, { better: 'higher' | 'lower' }],
): Checkpointer {
  const twin = (): string => validationTwin(deciding, (name) => name in session.latest)
  const metrics: Record<string, number> = {}
  let best: { step: number; value: number } | undefined
  let step = -1
  let writtenAt = performance.now()

  const noteBest = (): void => {
    const value = session.latest[twin()]
    if (value === undefined || Number.isNaN(value)) return
    if (!best || (better === 'higher' ? value > best.value : value < best.value)) best = { step: session.stepsMade, value }
  }
  return {
    metrics,
    get step() {
      return step
    },
    get ageMs() {
      return performance.now() - writtenAt
    },
    async write() {
      noteBest()
      const [own, others] = [await session.save(), await peers.save()]
      const texts = Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, String(value)]))
      recorder.checkpoint(
        session.stepsMade,
        {
          tensors: new Map([...own.tensors, ...others.tensors]),
          metadata: { ...own.metadata, ...others.metadata, metrics: JSON.stringify(texts), ...(best && { best: JSON.stringify(best) }) },
        },
        best?.step ?? session.stepsMade,
      )
      step = session.stepsMade
      writtenAt = performance.now()
    },
    async restore(file) {
      const isPeer = (name: string): boolean => name.startsWith('peer:')
      session.restore({ ...file, tensors: new Map([...file.tensors].filter(([name]) => !isPeer(name))) })
      await peers.restore(file)
      for (const name of Object.keys(metrics)) delete metrics[name]
      for (const [name, value] of Object.entries(JSON.parse(file.metadata['metrics'] ?? '{}') as Record<string, string>)) metrics[name] = Number(value)
      best = file.metadata['best'] ? (JSON.parse(file.metadata['best']) as typeof best) : undefined
      step = session.stepsMade
      writtenAt = performance.now()
    },
  }
}
