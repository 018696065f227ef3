import { fill } from '../../../protocol/texts/fill'
import type { ReportTexts } from '../../../protocol/texts/report'
import type { PageCurve } from '../pageData'
import { html, onWidth, svg } from './dom'
import { formatCount, formatNumber, toNumbers } from './format'
import { nearestIndex } from './nearest'
import { linearTicks, valueScale } from './scale'
import { smooth } from './smooth'

/** How all charts are drawn, and which step is read on them: changed by one, followed by all. */
export interface ChartSettings {
  smoothing: number
  isLog: boolean
}
export interface Chart {
  readonly element: HTMLElement
  draw(settings: ChartSettings): void
  /** Reads the value nearest to a step, or none. */
  read(step: number | undefined): void
}

const height = 190
const margin = { left: 52, right: 10, top: 12, bottom: 22 }

/** The steps that all charts span, so that one lies above the other. */
export interface StepRange {
  readonly first: number
  readonly last: number
}

/** One metric over steps. `onRead` hears of the step under the pointer. */
export function createChart(curve: PageCurve, { first, last }: StepRange, texts: ReportTexts, onRead: (step: number | undefined) => void): Chart {
  const { steps } = curve
  const values = toNumbers(curve.values)
  const isSparse = !curve.name.startsWith('train/')
  const readout = html('span', { class: 'readout', 'aria-live': 'polite' })
  const plot = svg('svg', { class: 'plot', tabindex: 0, role: 'img', 'aria-label': about(curve, values, texts), height })
  const notes = html('p', { class: 'notes' })
  const element = html('figure', { class: 'card chart', 'data-curve': curve.name }, html('figcaption', {}, html('b', {}, curve.name), readout), plot, notes)
  let width = 0
  let settings: ChartSettings = { smoothing: 0, isLog: false }
  let smoothed: number[] = values
  let cursor: SVGGElement | undefined
  let place = (_step: number, _value: number): { x: number; y: number } => ({ x: 0, y: 0 })
  let readIndex: number | undefined

  const redraw = (): void => {
    if (width === 0) return
    const right = width - margin.right
    const bottom = height - margin.bottom
    smoothed = isSparse ? values : smooth(steps, values, settings.smoothing)
    const y = valueScale(values, bottom, margin.top, settings.isLog)
    const placeX = (step: number): number => margin.left + (last > first ? (step - first) / (last - first) : 0.5) * (right - margin.left)
    place = (step, value) => ({ x: placeX(step), y: y.holds(value) ? y.place(value) : bottom })
    plot.setAttribute('viewBox', `0 0 ${width} ${height}`)
    cursor = svg('g', { class: 'cursor' })
    plot.replaceChildren(
      ...y.ticks.map((tick) =>
        svg(
          'g',
          {},
          svg('line', { class: 'grid', x1: margin.left, x2: right, y1: y.place(tick), y2: y.place(tick) }),
          svg('text', { class: 'tick', x: margin.left - 6, y: y.place(tick) + 4, 'text-anchor': 'end' }, formatNumber(tick)),
        ),
      ),
      ...(last > first ? linearTicks(first, last, 5) : [first]).map((step) =>
        svg('text', { class: 'tick', x: placeX(step), y: height - 6, 'text-anchor': 'middle' }, formatCount(step)),
      ),
      svg('text', { class: 'tick', x: margin.left - 18, y: height - 6, 'text-anchor': 'end' }, texts.step),
      ...(isSparse || settings.smoothing === 0 ? [] : [svg('path', { class: 'raw', d: path(steps, values, place, y.holds) })]),
      svg('path', { class: 'line', d: path(steps, smoothed, place, y.holds) }),
      ...(isSparse && steps.length <= 200
        ? steps.flatMap((step, i) => (y.holds(values[i]!) ? [svg('circle', { class: 'dot', cx: placeX(step), cy: y.place(values[i]!), r: 2.5 })] : []))
        : []),
      ...marks(steps, values, placeX, bottom, settings.isLog),
      cursor,
    )
    notes.textContent = noteText(steps, values, settings.isLog, texts)
    showReadout()
  }
  const showReadout = (): void => {
    const index = readIndex
    cursor?.replaceChildren()
    readout.textContent = index === undefined ? summary(curve, values, texts) : valueText(curve, index, values, smoothed, texts)
    if (index === undefined || !cursor) return
    const at = place(steps[index]!, smoothed[index]!)
    cursor.append(svg('line', { x1: at.x, x2: at.x, y1: margin.top, y2: height - margin.bottom }), svg('circle', { cx: at.x, cy: at.y, r: 3.5 }))
  }
  const stepAt = (clientX: number): number => {
    const box = plot.getBoundingClientRect()
    const share = (clientX - box.left - margin.left) / Math.max(1, box.width - margin.left - margin.right)
    return first + Math.min(1, Math.max(0, share)) * (last - first)
  }
  plot.addEventListener('pointermove', (event) => onRead(stepAt(event.clientX)))
  plot.addEventListener('pointerleave', () => onRead(undefined))
  plot.addEventListener('blur', () => onRead(undefined))
  plot.addEventListener('keydown', (event) => {
    const end = steps.length - 1
    const jump = event.shiftKey ? Math.max(1, Math.round(end / 20)) : 1
    const target = { ArrowLeft: (readIndex ?? end + 1) - jump, ArrowRight: (readIndex ?? -1) + jump, Home: 0, End: end }[event.key]
    if (event.key === 'Escape') onRead(undefined)
    if (target === undefined) return
    event.preventDefault()
    onRead(steps[Math.min(end, Math.max(0, target))])
  })
  onWidth(element, (now) => {
    // The card's own padding is not the plot's.
    width = Math.floor(plot.getBoundingClientRect().width) || now
    redraw()
  })
  return {
    element,
    draw(given) {
      settings = { ...given }
      redraw()
    },
    read(step) {
      readIndex = step === undefined ? undefined : nearestIndex(steps, step)
      showReadout()
    },
  }
}

