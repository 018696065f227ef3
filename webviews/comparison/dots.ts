import { formatShort, formatSigned, markBound, type Bound } from '../../protocol/texts/comparison'
import { svg } from '../theme/dom'
import type { DotRow } from './model'
import { dotScene, fitLabels, type DotOptions, type PlacedRow } from './scene'

export interface DotTexts {
  /** All of it in a sentence, for who cannot see it. */
  readonly about: string
  seed(seed: number): string
  /** What may stand beside a row's name, the longest first. */
  summaries(row: DotRow): readonly string[]
  readonly isSigned: boolean
}

/** Rows of dots as a picture. Its colors are classes, so a change of theme needs no drawing. */
export function drawDots(rows: readonly DotRow[], options: DotOptions, texts: DotTexts): SVGSVGElement {
  const scene = dotScene(rows, options)
  const { width, height, top, bottom, ticks, reference } = scene
  const format = texts.isSigned ? formatSigned : formatShort
  return svg(
    'svg',
    { class: 'dots', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': texts.about },
    ...ticks.map(({ x }) => svg('line', { class: 'tick', x1: x, x2: x, y1: top, y2: bottom })),
    ...ticks.map(({ x, value }) => svg('text', { class: 'number-label', 'text-anchor': anchorAt(x, width), x, y: bottom + 15 }, format(value))),
    // Beside the dots only, not through the names.
    ...(reference === undefined
      ? []
      : scene.rows.map(({ y }) => svg('line', { class: 'reference', x1: reference, x2: reference, y1: y - reach, y2: y + reach }))),
    ...scene.rows.map((row) => drawRow(row, width, texts, format)),
  )
}

/** By which class an arm has its color, here and in what stands beside it. */
export function seriesClass(place: number | undefined): string {
  return place === undefined ? 'series-baseline' : `series-${place % seriesColors}`
}
export const seriesColors = 8
const reach = 11

function drawRow({ row, labelY, y, dots, interval, mean }: PlacedRow, width: number, texts: DotTexts, format: (value: number) => string): SVGGElement {
  const label = fitLabels(row.name, texts.summaries(row), width)
  return svg(
    'g',
    { class: `dot-row ${seriesClass(row.place)}` },
    svg('text', { class: 'row-name', x: 8, y: labelY }, label.name, svg('title', {}, row.name)),
    svg('text', { class: 'number-label', 'text-anchor': 'end', x: width - 8, y: labelY }, label.summary),
    interval && svg('line', { class: 'interval', x1: interval[0], x2: interval[1], y1: y, y2: y }),
    mean === undefined
      ? undefined
      : svg('path', { class: 'mean', d: `M${mean - 5.5},${y} l5.5,-5.5 l5.5,5.5 l-5.5,5.5 z` }, svg('title', {}, markBound(format(row.mean!), row.meanBound))),
    // Over the mean, which would hide the seeds of a small spread.
    ...dots.map(({ x, seed, value, bound }) => drawSeed(x, y, bound, svg('title', {}, `${texts.seed(seed)}: ${markBound(format(value), bound)}`))),
  )
}

/** A bound points to where the value may lie. */
function drawSeed(x: number, y: number, bound: Bound | undefined, title: SVGTitleElement): SVGElement {
  switch (bound) {
    case 'least':
      return svg('path', { class: 'seed bound', d: `M${x - 3},${y - 4.5} l7.5,4.5 l-7.5,4.5 z` }, title)
    case 'most':
      return svg('path', { class: 'seed bound', d: `M${x + 3},${y - 4.5} l-7.5,4.5 l7.5,4.5 z` }, title)
    case 'either':
      return svg('circle', { class: 'seed bound either', cx: x, cy: y, r: 3.5 }, title)
    case undefined:
      return svg('circle', { class: 'seed', cx: x, cy: y, r: 3.5 }, title)
  }
}

/** Numbers at the ends stay within. */
function anchorAt(x: number, width: number): string {
  if (x < 30) return 'start'
  return x > width - 30 ? 'end' : 'middle'
}
