import { formatNumber } from '../theme/format'
import { linearTicks, logTicks, roomAround, scaleOf, timeTicks, type Scale } from './scale'
import { firstAtLeast, thin, type Thinned } from './thin'
import { formatX, type XAxis } from './xAxis'

/** One run's line in a chart. `smoothed` has a value for each of `values`; undefined where it is drawn as it is. */
export interface SceneLine {
  readonly xs: readonly number[]
  readonly values: readonly number[]
  readonly smoothed: readonly number[] | undefined
  /** What lies around the line, for each of `values`; NaN where nothing does. */
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] } | undefined
  /** Its x rise and fall. */
  readonly isFree?: boolean
  /** Drawn pale, behind a line that stands for it. */
  readonly isPale?: boolean
  readonly color: string
  readonly dash: readonly number[]
}
export interface SceneOptions {
  readonly width: number
  readonly height: number
  readonly from: number
  readonly to: number
  readonly axis: XAxis
  readonly isLog: boolean
  readonly isLogX: boolean
}

/** A chart as shapes in pixels, for a canvas and for SVG alike. */
export interface Scene {
  readonly frame: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
  readonly x: Scale
  readonly y: Scale
  readonly xTicks: readonly Tick[]
  readonly yTicks: readonly Tick[]
  readonly areas: readonly Area[]
  readonly strokes: readonly Stroke[]
  readonly marks: readonly Mark[]
  readonly notFinite: number
  readonly notPositive: number
}
export interface Tick {
  readonly at: number
  readonly label: string
}
/** The corners of one piece of a band, x, y pairs. */
export interface Area {
  readonly points: readonly number[]
  readonly color: string
}
/** `points` are x, y pairs; NaN is a gap. A lone point is a dot. */
export interface Stroke {
  readonly points: readonly number[]
  readonly color: string
  readonly width: number
  readonly alpha: number
  readonly dash: readonly number[]
}
/** A triangle at the frame's edge for a value that has no place in it: filled for NaN and infinities, hollow for what a logarithm cannot show. */
export interface Mark {
  readonly x: number
  readonly y: number
  readonly color: string
  readonly isFilled: boolean
}

export function sceneOf(lines: readonly SceneLine[], { width, height, from, to, axis, isLog, isLogX }: SceneOptions): Scene {
  const frame = { left: 50, right: width - 12, top: 8, bottom: height - 20 }
  const pixels = Math.max(1, Math.round(frame.right - frame.left))
  const thinned = lines.map(({ xs, values, smoothed, band, isFree = false }) => {
    const options = { from, to, pixels, isLog, isLogX, isFree }
    const bands = band && bandOn(isLog, values, band)
    return {
      raw: thin(xs, values, options),
      smooth: smoothed && thin(xs, smoothed, options),
      band: bands && { low: thin(xs, bands.low, options), high: thin(xs, bands.high, options) },
    }
  })
  const seen = thinned.flatMap(({ raw, smooth, band }) => [raw, ...(smooth ? [smooth] : []), ...(band ? [band.low, band.high] : [])])
  const bounds = roomAround(...extremes(seen), isLog)
  const x = scaleOf(from, to, frame.left, frame.right, isLogX)
  const y = scaleOf(bounds.low, bounds.high, frame.bottom, frame.top, isLog)
  const areas: Area[] = []
  const strokes: Stroke[] = []
  const marks: Mark[] = []
  lines.forEach(({ color, dash, isPale = false }, i) => {
    const { raw, smooth, band } = thinned[i]!
    if (band) areas.push(...areasBetween(points(band.low, x, y), points(band.high, x, y)).map((corners) => ({ points: corners, color })))
    const isBehind = isPale || smooth !== undefined
    strokes.push({ points: points(raw, x, y), color, width: isBehind ? 1 : 1.6, alpha: isBehind ? 0.3 : 1, dash: smooth ? [] : dash })
    if (isPale) return
    if (smooth) strokes.push({ points: points(smooth, x, y), color, width: 1.8, alpha: 1, dash })
    // Where marks would cover each other one stands for all; the number is told beside them.
    const lastAt = { 'not-finite': -Infinity, 'not-positive': -Infinity }
    for (const { x: at, kind } of raw.odd) {
      if (x.place(at) - lastAt[kind] < markWidth) continue
      lastAt[kind] = x.place(at)
      marks.push({ x: x.place(at), y: frame.bottom - 5, color, isFilled: kind === 'not-finite' })
    }
  })
  // Lines as they are before those that stand out of them.
  strokes.sort((a, b) => a.alpha - b.alpha)
  const told = thinned.filter((_, i) => !lines[i]!.isPale) // a pale line's values are told by the one before it
  const yCount = Math.max(2, Math.floor((frame.bottom - frame.top) / 34))
  return {
    frame,
    x,
    y,
    xTicks: xTicksOf(axis, x, pixels),
    yTicks: (isLog ? logTicks : linearTicks)(bounds.low, bounds.high, yCount).map((value) => ({ at: y.place(value), label: formatNumber(value) })),
    areas,
    strokes,
    marks,
    notFinite: told.reduce((sum, { raw }) => sum + raw.notFinite, 0),
    notPositive: told.reduce((sum, { raw }) => sum + raw.notPositive, 0),
  }
}

