import type { CompareRequest, ComparisonCurves, ComparisonFormat, ComparisonState } from './comparison'
import type { Direction } from './directions'
import type { EngineChoice, EngineReport, InstallableEngine, InstallProgress } from './engines'
import type { ErrorData } from './errors'
import type { RunEvent } from './events'
import type { ExportedRun, ExportFormat } from './exports'
import type { HyperFields } from './hyper'
import type { Language } from './language'
import type { GalleryEntry } from './panels'
import type { RunCommand } from './control'
import type { RunManifest } from './runs'

/** Raised when an older daemon could not understand a newer client, or the other way round: then each has its own. */
export const DAEMON_PROTOCOL = 1

/** Every request the editor sends to the daemon, in one place: what it gives and what it gets. Errors are `ErrorData` in the response's data. */
export interface DaemonRequests {
  'gradlab/directions': { params: Record<string, never>; result: readonly Direction[] }
  /** What the gallery shows of each direction, in both languages. */
  'gradlab/gallery': { params: Record<string, never>; result: readonly GalleryEntry[] }
  'gradlab/dataSets': { params: Record<string, never>; result: readonly DataSetSummary[] }
  /** Measures how fast each is, so it takes some seconds. */
  'gradlab/engines': { params: Record<string, never>; result: readonly EngineReport[] }
  /** On a person's consent only. Tells `gradlab/engines/installing` as it goes; the window that asked cancels it by leaving, too. */
  'gradlab/engines/install': { params: { engine: InstallableEngine }; result: { folder: string; package: string } }
  'gradlab/engines/cancelInstall': { params: Record<string, never>; result: null }
  'gradlab/engines/uninstall': { params: Record<string, never>; result: { wasThere: boolean } }
  'gradlab/newExperiment': {
    params: { direction: string; scaffold: string; folder: string; data?: string }
    result: { folder: string; files: readonly string[] }
  }
  /** Variants and hyper-parameters of an experiment. Runs its code: for a trusted workspace only. */
  'gradlab/describe': { params: { experiment: string }; result: ExperimentDescription }
  /** Experiments below the workspace's folders, each with its runs, oldest first. */
  'gradlab/experiments': { params: Record<string, never>; result: readonly ExperimentSummary[] }
  'gradlab/run/start': { params: StartRunParams; result: { run: string } }
  'gradlab/run/resume': { params: { run: string }; result: { run: string } }
  'gradlab/run/command': { params: { run: string; command: RunCommand }; result: null }
  /** The events after `afterSeq`; those to come arrive as `gradlab/run/event` until `gradlab/run/unwatch`. */
  'gradlab/run/watch': { params: { run: string; afterSeq: number }; result: { manifest: RunManifest; events: readonly RunEvent[] } }
  'gradlab/run/unwatch': { params: { run: string }; result: null }
  'gradlab/run/manifest': { params: { run: string }; result: RunManifest }
  /** `points` is the wire JSON of Point[]. */
  'gradlab/run/points': { params: { run: string }; result: { points: string } }
  /** Positions of the frames after a step, aligned to each other. Raw vectors stay in the daemon. */
  'gradlab/run/frames': { params: { run: string; method: ProjectionMethod; tower?: string; afterStep: number }; result: FramesReply }
  /** The figures of the newest step at or before `atStep`; `figures` is the wire JSON of Figure[]. */
  'gradlab/run/figures': { params: { run: string; atStep?: number }; result: { step: number; steps: readonly number[]; figures: string } | null }
  /** Writes the run for other tools to where the person wants it; `force` where they agree to overwrite what is there. */
  'gradlab/run/export': { params: { run: string; format: ExportFormat; out: string; force: boolean }; result: ExportedRun }
  /** Begins a comparison, or goes on with the same one. It goes on when the window is gone. */
  'gradlab/comparison/start': { params: CompareRequest; result: ComparisonState }
  /** Those of an experiment, oldest first. */
  'gradlab/comparison/list': { params: { experiment: string }; result: readonly ComparisonState[] }
  /** As it stands; from then on `gradlab/comparison/changed` tells of it until `gradlab/comparison/unwatch`. `comparison` is the state's `file`. */
  'gradlab/comparison/watch': { params: { comparison: string }; result: ComparisonState }
  'gradlab/comparison/unwatch': { params: { comparison: string }; result: null }
  /** Its run writes a checkpoint and ends; the same request goes on from there. One of a terminal is cancelled there. */
  'gradlab/comparison/cancel': { params: { comparison: string }; result: null }
  /** How its arms came to their values. */
  'gradlab/comparison/curves': { params: { comparison: string }; result: ComparisonCurves }
  /** Judged on the runs so far, as the text of a file or for the clipboard, in this client's language. */
  'gradlab/comparison/export': { params: { comparison: string; format: ComparisonFormat }; result: { text: string } }
  'gradlab/processes': { params: Record<string, never>; result: readonly ProcessSummary[] }
  /** Interrupts every run, a checkpoint written, and ends the daemon. */
  'gradlab/stopAll': { params: Record<string, never>; result: null }
}

