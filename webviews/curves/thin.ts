/** What of a curve is worth drawing at a width: every minimum and maximum stays, so no spike is lost. */
export interface Thinned {
  readonly xs: readonly number[]
  readonly ys: readonly number[] // NaN where the line has a gap
  /** Where values are that the axis has no place for, at most one of a kind a pixel. */
  readonly odd: readonly { readonly x: number; readonly kind: 'not-finite' | 'not-positive' }[]
  readonly notFinite: number
  readonly notPositive: number
}

/**
 * The values between two x, and one beyond on each side so that the line leaves the frame. `xs` never falls, unless the line is free. With more
 * than two values a pixel, each pixel keeps its first, least, greatest and last.
 */
export function thin(xs: readonly number[], values: readonly number[], options: ThinOptions): Thinned {
  const { from, to, pixels, isLog, isLogX = false, isFree = false } = options
  const placeless = isLogX && !isFree ? firstAtLeast(xs, 0, true) : 0
  const begin = isFree ? 0 : Math.max(placeless, firstAtLeast(xs, from) - 1)
  const end = isFree ? xs.length : Math.min(xs.length, firstAtLeast(xs, to, true) + 1)
  const out: Out = { xs: [], ys: [], odd: [], notFinite: 0, notPositive: placeless }
  const pixelOf = pixelsBetween(options)
  const isDense = end - begin > pixels * 2
  let bucket = -1
  let first = -1
  let least = -1
  let greatest = -1
  let last = -1
  const oddPixels: Record<Odd, number> = { 'not-finite': NaN, 'not-positive': NaN }
  let hasGap = false

  const flush = (): void => {
    if (first >= 0) {
      for (const at of [...new Set([first, Math.min(least, greatest), Math.max(least, greatest), last])]) push(out, xs[at]!, values[at]!)
      if (hasGap) push(out, xs[last]!, NaN)
    } else if (hasGap) push(out, out.xs.at(-1) ?? 0, NaN)
    first = least = greatest = last = -1
    hasGap = false
  }

  for (let i = begin; i < end; i++) {
    const x = xs[i]!
    const value = values[i]!
    const pixel = pixelOf(x)
    if (isDense && pixel !== bucket) {
      flush()
      bucket = pixel
    }
    const xOdd = isFree ? oddness(x, isLogX) : undefined
    const odd = xOdd ?? oddness(value, isLog)
    if (isFree && !xOdd && isBeyond(xs, i, from, to)) {
      if (isDense) hasGap = true
      else push(out, x, NaN)
    } else if (odd) {
      if (xOdd) {
        if (xOdd === 'not-finite') out.notFinite++
        else out.notPositive++
      } else if (x >= from && x <= to) {
        if (odd === 'not-finite') out.notFinite++
        else out.notPositive++
        if (oddPixels[odd] !== pixel) out.odd.push({ x, kind: odd })
        oddPixels[odd] = pixel
      }
      if (isDense) hasGap = true
      else push(out, x, NaN)
    } else if (!isDense) push(out, x, value)
    else {
      if (first < 0) first = least = greatest = i
      if (value < values[least]!) least = i
      if (value > values[greatest]!) greatest = i
      last = i
    }
  }
  if (isDense) flush()
  return out
}

export interface ThinOptions {
  readonly from: number
  readonly to: number
  readonly pixels: number
  readonly isLog: boolean
  readonly isLogX?: boolean
  /** The x rise and fall: a line from value to value in order of steps. */
  readonly isFree?: boolean
}

/** The index of the first that is at least (or, `above`, greater than) a number, among numbers that never fall. */
export function firstAtLeast(sorted: readonly number[], bound: number, above = false): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (above ? sorted[middle]! <= bound : sorted[middle]! < bound) low = middle + 1
    else high = middle
  }
  return low
}

/** The index of the number nearest to another. */
export function nearest(sorted: readonly number[], wanted: number): number {
  const after = firstAtLeast(sorted, wanted)
  if (after === 0) return 0
  if (after === sorted.length) return sorted.length - 1
  return sorted[after]! - wanted < wanted - sorted[after - 1]! ? after : after - 1
}

/** The place nearest to an x on a line, in order of steps where it is free. */
export function placeAt({ xs, isFree }: { readonly xs: readonly number[]; readonly isFree?: boolean | undefined }, x: number): number {
  if (!isFree) return nearest(xs, x)
  let best = 0
  xs.forEach((each, i) => {
    if (Math.abs(each - x) < Math.abs(xs[best]! - x) || Number.isNaN(xs[best])) best = i
  })
  return best
}

type Odd = Thinned['odd'][number]['kind']
interface Out {
  readonly xs: number[]
  readonly ys: number[]
  readonly odd: { x: number; kind: Odd }[]
  notFinite: number
  notPositive: number
}

/** Neither it nor what it is joined with is in sight. */
function isBeyond(xs: readonly number[], i: number, from: number, to: number): boolean {
  const isOut = (x: number | undefined): boolean => x === undefined || !(x >= from && x <= to)
  return isOut(xs[i - 1]) && isOut(xs[i]) && isOut(xs[i + 1])
}

function pixelsBetween({ from, to, pixels, isLogX }: ThinOptions): (x: number) => number {
  if (!(to > from)) return () => 0
  const perLog = isLogX ? pixels / Math.log(to / from) : 0
  return isLogX ? (x) => Math.floor(Math.log(x / from) * perLog) : (x) => Math.floor((x - from) * (pixels / (to - from)))
}

function oddness(value: number, isLog: boolean): Odd | undefined {
  if (!Number.isFinite(value)) return 'not-finite'
  return isLog && value <= 0 ? 'not-positive' : undefined
}

function push(out: Out, x: number, y: number): void {
  // One gap is enough, and none is needed before the first value.
  if (Number.isNaN(y) && (out.ys.length === 0 || Number.isNaN(out.ys.at(-1)!))) return
  out.xs.push(x)
  out.ys.push(y)
}
