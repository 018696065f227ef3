import { fill } from '../../../protocol/texts/fill'
import type { ReportTexts } from '../../../protocol/texts/report'
import type { PageFigure } from '../pageData'
import { html, onTheme, onWidth, pageColor, svg } from './dom'
import { formatNumber, toNumbers } from './format'

/** Faint to strong in the page's own blue, rows and columns named where there is room; a value that is not finite is left out and shown as a cross. */
export function heatmap(figure: Extract<PageFigure, { kind: 'heatmap' }>, texts: ReportTexts): HTMLElement {
  const values = toNumbers(figure.values)
  const finite = values.filter(Number.isFinite)
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity)
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity)
  const rows = Math.max(1, figure.rows.length)
  const columns = Math.max(1, figure.columns.length)
  const readout = html('p', { class: 'dim', 'aria-live': 'polite' })
  const range = fill(texts['heatmap.range'], { low: formatNumber(low), high: formatNumber(high) })
  readout.textContent = range
  const canvas = html('canvas', { class: 'heatmap', role: 'img', 'aria-label': `${figure.name}: ${rows} × ${columns}, ${range}` })
  const context = canvas.getContext('2d')!
  const names = svg('svg', { class: 'names' })
  const named = html('div', { class: 'named' }, names, canvas)
  const draw = (width: number): void => {
    const layout = layoutOf(figure, context, width)
    const { left, top, edge } = layout
    canvas.width = edge * columns
    canvas.height = edge * rows
    named.style.padding = `${top}px 0 0 ${left}px`
    names.replaceChildren(...namesOf(layout))
    context.fillStyle = pageColor('--plot')
    context.fillRect(0, 0, canvas.width, canvas.height)
    values.forEach((value, i) => {
      const x = (i % columns) * edge
      const y = Math.floor(i / columns) * edge
      context.globalAlpha = Number.isFinite(value) ? 0.04 + 0.96 * (high > low ? (value - low) / (high - low) : 0.5) : 1
      context.fillStyle = pageColor(Number.isFinite(value) ? '--accent' : '--bad')
      if (Number.isFinite(value)) context.fillRect(x, y, edge, edge)
      else context.fillRect(x + edge / 3, y + edge / 3, edge / 3, edge / 3)
    })
    context.globalAlpha = 1
  }
  canvas.addEventListener('pointermove', (event) => {
    const box = canvas.getBoundingClientRect()
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns)
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows)
    const value = values[row * columns + column]
    if (value !== undefined) readout.textContent = `${figure.rows[row] ?? row} × ${figure.columns[column] ?? column}: ${formatNumber(value)}`
  })
  canvas.addEventListener('pointerleave', () => (readout.textContent = range))
  const element = html('div', {}, named, readout)
  let shown = 0
  onWidth(element, (width) => draw((shown = width)))
  onTheme(() => draw(shown))
  return element
}

/** Where the cells begin, in pixels, how long an edge of one is, and the names that have room. */
interface Layout {
  readonly left: number
  readonly top: number
  readonly edge: number
  readonly rowNames: readonly string[]
  readonly columnNames: readonly string[]
}

function layoutOf({ rows, columns }: Extract<PageFigure, { kind: 'heatmap' }>, context: CanvasRenderingContext2D, width: number): Layout {
  context.font = `${namePixels}px ${getComputedStyle(document.body).fontFamily}`
  const widthOf = (name: string): number => context.measureText(name).width
  const fitted = (name: string): string => {
    if (widthOf(name) <= mostNamePixels) return name
    let shown = name
    while (shown.length > 1 && widthOf(`${shown}…`) > mostNamePixels) shown = shown.slice(0, -1)
    return `${shown}…`
  }
  const fit = (names: readonly string[]): readonly string[] => (names.length <= mostNamed ? names.map(fitted) : [])
  const roomOf = (names: readonly string[]): number => Math.ceil(Math.max(0, ...names.map(widthOf)))
  const count = Math.max(1, columns.length)
  const edgeIn = (room: number): number => Math.max(1, Math.min(Math.max(28, Math.floor(160 / count)), Math.floor(room / count)))
  const [rowNames, columnNames] = [fit(rows), fit(columns)]
  const left = rowNames.length > 0 ? roomOf(rowNames) + gap : 0
  const edge = edgeIn(width - left)
  if (edge < namePixels) return { left: 0, top: 0, edge: edgeIn(width), rowNames: [], columnNames: [] }
  const columnRoom = roomOf(columnNames)
  const top = columnNames.length === 0 ? 0 : (columnRoom > edge - 3 ? columnRoom : namePixels) + gap
  return { left, top, edge, rowNames, columnNames }
}

/** Columns whose names are wider than their cells are named upwards. */
function namesOf({ left, top, edge, rowNames, columnNames }: Layout): SVGTextElement[] {
  const isTurned = top > namePixels + gap
  const middle = (index: number): number => (index + 0.5) * edge
  const name = (text: string, x: number, y: number, attributes: Readonly<Record<string, string>>): SVGTextElement =>
    svg('text', { x, y, 'dominant-baseline': 'central', ...attributes }, text)
  return [
    ...rowNames.map((row, i) => name(row, left - gap, top + middle(i), { class: 'tick row', 'text-anchor': 'end' })),
    ...columnNames.map((column, i) => {
      const [x, y] = [left + middle(i), isTurned ? top - gap : top / 2]
      return name(column, x, y, { class: 'tick column', ...(isTurned ? { transform: `rotate(-90 ${x} ${y})` } : { 'text-anchor': 'middle' }) })
    }),
  ]
}

const namePixels = 11
const mostNamePixels = 90
const mostNamed = 40 // as in the editor's panel
const gap = 6
