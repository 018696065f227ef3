export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export const geometricMean = (values: readonly number[]): number => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

/** How many times faster the engine is: higher is better. */
export const ratioOf = (referenceMs: number, engineMs: number): number => referenceMs / engineMs

/** The largest difference between two curves, relative to the loss itself, or NaN where one is not finite. */
export function differenceOf(losses: readonly number[], reference: readonly number[]): number {
  if (losses.length !== reference.length) throw new Error(`${losses.length} losses beside ${reference.length}`)
  return Math.max(...losses.map((loss, i) => Math.abs(loss - reference[i]!) / Math.max(Math.abs(loss), Math.abs(reference[i]!))))
}

/** Of losses over the first steps: two frameworks that train the same model agree within this. */
export const tolerance = 1e-3
export const isSame = (difference: number): boolean => difference <= tolerance // false for NaN

/** Four significant figures: more is noise. */
export const rounded = (value: number): number => Number(value.toPrecision(4))
