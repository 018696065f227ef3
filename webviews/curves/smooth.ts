/** No weight above this: at 1 an average never leaves 0. */
export const mostSmoothing = 0.999

/**
 * Moving average whose weight falls with the distance in steps, not in samples, so that it does not depend on how densely
 * values were logged; debiased, so that it does not start at 0. (The formula of W&B's time-weighted EMA.) Computed on all
 * values, never on those drawn. What is not finite is left out of the average and stays as it is.
 */
export function smooth(steps: readonly number[], values: readonly number[], weight: number): number[] {
  const range = (steps.at(-1) ?? 0) - (steps[0] ?? 0)
  if (weight <= 0 || range <= 0) return [...values]
  const perUnit = Math.min(Math.sqrt(weight), mostSmoothing)
  const smoothed: number[] = []
  let sum = 0
  let total = 0
  let lastStep = steps[0]!
  let lastGap = 0
  let kept = 1 // perUnit to the power of the gap: mostly the same gap, and a power is slow
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) {
      smoothed.push(value)
      continue
    }
    const gap = steps[i]! - lastStep
    if (gap !== lastGap) {
      kept = perUnit ** ((gap / range) * 1000)
      lastGap = gap
    }
    lastStep = steps[i]!
    sum = sum * kept + value
    total = total * kept + 1
    smoothed.push(sum / total)
  }
  return smoothed
}

/** Whether smoothing would misdraw a curve: few values, far apart. Those are smoothed only where the user asks for it. */
export function isSparse(steps: readonly number[]): boolean {
  if (steps.length < 30) return true
  return (steps.at(-1)! - steps[0]!) / (steps.length - 1) >= 20
}
