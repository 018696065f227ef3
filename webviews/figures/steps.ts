/**
 * Which of the logged steps a slider stands at. `wanted` is the step the user chose, or undefined to follow the newest: a slider
 * that was left at an earlier step stays there when new steps come.
 */
export function placeOf(steps: readonly number[], wanted: number | undefined): number {
  const last = steps.length - 1
  if (wanted === undefined) return last
  const after = steps.findIndex((step) => step > wanted)
  return after < 0 ? last : Math.max(0, after - 1)
}

/** What moving the slider to a place chooses: at the end, to follow. */
export function chosenAt(steps: readonly number[], place: number): number | undefined {
  return place >= steps.length - 1 ? undefined : steps[place]
}

/** Steps told by the host, and newer ones heard of in events since; without doubles, rising. */
export function mergeSteps(told: readonly number[], heard: readonly number[]): number[] {
  const newest = told.at(-1) ?? -Infinity
  return [...told, ...heard.filter((step) => step > newest)]
}
