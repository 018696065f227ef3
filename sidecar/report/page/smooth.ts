/**
 * Moving average whose weight falls with the distance in steps, not in samples, so that it does not depend on how densely
 * values were logged; debiased, so that it does not start at 0. (The formula of W&B's time-weighted EMA.) What is not finite
 * is left out of the average and stays as it is.
 */
export function smooth(steps: readonly number[], values: readonly number[], weight: number): number[] {
  const range = (steps.at(-1) ?? 0) - (steps[0] ?? 0)
  if (weight <= 0 || range <= 0) return [...values]
  const perUnit = Math.min(Math.sqrt(weight), 0.999)
  let sum = 0
  let total = 0
  let lastStep = steps[0]!
  return values.map((value, index) => {
    if (!Number.isFinite(value)) return value
    const kept = perUnit ** (((steps[index]! - lastStep) / range) * 1000)
    lastStep = steps[index]!
    sum = sum * kept + value
    total = total * kept + 1
    return sum / total
  })
}
