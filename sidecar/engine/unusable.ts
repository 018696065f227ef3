import { GradlabError, type EngineReport } from '../../protocol'
import { tensorflowError } from '../tensorflow/explain'

/** What is told of an engine that was asked for by name, of what its report says. */
export function unusableError({ engine, reason, detail }: EngineReport): GradlabError {
  if (engine === 'tensorflow') return tensorflowError(reason, detail)
  if (reason === 'no-such-adapter') return new GradlabError('engine/adapter', { asked: detail.asked ?? '', known: detail.known ?? '' })
  const known = (['no-adapter', 'switched-off', 'editors-node'] as const).find((each) => each === reason)
  return new GradlabError('engine/unusable', { engine, reason: known ? { phrase: `engine/${known}` } : String(detail.problem ?? reason) })
}
