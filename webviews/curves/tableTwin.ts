import { html } from '../theme/dom'
import { formatCount, formatNumber } from '../theme/format'
import type { ChartLine, ChartView } from './chart'
import { firstAtLeast, nearest } from './thin'

const mostRows = 200

/** The same values as rows, for who cannot see the lines. Filled only while it is open. */
export function createTableTwin(metric: string): {
  readonly element: HTMLElement
  setOpen(isOpen: boolean): void
  update(lines: readonly ChartLine[], view: ChartView): void
} {
  const element = html('div', { class: 'scroll twin', tabindex: 0, role: 'region', 'aria-label': metric, hidden: true })
  let lines: readonly ChartLine[] = []
  let view: ChartView | undefined
  const draw = (): void => {
    if (element.hidden || !view) return
    const { say, from, to } = view
    const within = lines.map((line) => ({
      ...line,
      ...(line.isFree ? { begin: 0, end: line.xs.length } : { begin: firstAtLeast(line.xs, from), end: firstAtLeast(line.xs, to, true) }),
    }))
    const longest = within.reduce(
      (best, line) => (line.end - line.begin > best.end - best.begin ? line : best),
      within[0] ?? { begin: 0, end: 0, xs: [], steps: [] },
    )
    const count = longest.end - longest.begin
    const shown = Math.min(mostRows, count)
    const rows = Array.from({ length: shown }, (_, i) => longest.begin + Math.round((i * (count - 1)) / Math.max(1, shown - 1)))
    element.replaceChildren(
      ...(shown < count ? [html('p', { class: 'dim' }, say('table.some', { shown, count: formatCount(count) }))] : []),
      html(
        'table',
        {},
        html('caption', {}, metric),
        html(
          'thead',
          {},
          html('tr', {}, html('th', { scope: 'col' }, say('axis.step')), ...lines.map(({ label }) => html('th', { scope: 'col', class: 'number' }, label))),
        ),
        html(
          'tbody',
          {},
          ...rows.map((row) => {
            const step = longest.steps[row]!
            return html(
              'tr',
              {},
              html('th', { scope: 'row', class: 'number' }, formatCount(step)),
              ...lines.map((line) => html('td', { class: 'number' }, valueAt(line, step))),
            )
          }),
        ),
      ),
    )
  }
  return {
    element,
    setOpen(isOpen) {
      element.hidden = !isOpen
      draw()
    },
    update(nextLines, nextView) {
      lines = nextLines
      view = nextView
      draw()
    },
  }
}

/** A run without a value at this very step has an empty cell, not a neighbor's value. */
function valueAt({ steps, values }: ChartLine, step: number): string {
  const at = steps.length > 0 ? nearest(steps, step) : -1
  return steps[at] === step ? formatNumber(values[at]!) : ''
}
