import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describeError, hasEnded, type ErrorData, type Language } from '../../protocol'
import { storedSourceFile } from '../store/layout'
import { listRuns } from '../store/runs'

/** A problem as LSP has it, on a line of the user's source. */
export interface Problem {
  readonly uri: string
  readonly range: { readonly start: { line: number; character: number }; readonly end: { line: number; character: number } }
  readonly severity: 1
  readonly source: 'gradlab'
  readonly code: string
  readonly message: string
}

/** The error a run ended by, where it has a place in the experiment's source. */
export function problemOf(experiment: string, error: ErrorData, language: Language): Problem | undefined {
  if (!error.where) return undefined
  const { message, suggestion } = describeError(error, language)
  const line = error.where.line - 1
  const end = error.where.text?.trimEnd().length ?? error.where.column
  return {
    uri: pathToFileURL(join(experiment, error.where.file)).href,
    range: { start: { line, character: error.where.column - 1 }, end: { line, character: Math.max(end, error.where.column) } },
    severity: 1,
    source: 'gradlab',
    code: error.code,
    message: `${message}\n${suggestion}`,
  }
}

/** The error that the newest run of an experiment ended by, where the source is still what that run had. */
export function lastErrorOf(experiment: string): { readonly run: string; readonly error: ErrorData } | undefined {
  const { runs } = listRuns(experiment)
  const newest = runs.reduce<(typeof runs)[number] | undefined>(
    (best, run) => (best && best.manifest.createdAt > run.manifest.createdAt ? best : run),
    undefined,
  )
  const error = newest?.manifest.error
  if (!newest || !error?.where || !hasEnded(newest.manifest.status)) return undefined
  const now = textOf(join(experiment, error.where.file))
  return now !== undefined && now === sourceOf(newest.folder, error) ? { run: newest.folder, error } : undefined
}

/** The file of the error, as the run had it. */
export function sourceOf(run: string, { where }: ErrorData): string | undefined {
  return where && textOf(storedSourceFile(run, where.file))
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // deleted since
  }
}
