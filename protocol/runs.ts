import type { EngineChoice, EngineFingerprint, EngineName, EngineWhy, StepTimes } from './engines'
import type { ErrorData } from './errors'
import type { HyperFields, HyperValues } from './hyper'

/**
 * starting    the child is loading the model
 * running     it trains
 * paused      it waits between two steps, a checkpoint written
 * completed   all its steps are done, or all that --max-steps allowed
 * stopped     the user ended it
 * failed      it ended by an error, which the manifest holds
 * interrupted its process ended from outside: a signal, a crash, a lost supervisor; it can be resumed
 */
export type RunStatus = 'starting' | 'running' | 'paused' | 'completed' | 'stopped' | 'failed' | 'interrupted'
export const END_STATUSES = ['completed', 'stopped', 'failed', 'interrupted'] as const
export type EndStatus = (typeof END_STATUSES)[number]

export function hasEnded(status: RunStatus): status is EndStatus {
  return (END_STATUSES as readonly string[]).includes(status)
}

/** Metrics by name: `train/x`, `<split>/x`, `final/x`. Non-finite values are kept, and written as strings in JSON. */
export type Metrics = Readonly<Record<string, number>>

/** run.json: everything about a run but its curve. The run folder is the truth; every view can be rebuilt from it. */
export interface RunManifest {
  readonly format: 1
  readonly name: string
  readonly experiment: string // the experiment folder's base name, for people
  readonly direction: string
  readonly scaffold: string
  readonly data: string // catalogue id, or the path given by the user
  readonly variant: string
  readonly seed: number
  readonly engineAsked: EngineChoice
  readonly maxSteps?: number
  readonly set: Readonly<Record<string, string>> // --set, as typed
  readonly createdAt: string // ISO 8601, UTC
  readonly sourceHash: string // sha256 of the bundled source
  readonly versions: Readonly<Record<string, string>>
  status: RunStatus
  engine?: EngineName
  fingerprint?: EngineFingerprint
  engineWhy?: EngineWhy
  stepTimes?: StepTimes // with `measured`
  hyper?: HyperValues
  fields?: HyperFields
  metricGoals?: Readonly<Record<string, 'higher' | 'lower'>> // in order; the first decides comparisons
  steps?: number // how many this run is to make
  step: number // how many it has made at the last checkpoint or end
  parameters?: number
  multiplyAdds?: number // of one step, forward and backward, its peers' with it; 0 where nothing that is counted happens
  seconds: number // spent training, over all resumes
  keeper?: 'daemon' | 'terminal' // who goes on with it when its supervisor is lost
  supervisorLost?: boolean // the process that looked after it was gone; for the keeper
  liveChanges: boolean // a hyper-parameter was changed while it ran; compare refuses such runs
  generatedData?: boolean
  metrics?: Readonly<Record<string, number | string>> // of the last line; non-finite ones as strings
  error?: ErrorData
}

/** run.lock: who trains this run now. A lock whose process is gone, a zombie, or another one with the same pid, is stale. */
export interface RunLock {
  readonly pid: number
  readonly startTime: string // of the process, as the system tells it; tells apart two processes of one pid
  readonly socket: string // the supervisor's control socket
  readonly token: string
}
