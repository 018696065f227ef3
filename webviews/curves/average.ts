/** One run's values of a metric, in order of steps. */
export interface Member {
  readonly steps: readonly number[]
  readonly xs: readonly number[]
  readonly values: readonly number[]
}
export const CENTERS = ['mean', 'median'] as const
export type Center = (typeof CENTERS)[number]
/** `range` is least to greatest; `deviation` one sample standard deviation on each side of the line. */
export const BANDS = ['range', 'deviation', 'none'] as const
export type Band = (typeof BANDS)[number]

/** Several runs as one line. `counts` says how many runs are behind each value. */
export interface Averaged extends Member {
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly counts: readonly number[]
}

/**
 * The mean or median at each step that at least one run logged, of those that did: nothing is filled in between or after their values, so runs of different
 * lengths end where they end. Where one of them is not finite neither is the mean, and there is no band.
 */
export function average(members: readonly Member[], center: Center, band: Band): Averaged {
  const out = { steps: [] as number[], xs: [] as number[], values: [] as number[], low: [] as number[], high: [] as number[], counts: [] as number[] }
  const at = members.map(() => 0)
  for (;;) {
    let step = Infinity
    members.forEach(({ steps }, i) => (step = Math.min(step, steps[at[i]!] ?? Infinity)))
    if (step === Infinity) return out
    const values: number[] = []
    let xSum = 0
    members.forEach((member, i) => {
      if (member.steps[at[i]!] !== step) return
      values.push(member.values[at[i]!]!)
      xSum += member.xs[at[i]!]!
      at[i]!++
    })
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const line = center === 'mean' ? mean : medianOf(values)
    const [low, high] = values.every(Number.isFinite) ? boundsOf(values, line, mean, band) : [NaN, NaN]
    out.steps.push(step)
    out.xs.push(xSum / values.length)
    out.values.push(line)
    out.low.push(low)
    out.high.push(high)
    out.counts.push(values.length)
  }
}

function boundsOf(values: readonly number[], line: number, mean: number, band: Band): [number, number] {
  switch (band) {
    case 'none':
      return [NaN, NaN]
    case 'range':
      return [Math.min(...values), Math.max(...values)]
    case 'deviation': {
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
      const deviation = Math.sqrt(squares / Math.max(1, values.length - 1))
      return [line - deviation, line + deviation]
    }
  }
}

function medianOf(values: readonly number[]): number {
  if (values.some(Number.isNaN)) return NaN
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
