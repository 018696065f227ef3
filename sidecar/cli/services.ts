import type {
  CompareRequest,
  Direction,
  EngineReport,
  EngineVerdict,
  ExportedRun,
  GradlabError,
  InstallableEngine,
  InstallProgress,
  Language,
  RunCommand,
  RunManifest,
  Translated,
} from '../../protocol'
import type { LiveComparison } from '../compare/compare'
import type { ComparisonWatcher } from '../compare/here'
import type { ExportRequest } from '../export/exportRun'
import type { StoredRun } from '../store/runs'
import type { Keeping, LiveRun, StartRequest } from '../supervisor/runs'

/**
 * What the commands need of the rest of the sidecar. wiring.ts gives the real ones, loading each only when it is asked for,
 * because `gradlab help` must not wait for a bundler; a test gives its own.
 */
export interface Services {
  /** @throws GradlabError direction/broken */
  listDirections(): Promise<readonly Direction[]>
  newExperiment(request: NewRequest): Promise<{ readonly folder: string; readonly files: readonly string[] }>
  listRuns(
    experiment: string,
  ): Promise<{ readonly runs: readonly StoredRun[]; readonly broken: readonly { readonly folder: string; readonly error: GradlabError }[] }>
  /** @throws GradlabError run/unknown */
  findRun(nameOrPath: string, fromFolder: string): Promise<string>
  readManifest(run: string): Promise<RunManifest>
  startRun(request: StartRequest, keeping: Keeping): Promise<LiveRun>
  resumeRun(run: string, keeping: Keeping): Promise<LiveRun>
  commandRun(run: string, command: RunCommand): Promise<void>
  /** @throws GradlabError before the first run; later ones stand in the state */
  compare(request: CompareRequest, watcher: ComparisonWatcher): Promise<LiveComparison>
  /** What this machine can train on, and how fast each engine is. */
  measureEngines(): Promise<readonly EngineReport[]>
  /** Tries the engines on an experiment's model, and remembers what came of it for `auto`. @throws GradlabError source/…, experiment/… */
  learnEngines(experiment: string, onVerdict: (verdict: EngineVerdict) => void): Promise<readonly EngineVerdict[]>
  installEngine(
    engine: InstallableEngine,
    options: { signal: AbortSignal; onProgress: (progress: InstallProgress) => void },
  ): Promise<{ readonly folder: string }>
  /** @returns whether there was anything */
  uninstallEngine(): Promise<boolean>
  listData(): Promise<readonly DataSet[]>
  /** @throws GradlabError data/… */
  describeOwnData(path: string): Promise<OwnData>
  downloadData(id: string, onProgress: (done: number, total: number) => void): Promise<void>
  /** @returns the file's path */
  writeReport(run: string, file: string, language: Language): Promise<string>
  exportRun(request: ExportRequest): Promise<ExportedRun>
  /** @throws GradlabError disk/… */
  writeText(file: string, text: string): Promise<void>
  readVersion(): Promise<string>
}

export interface NewRequest {
  readonly direction: string
  readonly scaffold?: string
  readonly folder: string
  readonly data?: string
  readonly pytorch: boolean
}

/** A set of the catalogue, and whether it is on this machine. */
export interface DataSet {
  readonly id: string
  readonly title: Translated
  readonly license: string
  readonly publisher: { readonly name: string; readonly url: string }
  readonly bytes: number
  readonly source: 'bundled' | 'download' | 'folder-only'
  /** Where its files are; of one to download, where they would go. */
  readonly folder: string
  readonly isHere: boolean
  /** What the folder holds, for a set that is put there by hand. */
  readonly layout: string
}

/** How one's own data are read: what a scaffold gets of them. */
export interface OwnData {
  readonly path: string
  readonly found: Translated
  readonly columns: Readonly<
    Record<string, { readonly dtype: 'float32' | 'int32' | 'string'; readonly shape: readonly number[]; readonly labels?: readonly string[] }>
  >
  readonly splits: { readonly train: number; readonly validation: number; readonly test: number }
}
