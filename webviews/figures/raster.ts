import type { Figure } from '../../protocol'
import { html, onWidth, sizeCanvas } from '../theme/dom'
import { formatCount } from '../theme/format'
import type { Palette } from '../theme/theme'
import type { SayFigures } from './texts'

/** A mark for each event: rows downwards, columns (mostly time) to the right. */
export function drawRaster(figure: Extract<Figure, { kind: 'raster' }>, palette: Palette, say: SayFigures): HTMLElement {
  const counts = { name: figure.name, count: formatCount(figure.events.length), rows: figure.rows, columns: figure.columns }
  const canvas = html('canvas', { class: 'raster', role: 'img', 'aria-label': say('raster.about', counts) })
  const element = html('div', {}, canvas, html('p', { class: 'keys' }, say('raster.rows', counts)))
  onWidth(element, (width) => {
    const rowHeight = Math.max(1, Math.min(8, Math.floor(200 / Math.max(1, figure.rows))))
    const context = sizeCanvas(canvas, width, Math.max(1, rowHeight * figure.rows))
    context.fillStyle = palette.foreground
    const columnWidth = width / Math.max(1, figure.columns)
    for (const event of figure.events)
      context.fillRect(
        (event % figure.columns) * columnWidth,
        Math.floor(event / figure.columns) * rowHeight,
        Math.max(1.2, Math.min(3, columnWidth * 0.6)),
        Math.max(1, rowHeight - 1),
      )
  })
  return element
}
