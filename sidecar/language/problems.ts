import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describeError, type ErrorData, type Language } from '../../protocol'

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