/** What the daemon tells without being asked. */
export interface DaemonNotifications {
  'gradlab/run/event': { run: string; event: RunEvent }
  'gradlab/engines/installing': InstallProgress
  /** Of every comparison this client watches: whole, at each change. */
  'gradlab/comparison/changed': ComparisonState
  /** A run or an experiment came, went or changed its status: ask again. */
  'gradlab/experiments/changed': Record<string, never>
}

/** Sent as `initializationOptions`; the token is in a file that only this user can read. */
export interface DaemonHello {
  readonly token: string
  readonly protocol: number
  readonly version: string
  readonly folders: readonly string[] // the workspace's, real paths
  readonly isTrusted: boolean
  readonly language: Language // of what the daemon itself puts into words: lenses and problems
}

export interface StartRunParams {
  readonly experiment: string
  readonly variant: string
  readonly seed: number
  readonly engine: EngineChoice
  readonly maxSteps?: number
  readonly set: Readonly<Record<string, string>>
}
export interface ExperimentDescription {
  readonly variants: readonly string[]
  readonly fields: HyperFields
  readonly metrics: Readonly<Record<string, 'higher' | 'lower'>>
}
export interface ExperimentSummary {
  readonly folder: string
  readonly name: string
  readonly direction: string
  readonly scaffold: string
  readonly data: string
  readonly runs: readonly { readonly folder: string; readonly manifest: RunManifest }[]
  readonly broken: readonly { readonly folder: string; readonly message: string }[]
}
export interface DataSetSummary {
  readonly id: string
  readonly title: Readonly<Record<'en' | 'zh-cn', string>>
  readonly description: Readonly<Record<'en' | 'zh-cn', string>>
  readonly isPresent: boolean
}
export interface ProcessSummary {
  readonly kind: 'daemon' | 'run' | 'spare' | 'measurement'
  readonly pid: number
  readonly run?: string
  readonly startedAt: number // milliseconds since 1970
  readonly silentMs?: number // since its last sign of life, which comes every second whatever a step is doing
}

/** `plain`: two columns are shown as embedded; a tower of another width has no such frames. */
export type ProjectionMethod = 'pca' | 'umap' | 'plain'
/** One frame's positions: base64 of Float32 x, y pairs, in the order of the probe's points. */
export interface WireFrame {
  readonly step: number
  readonly positions: string
  /** Share of the variance each axis holds, for PCA. */
  readonly explained?: readonly number[]
}
/** Why a stored frame cannot be shown. */
export interface FrameProblem {
  readonly step: number
  readonly error: ErrorData
}
export interface FramesReply {
  readonly towers: readonly string[]
  readonly tower: string
  readonly width: number // columns of the tower before projection; 0 where there is none
  readonly points: number
  readonly frames: readonly WireFrame[]
  /** Every frame met so far that cannot be shown, whatever was asked for. */
  readonly problems: readonly FrameProblem[]
  /** Stored frames that are still to be projected: a reply takes about a second at most. Whoever wants them asks again after the last of `frames`. */
  readonly remaining: number
}
