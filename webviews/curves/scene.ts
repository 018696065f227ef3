import { formatNumber } from '../theme/format'
import { linearTicks, logTicks, roomAround, scaleOf, timeTicks, type Scale } from './scale'
import { thin, type Thinned } from './thin'
import { formatX, type XAxis } from './xAxis'

/** One run's line in a chart. `smoothed` has a value for each of `values`; undefined where it is drawn as it is. */
export interface SceneLine {
  readonly xs: readonly number[]
  readonly values: readonly number[]
  readonly smoothed: readonly number[] | undefined
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
}

/** A chart as shapes in pixels, for a canvas and for SVG alike. */
export interface Scene {
  readonly frame: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
  readonly x: Scale
  readonly y: Scale
  readonly xTicks: readonly Tick[]
  readonly yTicks: readonly Tick[]
  readonly strokes: readonly Stroke[]
  readonly marks: readonly Mark[]
  readonly notFinite: number
  readonly notPositive: number
}
export interface Tick {
  readonly at: number
  readonly label: string
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

export function sceneOf(lines: readonly SceneLine[], { width, height, from, to, axis, isLog }: SceneOptions): Scene {
  const frame = { left: 50, right: width - 12, top: 8, bottom: height - 20 }
  const pixels = Math.max(1, Math.round(frame.right - frame.left))
  const options = { from, to, pixels, isLog }
  const thinned = lines.map(({ xs, values, smoothed }) => ({ raw: thin(xs, values, options), smooth: smoothed && thin(xs, smoothed, options) }))
  const bounds = roomAround(...extremes(thinned.flatMap(({ raw, smooth }) => (smooth ? [raw, smooth] : [raw]))), isLog)
  const x = scaleOf(from, to, frame.left, frame.right)
  const y = scaleOf(bounds.low, bounds.high, frame.bottom, frame.top, isLog)
  const strokes: Stroke[] = []
  const marks: Mark[] = []
  lines.forEach(({ color, dash }, i) => {
    const { raw, smooth } = thinned[i]!
    strokes.push({ points: points(raw, x, y), color, width: smooth ? 1 : 1.6, alpha: smooth ? 0.3 : 1, dash: smooth ? [] : dash })
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
  const yCount = Math.max(2, Math.floor((frame.bottom - frame.top) / 34))
  return {
    frame,
    x,
    y,
    xTicks: xTicksOf(axis, x, pixels),
    yTicks: (isLog ? logTicks : linearTicks)(bounds.low, bounds.high, yCount).map((value) => ({ at: y.place(value), label: formatNumber(value) })),
    strokes,
    marks,
    notFinite: thinned.reduce((sum, { raw }) => sum + raw.notFinite, 0),
    notPositive: thinned.reduce((sum, { raw }) => sum + raw.notPositive, 0),
  }
}

const markWidth = 9

/** The whole span of some curves; of one point, some room beside it. */
export function spanOf(all: readonly (readonly number[])[]): { from: number; to: number } {
  let from = Infinity
  let to = -Infinity
  for (const xs of all) {
    if (xs.length === 0) continue
    from = Math.min(from, xs[0]!)
    to = Math.max(to, xs.at(-1)!)
  }
  if (from > to) return { from: 0, to: 1 }
  return from === to ? { from: from - 1, to: to + 1 } : { from, to }
}

/** One tick gives no scale: where round numbers are so few, finer ones are taken, of which a narrow chart names the first and the last. */
function xTicksOf(axis: XAxis, x: Scale, pixels: number): Tick[] {
  const { low: from, high: to } = x
  const fewest = Math.max(2, Math.floor(pixels / 80))
  let ticks: Tick[] = []
  for (let count = fewest; count <= fewest + finest && ticks.length < 2; count++) {
    const values = axis === 'step' ? linearTicks(from, to, count) : timeTicksOf(axis, from, to, count)
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
