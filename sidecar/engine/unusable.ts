import { GradlabError, type EngineReport } from '../../protocol'
import { tensorflowError } from '../tensorflow/explain'

/** What is told of an engine that was asked for by name, of what its report says. */
export function unusableError({ engine, reason, detail }: EngineReport): GradlabError {
  if (engine === 'tensorflow') return tensorflowError(reason, detail)
  if (reason === 'no-such-adapter') return new GradlabError('engine/adapter', { asked: detail.asked ?? '', known: detail.known ?? '' })
  return new GradlabError('engine/unusable', { engine, reason: detail.problem === undefined ? { phrase: `reason/${reason}` } : String(detail.problem) })
}
