import { fromWireJson, type EmbeddingFrame, type FrameProblem, type Point, type ToEmbeddings } from '../../protocol'
import { join } from './film'
import { labelsOf, type Labels } from './labels'

/** What the host gave of one run, tower and projection, as the panel holds it. */
export interface Shown {
  readonly towers: readonly string[]
  readonly tower: string
  readonly width: number
  readonly points: readonly Point[]
  readonly labels: Labels
  readonly frames: readonly EmbeddingFrame[]
  readonly problems: readonly FrameProblem[]
}

export function shownOf({ towers, tower, width, points: wire, frames, problems }: Extract<ToEmbeddings, { kind: 'embedding' }>): Shown {
  const points = fromWireJson(wire) as Point[]
  return { towers, tower, width, points, labels: labelsOf(points), frames: join([], frames, points.length), problems }
}
