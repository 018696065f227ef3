import type { Language } from './language'
import { errorTexts, type ErrorCode } from './texts/errors'
import { fill, type FillValue } from './texts/fill'
import type { Phrase, PhraseCode } from './texts/phrases'

export { errorTexts, type ErrorCode, type Phrase, type PhraseCode }
export type ErrorContext = Readonly<Record<string, FillValue>>

/** An error as it crosses a process or stands in run.json. */
export interface ErrorData {
  readonly code: ErrorCode
  readonly context: ErrorContext
  readonly where?: SourcePlace
  readonly detail?: string // stack or output, shown with --verbose only
}
/** A place in the user's own source, relative to the experiment folder; line and column count from 1. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly text?: string // the line itself
}

/**
 * The one error shape. `code` and `context` travel; each client turns them into a sentence (expected, got, where) and a
 * suggestion (what to do next) in its own language. `message` is the English sentence.
 */
export class GradlabError extends Error {
  override readonly name = 'GradlabError'
  readonly code: ErrorCode
  readonly context: ErrorContext
  readonly where: SourcePlace | undefined

  constructor(code: ErrorCode, context: ErrorContext = {}, options: { cause?: unknown; where?: SourcePlace } = {}) {
    super(fill(errorTexts[code].en.message, context), { cause: options.cause })
    this.code = code
    this.context = context
    this.where = options.where
  }

  get suggestion(): string {
    return fill(errorTexts[this.code].en.suggestion, this.context)
  }

  toData(): ErrorData {
    const { cause } = this
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : typeof cause === 'string' ? cause : this.stack
    return { code: this.code, context: this.context, ...(this.where && { where: this.where }), ...(detail && { detail }) }
  }

  static fromData(data: ErrorData): GradlabError {
    return new GradlabError(data.code, data.context, { cause: data.detail, ...(data.where && { where: data.where }) })
  }
}

/** Any thrown value as an error of ours; what is not ours becomes `internal`, its stack kept as the detail. */
export function asGradlabError(thrown: unknown): GradlabError {
  if (thrown instanceof GradlabError) return thrown
  const problem = thrown instanceof Error ? thrown.message : String(thrown)
  return new GradlabError('internal', { problem }, { cause: thrown })
}

/** The sentence and the suggestion in a language, with the place in the user's source where there is one. */
export function describeError(error: ErrorData, language: Language): { message: string; suggestion: string; place?: string } {
  const text = errorTexts[error.code][language]
  const place = error.where && `${error.where.file}:${error.where.line}:${error.where.column}`
  const sentence = (template: string): string => fill(template, error.context, language)
  return { message: sentence(text.message), suggestion: sentence(text.suggestion), ...(place && { place }) }
}

/** Wrong usage (2) is what is refused before anything runs; the rest is a run that failed (1). Design § 5. */
export function exitCodeOf(code: ErrorCode): 1 | 2 {
  const domain = code.slice(0, code.indexOf('/'))
  return ['usage', 'direction', 'folder', 'experiment', 'hyper', 'variant', 'run', 'comparison', 'engine'].includes(domain) ? 2 : 1
}