/** A line with gaps where a value has no place. Within one pixel column only the first, lowest, highest and last are drawn: no spike is lost. */
function path(
  steps: readonly number[],
  values: readonly number[],
  place: (step: number, value: number) => { x: number; y: number },
  holds: (value: number) => boolean,
): string {
  let d = ''
  let pen = 'M'
  let column: { x: number; ys: number[] } | undefined
  const flush = (): void => {
    if (!column) return
    const { x, ys } = column
    for (const y of ys.length > 4 ? [ys[0]!, Math.min(...ys), Math.max(...ys), ys.at(-1)!] : ys) {
      d += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`
      pen = 'L'
    }
    column = undefined
  }
  steps.forEach((step, i) => {
    if (!holds(values[i]!)) {
      flush()
      pen = 'M'
      return
    }
    const { x, y } = place(step, values[i]!)
    if (column && Math.round(column.x) !== Math.round(x)) flush()
    column ??= { x, ys: [] }
    column.ys.push(y)
  })
  flush()
  return d
}

const mostMarks = 200

/** ▲ at the top for NaN and +∞, ▼ at the bottom for −∞, ▽ at the bottom for what a log axis has no place for. */
function marks(steps: readonly number[], values: readonly number[], placeX: (step: number) => number, bottom: number, isLog: boolean): SVGElement[] {
  const found: SVGElement[] = []
  values.forEach((value, i) => {
    const isLow = isLog && Number.isFinite(value) && value <= 0
    if ((Number.isFinite(value) && !isLow) || found.length >= mostMarks) return
    const x = placeX(steps[i]!)
    const points =
      isLow || value === -Infinity
        ? `${x - 4},${bottom - 7} ${x + 4},${bottom - 7} ${x},${bottom}`
        : `${x - 4},${margin.top + 1} ${x + 4},${margin.top + 1} ${x},${margin.top - 6}`
    found.push(svg('polygon', { class: isLow ? 'mark low' : 'mark', points }, svg('title', {}, `${formatNumber(value)} @ ${steps[i]}`)))
  })
  return found
}

function noteText(steps: readonly number[], values: readonly number[], isLog: boolean, texts: ReportTexts): string {
  const bad = values.flatMap((value, i) => (Number.isFinite(value) ? [] : [steps[i]!]))
  const low = isLog ? values.filter((value) => Number.isFinite(value) && value <= 0).length : 0
  const notes = [
    bad.length > 0 ? fill(texts['not-finite'], { count: bad.length, step: bad[0]! }) : '',
    bad.length === values.length && bad.length > 0 ? texts['all-not-finite'] : '',
    low > 0 ? fill(texts['not-positive'], { count: low }) : '',
  ]
  return notes.filter(Boolean).join(' · ')
}

function valueText({ name, steps }: PageCurve, index: number, values: readonly number[], smoothed: readonly number[], texts: ReportTexts): string {
  const value = formatNumber(values[index]!)
  const step = `${texts.step} ${formatCount(steps[index]!)}`
  if (!name.startsWith('train/') || smoothed[index] === values[index]) return `${step} · ${value}`
  return `${step} · ${texts.smoothed} ${formatNumber(smoothed[index]!)} · ${texts.raw} ${value}`
}

/** What is said when no step is read: the best of a validation metric, the last value of the others. */
function summary({ name, goal, steps }: PageCurve, values: readonly number[], texts: ReportTexts): string {
  const last = values.at(-1)
  if (name.startsWith('train/')) return last === undefined ? '' : fill(texts.last, { value: formatNumber(last) })
  let best: number | undefined
  values.forEach((value, i) => {
    if (Number.isFinite(value) && (best === undefined || (goal === 'higher' ? value > values[best]! : value < values[best]!))) best = i
  })
  return best === undefined ? '' : fill(texts.best, { value: formatNumber(values[best]!), step: formatCount(steps[best]!) })
}

function about({ name, steps }: PageCurve, values: readonly number[], texts: ReportTexts): string {
  const facts = {
    name,
    count: steps.length,
    first: formatNumber(values[0] ?? NaN),
    from: steps[0] ?? 0,
    final: formatNumber(values.at(-1) ?? NaN),
    to: steps.at(-1) ?? 0,
  }
  return fill(texts['chart.about'], facts)
}
