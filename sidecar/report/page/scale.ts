/** Values to pixels, and the values worth naming on the axis. */
export interface Scale {
  readonly place: (value: number) => number
  /** Whether the axis has a place for the value: a logarithm has none for what is not above 0. */
  readonly holds: (value: number) => boolean
  readonly ticks: readonly number[]
}

/** An axis from `from` to `to` pixels that holds all finite values given. A flat curve gets some room around it. */
export function valueScale(values: readonly number[], from: number, to: number, wantsLog: boolean): Scale {
  const isLog = wantsLog && values.some((value) => Number.isFinite(value) && value > 0)
  const holds = (value: number): boolean => Number.isFinite(value) && (!isLog || value > 0)
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (!holds(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) [low, high] = [0, 1]
  if (low === high) [low, high] = isLog ? [low / 2, high * 2] : [low - (Math.abs(low) || 1) / 10, high + (Math.abs(high) || 1) / 10]
  const along = isLog ? (value: number) => Math.log(value / low) / Math.log(high / low) : (value: number) => (value - low) / (high - low)
  return { holds, place: (value) => from + along(value) * (to - from), ticks: isLog ? logTicks(low, high) : linearTicks(low, high, 4) }
}

/** About `count` round numbers within an interval. */
export function linearTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const stride = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!
  const ticks: number[] = []
  for (let index = Math.ceil(low / stride - 1e-9); index * stride <= high + stride * 1e-9; index++) ticks.push(Number((index * stride).toPrecision(12)))
  return ticks
}

/** Powers of ten, with 2 and 5 between them where there are few; round numbers where there are hardly any. */
export function logTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low)
  const factors = decades > 3 ? [1] : decades > 1.5 ? [1, 3] : [1, 2, 5]
  const ticks: number[] = []
  const stride = Math.max(1, Math.ceil(decades / 6))
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += stride) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(12))
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick)
    }
  }
  return ticks.length >= 2 ? ticks : linearTicks(low, high, 4).filter((tick) => tick > 0)
}
