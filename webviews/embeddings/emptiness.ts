import type { RunManifest } from '../../protocol'
import type { EmbeddingsText } from './texts'

/** Why there is nothing to see, so that no plot is ever empty without a word; nothing where there is a frame. */
export function whyEmpty(seen: {
  hasRuns: boolean | undefined
  manifest?: RunManifest
  isAnswered: boolean
  points: number
  frames: number
}): EmbeddingsText | undefined {
  const { hasRuns, manifest, isAnswered, points, frames } = seen
  if (hasRuns === undefined) return 'loading'
  if (!hasRuns || !manifest) return 'empty.runs'
  if (!isAnswered) return 'loading'
  if (frames > 0) return undefined
  const { status, step } = manifest
  if (status === 'starting') return 'empty.starting'
  if (status === 'failed' && step === 0) return 'empty.failed'
  // The first frame is made before the first step: who has made steps and has none makes none.
  if (step > 0 || status === 'completed') return points > 0 ? 'empty.embed' : 'empty.probe'
  return status === 'running' || status === 'paused' ? 'empty.soon' : 'empty.ended'
}
