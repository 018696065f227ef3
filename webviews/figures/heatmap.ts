import type { Figure } from '../../protocol'
import { html, onWidth, sizeCanvas } from '../theme/dom'
import { formatNumber } from '../theme/format'
import type { Palette } from '../theme/theme'
import { cssColorOf, finiteBounds } from './colorMap'
import type { SayFigures } from './texts'
import { unseenTable } from './unseenTable'

const mostLabel = 90
const leastEdge = 2
const mostEdge = 30

/** Cells from dark (least) to light (most), named where there is room; a value that is not finite is a cross. */
export function drawHeatmap(figure: Extract<Figure, { kind: 'heatmap' }>, palette: Palette, say: SayFigures): HTMLElement {
  const { name, values } = figure
  const rows = Math.max(1, figure.rows.length)
  const columns = Math.max(1, figure.columns.length)
  const bounds = finiteBounds(values)
  const shareOf = (value: number): number => (bounds && bounds.high > bounds.low ? (value - bounds.low) / (bounds.high - bounds.low) : 0.5)
  const nameAt = (index: number): { row: string; column: string } => ({
    row: figure.rows[Math.floor(index / columns)] ?? String(Math.floor(index / columns)),
    column: figure.columns[index % columns] ?? String(index % columns),
  })
  const most = values.reduce((best, value, i) => (Number.isFinite(value) && !(value <= values[best]!) ? i : best), 0)
  const about = bounds
    ? say('heatmap.about', { name, rows, columns, low: formatNumber(bounds.low), high: formatNumber(bounds.high), ...nameAt(most) })
    : say('heatmap.odd', { name })
  const notFinite = values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0)

  const canvas = html('canvas', { class: 'heatmap', role: 'img', tabindex: 0, 'aria-label': about })
  const readout = html('span', { class: 'number', 'aria-live': 'polite' })
  const scale = html('canvas', { class: 'map', 'aria-hidden': 'true' })
  const legend = html('p', { class: 'keys' }, ...(bounds ? [html('span', { class: 'key' }, formatNumber(bounds.low), scale, formatNumber(bounds.high))] : []))
  if (notFinite > 0) legend.append(html('span', { class: 'bad' }, say('heatmap.not-finite', { count: notFinite })))
  legend.append(readout)
  const element = html('div', {}, html('div', { class: 'scroll' }, canvas), legend)
  const table = unseenTable(
    about,
    ['', ...figure.columns],
    figure.rows.map((row, i) => [row, ...values.slice(i * columns, (i + 1) * columns)]),
  )
  if (table) element.append(table)

  let layout = { left: 0, top: 0, edge: 1 }
  let width = 0
  let chosen = -1
  const draw = (): void => {
    const font = `11px ${getComputedStyle(document.body).fontFamily}`
    const measure = canvas.getContext('2d')!
    measure.font = font
    const widest = (names: readonly string[]): number => Math.min(mostLabel, Math.max(0, ...names.map((each) => measure.measureText(each).width)))
    const rowWidth = rows <= 40 ? widest(figure.rows) : 0
    const columnWidth = columns <= 40 ? widest(figure.columns) : 0
    const left = rowWidth > 0 ? rowWidth + 6 : 0
    const edge = Math.max(leastEdge, Math.min(mostEdge, Math.floor((width - left) / columns)))
    const areNamed = { rows: rowWidth > 0 && edge >= 11, columns: columnWidth > 0 && edge >= 11 }
    const isTurned = columnWidth > edge - 3
    const top = areNamed.columns ? (isTurned ? columnWidth + 6 : 15) : 0
    layout = { left: areNamed.rows ? left : 0, top, edge }
    const context = sizeCanvas(canvas, layout.left + edge * columns, top + edge * rows)
    context.clearRect(0, 0, layout.left + edge * columns, top + edge * rows)
    context.font = font
    context.fillStyle = palette.dim
    context.textBaseline = 'middle'
    if (areNamed.rows) {
      context.textAlign = 'right'
      figure.rows.forEach((each, i) => context.fillText(each, layout.left - 6, top + (i + 0.5) * edge, mostLabel))
    }
    if (areNamed.columns)
      figure.columns.forEach((each, i) => {
        context.save()
        context.translate(layout.left + (i + 0.5) * edge, isTurned ? top - 5 : 7)
        context.rotate(isTurned ? -Math.PI / 2 : 0)
        context.textAlign = isTurned ? 'left' : 'center'
        context.fillText(each, 0, 0, mostLabel)
        context.restore()
      })
    values.forEach((value, i) => {
      const x = layout.left + (i % columns) * edge
      const y = top + Math.floor(i / columns) * edge
      if (Number.isFinite(value)) {
        context.fillStyle = cssColorOf(shareOf(value))
        context.fillRect(x, y, edge, edge)
      } else drawCross(context, x, y, edge, palette.bad)
    })
    if (chosen >= 0) {
      context.strokeStyle = palette.foreground
      context.lineWidth = 2
      context.strokeRect(layout.left + (chosen % columns) * edge + 1, top + Math.floor(chosen / columns) * edge + 1, edge - 2, edge - 2)
    }
    const map = sizeCanvas(scale, 72, 8)
    for (let x = 0; x < 72; x++) {
      map.fillStyle = cssColorOf(x / 71)
      map.fillRect(x, 0, 1.5, 8)
    }
  }
  const choose = (index: number): void => {
    if (index === chosen) return
    chosen = index
    const value = values[index]
    const { row, column } = nameAt(index)
    readout.textContent = value === undefined ? '' : `${row} × ${column}: ${formatNumber(value)}`
    draw()
  }
  canvas.addEventListener('pointermove', (event) => {
    const box = canvas.getBoundingClientRect()
    const column = Math.floor((event.clientX - box.left - layout.left) / layout.edge)
    const row = Math.floor((event.clientY - box.top - layout.top) / layout.edge)
    choose(column >= 0 && column < columns && row >= 0 && row < rows ? row * columns + column : -1)
  })
  canvas.addEventListener('pointerleave', () => choose(-1))
  canvas.addEventListener('blur', () => choose(-1))
  canvas.addEventListener('keydown', (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key]
    if (event.key === 'Escape') return choose(-1)
    if (move === undefined) return
    event.preventDefault()
    const next = chosen < 0 ? 0 : chosen + move
    const isAcross = Math.abs(move) === 1 && Math.floor(next / columns) !== Math.floor(Math.max(0, chosen) / columns)
    if (next >= 0 && next < values.length && !(isAcross && chosen >= 0)) choose(next)
  })
  onWidth(element, (shown) => {
    width = shown
    draw()
  })
  return element
}

function drawCross(context: CanvasRenderingContext2D, x: number, y: number, edge: number, color: string): void {
  context.strokeStyle = color
  context.lineWidth = 1.5
  const inset = edge * 0.28
  context.beginPath()
  context.moveTo(x + inset, y + inset)
  context.lineTo(x + edge - inset, y + edge - inset)
  context.moveTo(x + edge - inset, y + inset)
  context.lineTo(x + inset, y + edge - inset)
  context.stroke()
}
