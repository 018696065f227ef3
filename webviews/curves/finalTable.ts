import { html } from '../theme/dom'
import { formatNumber } from '../theme/format'
import type { GridView } from './chartGrid'
import { swatch } from './hoverTable'
import { lineOf } from './groups'
import { inOrder } from './metrics'
import { lookOf } from './runs'

/** Metrics that have one value a run, such as those of the test split: numbers, not curves. */
export function createFinalTable(): { readonly element: HTMLElement; update(view: GridView): void } {
  const element = html('section', { class: 'card final', hidden: true })
  let drawn = ''
  return {
    element,
    update({ runs, labels, choices, palette, say }) {
      const values: ValuesByMetric = new Map()
      for (const { run, story } of runs) {
        if (!story) continue
        for (const [metric, value] of story.finalMetrics) if (!story.curves.has(metric)) setIn(values, metric, run, value)
        for (const [metric, curve] of story.curves)
          if (curve.values.length === 1 && !/^(train|validation)\//.test(metric)) setIn(values, metric, run, curve.values[0]!)
      }
      const words = choices.metricFilter.toLowerCase().split(/\s+/)
      const metrics = inOrder([...values.keys()].filter((metric) => words.every((word) => metric.toLowerCase().includes(word))))
      const held = runs.filter(({ run }) => metrics.some((metric) => values.get(metric)!.has(run)))
      element.hidden = metrics.length === 0
      const key =
        JSON.stringify([
          metrics,
          held.map((run) => [run.run, labels.get(run.run), lookOf(lineOf(run, choices.grouping), choices.colors, palette)]),
          [...values].map(([, each]) => [...each]),
        ]) + say('final.title')
      if (key === drawn) return
      drawn = key
      element.replaceChildren(
        html('h3', {}, say('final.title')),
        html(
          'div',
          { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': say('final.title') },
          html(
            'table',
            {},
            html(
              'thead',
              {},
              html(
                'tr',
                {},
                html('th', { scope: 'col' }, say('column.run')),
                ...metrics.map((metric) => html('th', { scope: 'col', class: 'number' }, metric)),
              ),
            ),
            html(
              'tbody',
              {},
              ...held.map((each) => {
                const { run } = each
                const { color, dash } = lookOf(lineOf(each, choices.grouping), choices.colors, palette)
                const cells = metrics.map((metric) => values.get(metric)!.get(run))
                return html(
                  'tr',
                  {},
                  html('th', { scope: 'row' }, swatch(color, dash.length > 0), labels.get(run)),
                  ...cells.map((value) =>
                    html(
                      'td',
                      { class: value !== undefined && !Number.isFinite(value) ? 'number bad' : 'number' },
                      value === undefined ? '' : formatNumber(value),
                    ),
                  ),
                )
              }),
            ),
          ),
        ),
      )
    },
  }
}

type ValuesByMetric = Map<string, Map<string, number>>

function setIn(values: ValuesByMetric, metric: string, run: string, value: number): void {
  let byRun = values.get(metric)
  if (!byRun) values.set(metric, (byRun = new Map<string, number>()))
  byRun.set(run, value)
}
