import { html, onWidth, sizeCanvas } from '../theme/dom'
import { formatCount, formatNumber } from '../theme/format'
import type { Palette } from '../theme/theme'
import { createHoverTable } from './hoverTable'
import { listenToGestures } from './gestures'
import { paint } from './paint'
import { sceneOf, type Scene, type SceneLine } from './scene'
import { createTableTwin } from './tableTwin'
import { runsIn, type Say } from './texts'
import { placeAt } from './thin'
import { formatX, type XAxis } from './xAxis'

/** One run's line in a chart. */
export interface ChartLine extends SceneLine {
  readonly run: string
  readonly label: string
  readonly steps: readonly number[]
  /** How many runs are behind each value, where the line is of several. */
  readonly counts?: readonly number[]
}
/** What a chart is to show now. `lines` is called only when it is drawn, which off screen it is not. */
export interface ChartView {
  readonly lines: () => readonly ChartLine[]
  readonly from: number
  readonly to: number
  readonly axis: XAxis
  readonly xMetric: string | undefined
  readonly isLog: boolean
  readonly isLogX: boolean
  readonly palette: Palette
  readonly say: Say
  readonly summary: string
  /** The line, a run's or a group's, whose values the arrow keys walk. */
  readonly current: string | undefined
  /** Whether it is smoothed, where that is the user's to decide (isSparse); else undefined. */
  readonly smoothToggle: boolean | undefined
  /** Where the figures shown stand, unless they follow the newest. */
  readonly figureX: number | undefined
}
export interface ChartHost {
  setCursor(x: number | undefined, source: Chart): void
  setZoom(zoom: { from: number; to: number } | undefined): void
  pickStep(step: number): void
  unpickStep(): void
  toggleSmooth(): void
  announce(text: string): void
}
export interface Chart {
  readonly metric: string
  readonly element: HTMLElement
  draw(view: ChartView): void
  /** Shows the cursor at an x of all charts; with the table of values on the chart it is on. */
  showCursor(x: number | undefined, isSource: boolean): void
}

const plotHeight = 176

