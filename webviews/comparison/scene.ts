import { linearTicks, roomAround, scaleOf } from '../curves/scale'
import type { Dot, DotRow } from './model'

/** Rows of dots as shapes in pixels. */
export interface DotScene {
  readonly width: number
  readonly height: number
  readonly top: number
  readonly bottom: number // of the rows; the axis' numbers lie below
  readonly rows: readonly PlacedRow[]
  readonly ticks: readonly { readonly x: number; readonly value: number }[]
  /** Where the line lies that everything is held against. */
  readonly reference: number | undefined
}
export interface PlacedRow {
  readonly row: DotRow
  readonly labelY: number
  readonly y: number
  readonly dots: readonly (Dot & { readonly x: number })[]
  readonly interval: readonly [from: number, to: number] | undefined
  readonly mean: number | undefined
}

export interface DotOptions {
  readonly width: number
  /** The baseline's mean among values, 0 among differences; always in sight. */
  readonly reference: number | undefined
  /** Without names and numbers: for a card at the side. */
  readonly isSmall?: boolean
}

/** A name above each row, so that a narrow view has the whole width for the values. */
export function dotScene(rows: readonly DotRow[], { width, reference, isSmall = false }: DotOptions): DotScene {
  const rowHeight = isSmall ? 40 : 42
  const [top, left, right] = [isSmall ? 0 : 4, 8, width - 8]
  const bottom = top + rows.length * rowHeight
  const shown = rows.flatMap(({ dots, mean, low, high }) => [...dots.map(({ value }) => value), mean, low, high]).filter((value) => value !== null)
  const values = [...shown, ...(reference === undefined ? [] : [reference])].filter(Number.isFinite)
  const bounds = roomAround(Math.min(...values), Math.max(...values), false)
  const scale = scaleOf(bounds.low, bounds.high, left, Math.max(left + 1, right))
  const place = (value: number): number => Math.round(scale.place(value) * 10) / 10
  const ticks = linearTicks(bounds.low, bounds.high, Math.max(2, Math.floor((right - left) / tickRoom)))
  return {
    width,
    height: bottom + (isSmall ? 4 : axisHeight),
    top,
    bottom,
    rows: rows.map((row, i) => ({
      row,
      labelY: top + i * rowHeight + 14,
      y: top + i * rowHeight + rowHeight - 14,
      dots: row.dots.map((dot) => ({ ...dot, x: place(dot.value) })),
      interval: row.low === null || row.high === null ? undefined : [place(row.low), place(row.high)],
      mean: row.mean === null ? undefined : place(row.mean),
    })),
    ticks: isSmall ? [] : ticks.map((value) => ({ value, x: place(value) })),
    reference: reference === undefined ? undefined : place(reference),
  }
}

/** A row's name and what stands at its other end: the longest summary that has room beside the name, which is shortened before the shortest goes. */
export function fitLabels(name: string, summaries: readonly string[], width: number): { readonly name: string; readonly summary: string } {
  const room = width - labelMargins
  const summary = summaries.find((each) => pixelsOf(name) + pixelsOf(each) <= room) ?? summaries.at(-1) ?? ''
  let shown = name
  while (shown.length > 1 && pixelsOf(`${shown}…`) + pixelsOf(summary) > room) shown = shown.slice(0, -1)
  return { name: shown === name || pixelsOf(name) + pixelsOf(summary) <= room ? name : `${shown}…`, summary }
}

/** About what a text takes up at 12 pixels: a Chinese character is as wide as it is high. */
function pixelsOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > '\u2e7f' ? 12 : 7), 0)
}

const labelMargins = 32
const tickRoom = 84
const axisHeight = 20