const markWidth = 9

/** The whole span of some curves; of one point, some room beside it. On a log axis of what is above 0. `isFree`: their x rise and fall. */
export function spanOf(all: readonly (readonly number[])[], isLog = false, isFree = false): { from: number; to: number } {
  let from = Infinity
  let to = -Infinity
  for (const xs of all) {
    if (isFree) {
      for (const x of xs) {
        if (!Number.isFinite(x) || (isLog && x <= 0)) continue
        from = Math.min(from, x)
        to = Math.max(to, x)
      }
      continue
    }
    const first = xs[isLog ? firstAtLeast(xs, 0, true) : 0]
    if (first === undefined) continue
    from = Math.min(from, first)
    to = Math.max(to, xs.at(-1)!)
  }
  if (from > to) return { from: isLog ? 0.1 : 0, to: 1 }
  if (from < to) return { from, to }
  if (isLog) return { from: from / 2, to: to * 2 }
  const room = isFree ? (Math.abs(from) || 1) / 10 : 1
  return { from: from - room, to: to + room }
}

/** One tick gives no scale: where round numbers are so few, finer ones are taken, of which a narrow chart names the first and the last. */
function xTicksOf(axis: XAxis, x: Scale, pixels: number): Tick[] {
  const { low: from, high: to } = x
  const fewest = Math.max(2, Math.floor(pixels / 80))
  let ticks: Tick[] = []
  for (let count = fewest; count <= fewest + finest && ticks.length < 2; count++) {
    const values = x.isLog
      ? logTicks(from, to, count)
      : axis === 'step' || axis === 'metric'
        ? linearTicks(from, to, count)
        : timeTicksOf(axis, from, to, count)
    const all = values.map((value) => ({ at: x.place(value), label: formatX(axis, value, to - from) }))
    const ends = all.length > 2 ? [all[0]!, all.at(-1)!] : all
    if (count === fewest || !doOverlap(ends)) ticks = doOverlap(all) ? ends : all
  }
  return ticks
}

const finest = 10

function doOverlap(ticks: readonly Tick[]): boolean {
  return ticks.some((tick, i) => i > 0 && tick.at - ticks[i - 1]!.at < (characterPixels * (tick.label.length + ticks[i - 1]!.label.length)) / 2 + 4)
}

/** About what a digit takes up on an axis. */
const characterPixels = 6

/** Ticks of a wall clock stand at whole hours of the reader's own time zone. */
function timeTicksOf(axis: XAxis, from: number, to: number, count: number): number[] {
  const offset = axis === 'clock' ? new Date(from).getTimezoneOffset() * 60_000 : 0
  return timeTicks(from - offset, to - offset, count).map((value) => value + offset)
}

/** Least and greatest of what lies within the frame; beyond it a line is cut off. */
function extremes(all: readonly Thinned[]): [number, number] {
  let low = Infinity
  let high = -Infinity
  for (const { ys } of all) {
    for (const y of ys) {
      if (y < low) low = y
      if (y > high) high = y
    }
  }
  return [low, high]
}

function points({ xs, ys }: Thinned, x: Scale, y: Scale): number[] {
  const placed: number[] = []
  for (let i = 0; i < xs.length; i++) placed.push(x.place(xs[i]!), Number.isNaN(ys[i]!) ? NaN : y.place(ys[i]!))
  return placed
}

/** A band as an axis can show it: on a log axis what reaches 0 or below goes down to the least that has a place. */
function bandOn(isLog: boolean, values: readonly number[], { low, high }: NonNullable<SceneLine['band']>): NonNullable<SceneLine['band']> {
  if (!isLog) return { low, high }
  const isSound = high.map((value, i) => value > 0 && values[i]! > 0 && !Number.isNaN(low[i]!))
  let least = Infinity
  for (const value of [...low, ...values]) if (value > 0 && value < least) least = value
  return { low: low.map((value, i) => (isSound[i] ? Math.max(value, least) : NaN)), high: high.map((value, i) => (isSound[i] ? value : NaN)) }
}

/** Forth along one line and back along the other, for each piece between gaps, which both have at the same places. */
function areasBetween(low: readonly number[], high: readonly number[]): number[][] {
  const [under, over] = [piecesOf(low), piecesOf(high)]
  return over.flatMap((piece, i) => {
    const back = under[i]
    if (!back || piece.length < 4) return []
    const reversed: number[] = []
    for (let at = back.length - 2; at >= 0; at -= 2) reversed.push(back[at]!, back[at + 1]!)
    return [[...piece, ...reversed]]
  })
}

/** The pieces of a stroke between its gaps; a piece of one point is a dot. */
export function piecesOf(points: readonly number[]): number[][] {
  const pieces: number[][] = []
  let piece: number[] = []
  for (let i = 0; i < points.length; i += 2) {
    if (Number.isNaN(points[i + 1]!)) {
      if (piece.length > 0) pieces.push(piece)
      piece = []
    } else piece.push(points[i]!, points[i + 1]!)
  }
  if (piece.length > 0) pieces.push(piece)
  return pieces
}