export function createChart(metric: string, host: ChartHost): Chart {
  const base = html('canvas', { class: 'base', 'aria-hidden': 'true' })
  const over = html('canvas', { class: 'over', 'aria-hidden': 'true' })
  const band = html('div', { class: 'band', hidden: true })
  const hover = createHoverTable()
  const plot = html('div', { class: 'plot-area', tabindex: 0, role: 'application', 'aria-label': metric }, base, over, band, hover.element)
  const summary = html('span', { class: 'dim number summary' })
  const smooth = html('button', { type: 'button', class: 'plain' })
  const table = html('button', { type: 'button', class: 'plain', 'aria-pressed': 'false' })
  const notes = html('p', { class: 'notes' })
  const twin = createTableTwin(metric)
  const head = html('figcaption', {}, html('h3', { title: metric }, metric), summary, smooth, table)
  const element = html('figure', { class: 'card chart', 'data-metric': metric }, head, plot, twin.element, notes)

  let view: ChartView | undefined
  let scene: Scene | undefined
  let lines: readonly ChartLine[] = []
  let width = 0
  let isOnScreen = false
  let isStale = true
  let cursorX: number | undefined
  let walked: { x: number; place: number } | undefined

  const draw = (): void => {
    if (!view || width === 0 || !isOnScreen) return void (isStale = true)
    isStale = false
    lines = view.lines()
    scene = sceneOf(lines, { ...view, width, height: plotHeight })
    const { palette, say } = view
    const font = `11px ${getComputedStyle(document.body).fontFamily}`
    paint(sizeCanvas(base, width, plotHeight), scene, palette, font)
    drawOver()
    const hasLine = scene.strokes.some(({ points }) => points.length > 0)
    notes.replaceChildren(
      ...[
        view.axis === 'metric' && lines.length > 0 && lines.every(({ xs }) => xs.length === 0) ? say('not-joined', { x: view.xMetric ?? '' }) : '',
        !hasLine && scene.notFinite + scene.notPositive > 0 ? say('all-odd') : '',
        scene.notFinite > 0 ? say('not-finite', { count: formatCount(scene.notFinite) }) : '',
        scene.notPositive > 0 ? say('not-positive', { count: formatCount(scene.notPositive) }) : '',
      ]
        .filter((note) => note !== '')
        .map((note) => html('span', {}, note)),
    )
    twin.update(lines, view)
  }

  const drawOver = (): void => {
    if (!scene || !view) return
    const { frame, x, y } = scene
    const { palette } = view
    const context = sizeCanvas(over, width, plotHeight)
    context.clearRect(0, 0, width, plotHeight)
    if (view.figureX !== undefined) verticalLine(context, x.place(view.figureX), frame, palette.accent, [])
    if (cursorX === undefined || cursorX < x.low || cursorX > x.high) return
    verticalLine(context, x.place(cursorX), frame, palette.dim, [2, 2])
    for (const line of lines) {
      const { xs, values, smoothed, color } = line
      if (xs.length === 0 || line.isPale) continue
      const at = placeAt(line, cursorX)
      const value = (smoothed ?? values)[at]!
      const [px, py] = [x.place(xs[at]!), y.place(value)]
      if (!Number.isFinite(py) || px < frame.left - 1 || px > frame.right + 1) continue
      context.beginPath()
      context.arc(px, py, 3.5, 0, 2 * Math.PI)
      context.fillStyle = color
      context.fill()
      context.lineWidth = 1.5
      context.strokeStyle = palette.background
      context.stroke()
    }
  }

  const chart: Chart = {
    metric,
    element,
    draw(next) {
      view = next
      const { say } = next
      summary.textContent = next.summary
      summary.title = next.summary
      smooth.hidden = next.smoothToggle === undefined
      smooth.textContent = say('chart.smooth')
      smooth.title = say('chart.smooth.about')
      smooth.setAttribute('aria-pressed', String(next.smoothToggle === true))
      table.textContent = say('chart.table')
      draw()
    },
    showCursor(x, isSource) {
      cursorX = x
      drawOver()
      if (x === undefined || !isSource || !scene || !view) return hover.hide()
      hover.show(x, lines, view, scene.x.place(x), width)
    },
  }
  const walk = (by: number | 'first' | 'last'): void => {
    if (!view || !scene) return
    const line = lines.find(({ run, xs }) => run === view?.current && xs.length > 0) ?? lines.find(({ xs }) => xs.length > 0)
    if (!line) return
    const [begin, end] = line.isFree ? [0, line.xs.length - 1] : [placeAt(line, scene.x.low), placeAt(line, scene.x.high)]
    // A free line may come by the same x again: the walk goes on where it was.
    const at = cursorX === undefined ? (by === 'first' ? begin : end) : walked?.x === cursorX ? walked.place : placeAt(line, cursorX)
    const next = by === 'first' ? begin : by === 'last' ? end : cursorX === undefined ? at : Math.min(end, Math.max(begin, at + by))
    walked = { x: line.xs[next]!, place: next }
    host.setCursor(line.xs[next], chart)
    const { axis, xMetric } = view
    host.announce(
      [
        axis === 'step'
          ? view.say('progress.step', { step: formatCount(line.steps[next]!) })
          : `${axis === 'metric' ? `${xMetric} ` : ''}${formatX(axis, line.xs[next]!, 0)}`,
        ...lines.flatMap((each) => {
          if (each.xs.length === 0) return []
          const place = each === line ? next : placeAt(each, line.xs[next]!)
          const runs = each.counts ? `, ${runsIn(each.counts[place]!, view!.say)}` : ''
          return [`${each.label} ${formatNumber(each.values[place]!)}${runs}`]
        }),
      ].join(', '),
    )
  }
  listenToGestures(plot, band, {
    scene: () => scene,
    cursor: () => cursorX,
    setCursor: (x) => host.setCursor(x, chart),
    setZoom: (zoom) => host.setZoom(zoom),
    walk,
    unpick: () => host.unpickStep(),
    pick() {
      if (cursorX === undefined) return
      const line = lines.find(({ run, xs }) => run === view?.current && xs.length > 0) ?? lines.find(({ xs }) => xs.length > 0)
      if (line) host.pickStep(line.steps[placeAt(line, cursorX)]!)
    },
  })
  smooth.addEventListener('click', () => host.toggleSmooth())
  table.addEventListener('click', () => {
    const isTable = table.getAttribute('aria-pressed') !== 'true'
    table.setAttribute('aria-pressed', String(isTable))
    plot.hidden = isTable
    twin.setOpen(isTable)
  })
  onWidth(element, (next) => {
    width = next
    draw()
  })
  // A little before it is scrolled into view, so that none is seen empty.
  const observer = new IntersectionObserver(
    (entries) => {
      isOnScreen = entries.at(-1)?.isIntersecting ?? false
      if (isOnScreen && isStale) draw()
    },
    { rootMargin: '300px' },
  )
  observer.observe(element)
  plot.addEventListener('focus', () => {
    if (!view) return
    const { say } = view
    const runs = lines.map(({ label, values }) => say('chart.run', { run: label, last: formatNumber(values.at(-1) ?? NaN) })).join('; ')
    plot.setAttribute('aria-label', say('chart.about', { metric, runs }))
  })
  return chart
}

function verticalLine(context: CanvasRenderingContext2D, x: number, frame: Scene['frame'], color: string, dash: readonly number[]): void {
  if (x < frame.left || x > frame.right) return
  context.beginPath()
  context.setLineDash([...dash])
  context.lineWidth = 1
  context.strokeStyle = color
  context.moveTo(Math.round(x) + 0.5, frame.top)
  context.lineTo(Math.round(x) + 0.5, frame.bottom)
  context.stroke()
  context.setLineDash([])
}
