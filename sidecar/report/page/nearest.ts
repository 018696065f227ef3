/** The index of the step nearest to one. */
export function nearestIndex(steps: readonly number[], step: number): number | undefined {
  if (steps.length === 0) return undefined
  let low = 0
  let high = steps.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (steps[middle]! <= step) low = middle
    else high = middle
  }
  return step - steps[low]! <= steps[high]! - step ? low : high
}
