import { html } from '../theme/dom'
import { formatCount, formatNumber } from '../theme/format'
import type { ChartLine, ChartView } from './chart'
import { placeAt } from './thin'
import { formatX } from './xAxis'

const mostRows = 16

/** All runs' values at the cursor. It lies beside the cursor, never under the pointer. */
export function createHoverTable(): {
  readonly element: HTMLElement
  show(x: number, lines: readonly ChartLine[], view: ChartView, at: number, width: number): void
  hide(): void
} {
  const element = html('div', { class: 'hover', 'aria-hidden': 'true', hidden: true })
  return {
    element,
    show(x, lines, { axis, xMetric, say, from, to }, at, width) {
      const held = lines.filter(({ xs }) => xs.length > 0)
      const hasSmooth = held.some(({ smoothed }) => smoothed)
      const hasGroups = held.some(({ counts }) => counts)
      const rows = held.slice(0, mostRows).map((line) => {
        const { label, color, dash, values, smoothed, steps, counts, band } = line
        const i = placeAt(line, x)
        const hasBand = band !== undefined && Number.isFinite(band.low[i]!)
        return html(
          'tr',
          {},
          html('td', {}, swatch(color, dash.length > 0), label),
          ...(hasSmooth ? [html('td', { class: 'number' }, smoothed ? formatNumber(smoothed[i]!) : '')] : []),
          html('td', { class: Number.isFinite(values[i]!) ? 'number' : 'number bad' }, formatNumber(values[i]!)),
          ...(hasGroups
            ? [
                html('td', { class: 'number dim' }, hasBand ? `${formatNumber(band.low[i]!)} … ${formatNumber(band.high[i]!)}` : ''),
                html('td', { class: 'number dim count' }, counts ? String(counts[i]!) : ''),
              ]
            : []),
          html('td', { class: 'number dim' }, formatCount(steps[i]!)),
        )
      })
      const head = html(
        'tr',
        {},
        html('th', {}, axis === 'step' ? '' : `${axis === 'metric' ? `${xMetric} ` : ''}${formatX(axis, x, to - from)}`),
        ...(hasSmooth ? [html('th', { class: 'number' }, say('smoothed'))] : []),
        html('th', { class: 'number' }, hasSmooth ? say('raw') : ''),
        ...(hasGroups ? [html('th', { class: 'number' }, say('group.band')), html('th', { class: 'number' }, say('group.count'))] : []),
        html('th', { class: 'number' }, say('axis.step')),
      )
      element.replaceChildren(html('table', {}, html('thead', {}, head), html('tbody', {}, ...rows)))
      element.hidden = false
      const own = element.offsetWidth
      element.style.left = `${at + 14 + own > width ? Math.max(0, at - 14 - own) : at + 14}px`
    },
    hide() {
      element.hidden = true
    },
  }
}

export function swatch(color: string, isDashed: boolean): HTMLElement {
  const element = html('span', { class: isDashed ? 'swatch dashed' : 'swatch' })
  element.style.borderColor = color
  return element
}
