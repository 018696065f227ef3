/** How long the runs of a comparison took, of those that have ended. */
export interface Spent {
  readonly variant: string
  readonly seconds: number
}

/**
 * Seconds until the end: a run takes as long as those of its variant so far, else as long as all so far.
 * @param left variants of the runs still to end, the one that trains first
 * @param elapsed seconds that this one has trained
 * @returns null before a run has ended
 */
export function secondsLeft(spent: readonly Spent[], left: readonly string[], elapsed: number): number | null {
  if (left.length === 0) return 0
  if (spent.length === 0) return null
  const meanOf = (some: readonly Spent[]): number => some.reduce((sum, { seconds }) => sum + seconds, 0) / some.length
  const all = meanOf(spent)
  const expected = left.map((variant) => {
    const own = spent.filter((run) => run.variant === variant)
    return own.length > 0 ? meanOf(own) : all
  })
  const [current = 0, ...others] = expected
  return Math.max(0, current - elapsed) + others.reduce((sum, seconds) => sum + seconds, 0)
}
