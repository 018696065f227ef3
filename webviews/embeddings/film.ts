import type { EmbeddingFrame } from '../../protocol'

/**
 * Frames with later ones after them. Later ones that begin before the end replace it: the run was resumed from a step before. Frames of
 * another number of points cannot belong to the same probe and are left out.
 */
export function join(frames: readonly EmbeddingFrame[], later: readonly EmbeddingFrame[], points: number): EmbeddingFrame[] {
  const fitting = later.filter(({ positions }) => positions.length === points * 2)
  const start = fitting[0]?.step ?? Infinity
  return [...frames.filter(({ step }) => step < start), ...fitting]
}

/** The place of the frame to show: the newest unless a step was chosen, then the one nearest to it. */
export function frameAt(frames: readonly EmbeddingFrame[], step: number | null): number {
  if (step === null) return frames.length - 1
  let best = 0
  frames.forEach((frame, index) => {
    if (Math.abs(frame.step - step) < Math.abs(frames[best]!.step - step)) best = index
  })
  return best
}

/** Positions between two frames: 2.25 is a quarter of the way from frame 2 to frame 3. */
export function between(frames: readonly EmbeddingFrame[], at: number): Float32Array {
  const before = frames[Math.floor(at)]!.positions
  const after = frames[Math.min(frames.length - 1, Math.ceil(at))]!.positions
  return mix(before, after, at - Math.floor(at))
}

export function mix(from: Float32Array, to: Float32Array, share: number): Float32Array {
  if (share <= 0 || from.length !== to.length) return share <= 0 ? from : to
  return share >= 1 ? to : from.map((value, i) => value + (to[i]! - value) * share)
}
