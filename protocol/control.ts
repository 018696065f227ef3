import type { ExperimentDescription } from './daemon'
import type { EngineName, EngineReport, EngineVerdict, ModelToMeasure } from './engines'
import type { ErrorData } from './errors'
import type { RunEvent } from './events'

/** What a person can ask of a run that has a process: by Ctrl-C, from another terminal, from the editor. */
export type RunCommand =
  | { readonly kind: 'pause' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'interrupt'; readonly supervisorLost?: boolean } // write a checkpoint and end as interrupted
  | { readonly kind: 'set'; readonly key: string; readonly value: string }

/** One line of JSON over the control socket named in run.lock, and the line that answers it. */
export interface ControlRequest {
  readonly token: string
  readonly command: RunCommand
}
export type ControlReply = { readonly ok: true } | { readonly ok: false; readonly error: ErrorData }

/** Supervisor to child, over the child's IPC channel. A child does one of these tasks, once; commands come while it trains. */
export type ToChild =
  | { readonly kind: 'train'; readonly run: string }
  | { readonly kind: 'describe'; readonly code: string; readonly map: string } // the bundle of model.ts
  | { readonly kind: 'engines'; readonly from?: string | undefined }
  | { readonly kind: 'tensorflow'; readonly folder: string } // try out the package there
  | { readonly kind: 'figures'; readonly engine: EngineName; readonly from?: string | undefined } // how fast it is, for people
  | { readonly kind: 'measure'; readonly engine: EngineName; readonly model: ModelToMeasure; readonly from?: string | undefined } // how fast it is on a model, for `auto`
  | { readonly kind: 'command'; readonly id: number; readonly command: RunCommand }

/** Child to supervisor. Events have been written to the log before they are sent. */
export type FromChild =
  | { readonly kind: 'ready' } // loaded, waiting for its task
  | { readonly kind: 'engines'; readonly reports: readonly EngineReport[] }
  | TriedTensorflow
  | { readonly kind: 'figures'; readonly figures: Readonly<Record<string, string | number>> }
  | { readonly kind: 'measured'; readonly verdict: EngineVerdict }
  | { readonly kind: 'described'; readonly description: ExperimentDescription }
  | { readonly kind: 'refused'; readonly error: ErrorData } // instead of `described`
  | { readonly kind: 'event'; readonly event: RunEvent }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: ControlReply }

/** What the native library says of itself, or what it threw. */
export type TriedTensorflow =
  | { readonly kind: 'tensorflow'; readonly facts: { readonly tensorflow: string; readonly device: 'gpu' | 'cpu' } }
  | { readonly kind: 'tensorflow'; readonly problem: string }
