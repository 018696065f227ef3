import type { RunManifest } from '../../protocol'
import type { EmbeddingsText } from './texts'

export interface Seen {
  /** Undefined until the host has said. */
  readonly hasRuns: boolean | undefined
  readonly manifest?: RunManifest
  /** What the host makes of the last question: it has not answered, works on it, has answered, or gave up. */
  readonly answer: 'none' | 'busy' | 'given' | 'refused'
  readonly frames: number
  /** Frames that cannot be shown. */
  readonly problems: number
}

/** Why there is nothing to see, so that no plot is ever empty without a word; nothing where there is a frame. */
export function whyEmpty({ hasRuns, manifest, answer, frames, problems }: Seen): EmbeddingsText | undefined {
  if (hasRuns === undefined) return 'loading'
  if (!hasRuns || !manifest) return 'empty.runs'
  if (answer === 'none') return 'loading'
  if (answer === 'busy') return 'busy'
  if (answer === 'refused') return 'empty.refused'
  if (frames > 0) return undefined
  if (problems > 0) return 'empty.refused'
  const { status, step } = manifest
  if (status === 'starting') return 'empty.starting'
  if (status === 'failed' && step === 0) return 'empty.failed'
  // The first frame is made before the first step: who has made steps and has none makes none.
  if (step > 0 || status === 'completed') return 'empty.embed'
  return status === 'running' || status === 'paused' ? 'empty.soon' : 'empty.ended'
}
