/** Values to pixels and back, and the values worth naming on the axis. */
export interface Scale {
  readonly low: number
  readonly high: number
  readonly isLog: boolean
  place(value: number): number
  unplace(pixel: number): number
}

/** An axis from `from` to `to` pixels. `low` < `high`; both above 0 where it is logarithmic. */
export function scaleOf(low: number, high: number, from: number, to: number, isLog = false): Scale {
  const span = isLog ? Math.log(high / low) : high - low
  return {
    low,
    high,
    isLog,
    place: (value) => from + ((isLog ? Math.log(value / low) : value - low) / span) * (to - from),
    unplace: (pixel) => {
      const share = (pixel - from) / (to - from)
      return isLog ? low * Math.exp(share * span) : low + share * span
    },
  }
}

/** The bounds of an axis that holds these values, with some room around them; a flat curve gets more. */
export function roomAround(low: number, high: number, isLog: boolean): { low: number; high: number } {
  if (!(low <= high)) return isLog ? { low: 0.1, high: 1 } : { low: 0, high: 1 }
  if (low === high) return isLog ? { low: low / 2, high: high * 2 } : { low: low - (Math.abs(low) || 1) / 10, high: high + (Math.abs(high) || 1) / 10 }
  if (isLog) {
    const factor = (high / low) ** 0.04
    return { low: low / factor, high: high * factor }
  }
  const room = (high - low) * 0.04
  return { low: low - room, high: high + room }
}

/** About `count` round numbers within an interval. */
export function linearTicks(low: number, high: number, count: number): number[] {
  return multiples(low, high, roundStride((high - low) / count))
}

/** Powers of ten, with 2 and 5 (or 3) between them where there are few; round numbers where there are hardly any. */
export function logTicks(low: number, high: number, count: number): number[] {
  const decades = Math.log10(high / low)
  const factors = decades > 3 ? [1] : decades > 1.5 ? [1, 3] : [1, 2, 5]
  const ticks: number[] = []
  const stride = Math.max(1, Math.ceil(decades / (count + 2)))
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += stride) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(12))
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick)
    }
  }
  return ticks.length >= 2 ? ticks : linearTicks(low, high, count).filter((tick) => tick > 0)
}

/** Spans of time, in milliseconds, at round seconds, minutes, hours. */
export function timeTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count
  const round = timeStrides.find((stride) => stride >= rough)
  return multiples(low, high, round ?? roundStride(rough / 86_400_000) * 86_400_000)
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const timeStrides = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * hour),
]

function roundStride(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * (1 - 1e-9))!
}

function multiples(low: number, high: number, stride: number): number[] {
  const ticks: number[] = []
  if (!(stride > 0)) return ticks
  for (let index = Math.ceil(low / stride - 1e-9); index * stride <= high + stride * 1e-9; index++) ticks.push(Number((index * stride).toPrecision(14)))
  return ticks
}
