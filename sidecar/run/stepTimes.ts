/** Steps are made until there are enough, or until the time is up; the first ones are for compilers and caches. */
export const measuring = { warmUpSteps: 3, steps: 20, mostMs: 10_000 } as const

/** Whether to make another step after these; `left` is how many the experiment has. */
export function isEnough(stepTimesMs: readonly number[], left: number): boolean {
  if (stepTimesMs.length === 0) return false
  const spentMs = stepTimesMs.reduce((sum, ms) => sum + ms, 0)
  return left <= 0 || stepTimesMs.length >= measuring.warmUpSteps + measuring.steps || spentMs >= measuring.mostMs
}

/** The median, without the first steps; of so few that half would be lost, without the first half. */
export function summarize(stepTimesMs: readonly number[]): { readonly stepMs: number; readonly steps: number } {
  const counted = stepTimesMs.slice(Math.min(measuring.warmUpSteps, Math.floor(stepTimesMs.length / 2))).sort((a, b) => a - b)
  const middle = counted.length / 2
  const stepMs = counted.length % 2 === 0 ? (counted[middle - 1]! + counted[middle]!) / 2 : counted[Math.floor(middle)]!
  return { stepMs, steps: counted.length }
}
