import type { Figure } from '../../protocol'
import { html } from '../theme/dom'
import { formatNumber } from '../theme/format'
import type { Palette } from '../theme/theme'
import { drawBars } from './bars'
import { drawHeatmap } from './heatmap'
import { drawImages } from './images'
import { drawLines } from './lines'
import { drawRaster } from './raster'
import type { SayFigures } from './texts'
import { drawTokens } from './tokens'

/** A figure of any kind as an element, with a text for who cannot see it. */
export function drawFigure(figure: Figure, palette: Palette, say: SayFigures): HTMLElement {
  switch (figure.kind) {
    case 'line':
      return drawLines(figure, palette, say)
    case 'bars':
      return drawBars(figure, say)
    case 'heatmap':
      return drawHeatmap(figure, palette, say)
    case 'image':
      return drawImages(figure, say)
    case 'raster':
      return drawRaster(figure, palette, say)
    case 'text':
      return drawTokens(figure, say)
    case 'table':
      return html('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': figure.name }, drawTable(figure.columns, figure.rows))
    case 'diagram':
      // Nothing in an SVG runs or loads while it is an image.
      return html('img', { class: 'diagram', src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(figure.svg)}`, alt: figure.name })
  }
}

function drawTable(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): HTMLElement {
  const cell = (value: string | number): HTMLElement =>
    typeof value === 'number' ? html('td', { class: 'number' }, formatNumber(value)) : html('td', {}, value)
  const isNumeric = columns.map((_, i) => rows.some((row) => typeof row[i] === 'number'))
  return html(
    'table',
    {},
    html('thead', {}, html('tr', {}, ...columns.map((column, i) => html('th', { scope: 'col', class: isNumeric[i] && 'number' }, column)))),
    html('tbody', {}, ...rows.map((row) => html('tr', {}, ...row.map(cell)))),
  )
}
