import { GradlabError, type EngineReport, type EngineReason, type ErrorCode, type ErrorContext } from '../../protocol'

/** Why TensorFlow cannot be used and what to do next, of what a report says of it. */
export function tensorflowError(reason: EngineReason, { problem = reason }: EngineReport['detail'], code: ErrorCode = 'engine/tensorflow'): GradlabError {
  return new GradlabError(code, explanation(reason, problem))
}

function explanation(reason: EngineReason, problem: string | number): ErrorContext {
  const known = (['not-installed', 'library-missing', 'probe-crashed', 'probe-hung'] as const).find((each) => each === reason) ?? 'probe-failed'
  return { what: { phrase: `tensorflow/${known}` }, next: { phrase: `tensorflow/${known}/next` }, problem }
}
