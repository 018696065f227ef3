import type { EmbeddingFrame, Point } from '../../protocol'
import { csvOf } from '../theme/csv'
import type { Labels } from './labels'

/** The points of one frame with their places in it, so exactly that a Float32 is read back; of the chosen labels only, where some are chosen. */
export function pointsCsv(
  points: readonly Point[],
  { step, positions }: EmbeddingFrame,
  labels: Labels,
  chosen: ReadonlySet<number>,
): { readonly text: string; readonly count: number } {
  const exact = (value: number): string => String(Number(value.toPrecision(9)))
  const rows = points.flatMap(({ label }, point) =>
    chosen.size === 0 || chosen.has(labels.of[point]!)
      ? [[String(point), label, exact(positions[point * 2]!), exact(positions[point * 2 + 1]!), String(step)]]
      : [],
  )
  return { text: csvOf([['id', 'label', 'x', 'y', 'step'], ...rows]), count: rows.length }
}
