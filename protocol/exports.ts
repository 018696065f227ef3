import type { RunStatus } from './runs'

/** What a run can be written as, for other tools. */
export const EXPORT_FORMATS = ['csv', 'safetensors', 'tensorboard'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export function isExportFormat(name: string): name is ExportFormat {
  return (EXPORT_FORMATS as readonly string[]).includes(name)
}

/** What an export wrote. */
export interface ExportedRun {
  readonly format: ExportFormat
  readonly files: readonly string[]
  /** Of the run: one that trains still has more to come. */
  readonly status: RunStatus
  /** How far the run is in these files. */
  readonly step: number
  /** Checkpoints that are newer than the one that was written, and damaged. */
  readonly damaged: readonly string[]
}
