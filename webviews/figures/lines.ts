import type { Figure } from '../../protocol'
import { linearTicks, roomAround, scaleOf } from '../curves/scale'
import { html, onWidth, svg } from '../theme/dom'
import { formatNumber } from '../theme/format'
import type { Palette } from '../theme/theme'
import { finiteBounds } from './colorMap'
import type { SayFigures } from './texts'
import { unseenTable } from './unseenTable'

const height = 170
const margin = { left: 46, right: 10, top: 8, bottom: 20 }
const dashes = ['', '6 3', '2 3']

/** Several series over one x, named below. What is not finite is a gap. The values at the pointer stand in the names. */
export function drawLines(figure: Extract<Figure, { kind: 'line' }>, palette: Palette, say: SayFigures): HTMLElement {
  const { name, x } = figure
  const series = Object.entries(figure.series)
  const bounds = finiteBounds(x) ?? { low: 0, high: 1 }
  const about = say('line.about', { name, series: series.map(([key]) => key).join(', '), low: formatNumber(bounds.low), high: formatNumber(bounds.high) })
  const plot = svg('svg', { class: 'plot', role: 'img', 'aria-label': about, height })
  const values = series.map(() => html('span', { class: 'dim number' }))
  const at = html('span', { class: 'dim number' })
  const names = series.map(([key], i) => html('span', { class: 'key' }, swatch(palette, i), key, ' ', values[i]!))
  const element = html('div', { class: 'lines' }, plot, html('p', { class: 'keys' }, ...names, at))
  const table = unseenTable(
    about,
    ['x', ...series.map(([key]) => key)],
    x.map((value, i) => [value, ...series.map(([, each]) => each[i] ?? NaN)]),
  )
  if (table) element.append(table)

  onWidth(element, (width) => {
    const { low, high } = { ...roomAround(...pair(finiteBounds(series.flatMap(([, each]) => each))), false) }
    const y = scaleOf(low, high, height - margin.bottom, margin.top)
    const span = bounds.high > bounds.low ? bounds : { low: bounds.low - 1, high: bounds.high + 1 }
    const place = scaleOf(span.low, span.high, margin.left, width - margin.right)
    plot.setAttribute('viewBox', `0 0 ${width} ${height}`)
    plot.setAttribute('width', String(width))
    const cursor = svg('line', { class: 'cursor', y1: margin.top, y2: height - margin.bottom, visibility: 'hidden' })
    plot.replaceChildren(
      ...linearTicks(low, high, 4).flatMap((tick) => [
        svg('line', { class: 'grid', x1: margin.left, x2: width - margin.right, y1: y.place(tick), y2: y.place(tick) }),
        svg('text', { class: 'tick', x: margin.left - 6, y: y.place(tick) + 4, 'text-anchor': 'end' }, formatNumber(tick)),
      ]),
      ...linearTicks(span.low, span.high, Math.max(2, Math.floor(width / 90))).map((tick) =>
        svg('text', { class: 'tick', x: place.place(tick), y: height - 5, 'text-anchor': 'middle' }, formatNumber(tick)),
      ),
      ...series.map(([, each], i) =>
        svg('path', { class: 'series', d: pathOf(x, each, place.place, y.place), stroke: colorAt(palette, i), 'stroke-dasharray': dashAt(palette, i) }),
      ),
      cursor,
    )
    plot.onpointermove = (event) => {
      const wanted = place.unplace(event.clientX - plot.getBoundingClientRect().left)
      let best = 0
      x.forEach((value, i) => (Math.abs(value - wanted) < Math.abs(x[best]! - wanted) ? (best = i) : undefined))
      if (x.length === 0) return
      cursor.setAttribute('x1', String(place.place(x[best]!)))
      cursor.setAttribute('x2', String(place.place(x[best]!)))
      cursor.setAttribute('visibility', 'visible')
      at.textContent = `x ${formatNumber(x[best]!)}`
      series.forEach(([, each], i) => (values[i]!.textContent = formatNumber(each[best] ?? NaN)))
    }
    plot.onpointerleave = () => {
      cursor.setAttribute('visibility', 'hidden')
      for (const span of [at, ...values]) span.textContent = ''
    }
  })
  return element
}

const pair = (bounds: { low: number; high: number } | undefined): [number, number] => (bounds ? [bounds.low, bounds.high] : [Infinity, -Infinity])
const colorAt = (palette: Palette, index: number): string => palette.series[index % palette.series.length]!
const dashAt = (palette: Palette, index: number): string => dashes[Math.floor(index / palette.series.length) % dashes.length]!

function swatch(palette: Palette, index: number): SVGElement {
  return svg(
    'svg',
    { width: 16, height: 8, 'aria-hidden': 'true' },
    svg('line', { x1: 0, x2: 16, y1: 4, y2: 4, 'stroke-width': 2, stroke: colorAt(palette, index), 'stroke-dasharray': dashAt(palette, index) }),
  )
}

function pathOf(x: readonly number[], values: readonly number[], placeX: (value: number) => number, placeY: (value: number) => number): string {
  let pen = 'M'
  let d = ''
  x.forEach((at, i) => {
    const value = values[i]
    if (value === undefined || !Number.isFinite(value) || !Number.isFinite(at)) return void (pen = 'M')
    d += `${pen}${placeX(at).toFixed(1)} ${placeY(value).toFixed(1)}`
    pen = 'L'
  })
  return d
}
