import { html, setOptions, setText } from '../theme/dom'
import { formatCount, formatNumber } from '../theme/format'
import type { Palette } from '../theme/theme'
import type { Choices } from './choices'
import { lineOf, type Grouping } from './groups'
import { goalOf, summaryOf } from './metrics'
import { lookOf, matches, shownAtFirst, type Run } from './runs'
import type { Say } from './texts'

export interface RunListHost {
  show(runs: readonly string[]): void
  makeCurrent(run: string): void
  setColor(run: string, color: string): void
  setFilter(filter: string): void
  setMetric(metric: string): void
}
export interface RunListView {
  readonly runs: readonly Run[]
  readonly shown: readonly string[]
  readonly current: string | undefined
  readonly labels: ReadonlyMap<string, string>
  readonly metrics: readonly string[]
  readonly metric: string | undefined
  readonly colors: Choices['colors']
  readonly grouping: Grouping
  readonly filter: string
  readonly palette: Palette
  readonly say: Say
}

/** The legend and the list of runs in one: what is shown, in which color, with its last and its best value. */
export function createRunList(host: RunListHost): { readonly element: HTMLElement; update(view: RunListView): void } {
  const title = html('h2')
  const count = html('span', { class: 'dim' })
  const filter = html('input', { type: 'search', class: 'wide' })
  const metric = html('select', { class: 'wide' })
  const many = html('div', { class: 'many' })
  const head = { run: html('th', { scope: 'col' }), last: html('th', { scope: 'col', class: 'number' }), best: html('th', { scope: 'col', class: 'number' }) }
  const table = html('table', { class: 'runs' }, html('thead', {}, html('tr', {}, head.run, head.last, head.best)))
  const element = html('aside', { class: 'run-list' }, html('div', { class: 'list-head' }, title, count), filter, metric, table, many)
  let view: RunListView | undefined
  const rows = new Map<string, Row>()

  filter.addEventListener('input', () => host.setFilter(filter.value))
  metric.addEventListener('change', () => host.setMetric(metric.value))

  return {
    element,
    update(next) {
      view = next
      const { runs, shown, say } = next
      element.setAttribute('aria-label', say('runs'))
      title.textContent = say('runs')
      count.textContent = say('runs.count', { shown: shown.length, all: runs.length })
      filter.placeholder = say('runs.filter')
      filter.setAttribute('aria-label', say('runs.filter'))
      filter.hidden = runs.length <= shownAtFirst
      if (filter.value !== next.filter) filter.value = next.filter
      head.run.textContent = say('column.run')
      head.last.textContent = say('column.last')
      head.best.textContent = say('column.best')
      metric.setAttribute('aria-label', say('runs.metric'))
      metric.title = say('runs.metric')
      metric.hidden = next.metrics.length === 0
      setOptions(metric, next.metrics, next.metric)

      const listed = runs.filter((run) => matches(next.filter, run))
      for (const [run, row] of rows)
        if (!runs.some((each) => each.run === run)) {
          row.element.remove()
          rows.delete(run)
        }
      listed.forEach((run, i) => {
        let row = rows.get(run.run)
        if (!row) rows.set(run.run, (row = createRow(run.run, host, () => view!.shown)))
        row.update(run, next)
        // Moved only where the order changed, so that what has the focus keeps it.
        if (table.children[i + 1] !== row.element) table.insertBefore(row.element, table.children[i + 1] ?? null)
      })
      for (const [run, row] of rows) if (!listed.some((each) => each.run === run)) row.element.remove()
      updateMany(many, next, listed, host)
    },
  }
}

interface Row {
  readonly element: HTMLElement
  update(run: Run, view: RunListView): void
}

function createRow(run: string, host: RunListHost, shownNow: () => readonly string[]): Row {
  const check = html('input', { type: 'checkbox' })
  const color = html('input', { type: 'color', class: 'color' })
  const name = html('button', { type: 'button', class: 'name' })
  const about = html('td', { class: 'dim about', colspan: 3 })
  const last = html('td', { class: 'number' })
  const best = html('td', { class: 'number' })
  const cell = html('td', { class: 'run-cell' }, check, color, name)
  const element = html('tbody', {}, html('tr', {}, cell, last, best), html('tr', {}, about))
  check.addEventListener('change', () => host.show(check.checked ? [...shownNow(), run] : shownNow().filter((each) => each !== run)))
  color.addEventListener('change', () => host.setColor(run, color.value))
  name.addEventListener('click', () => host.makeCurrent(run))
  return {
    element,
    update(of, { shown, current, labels, metric, colors, grouping, palette, say }) {
      const { card: { manifest }, story, status } = of // prettier-ignore
      const label = labels.get(run) ?? run
      const isShown = shown.includes(run)
      const step = story?.step || manifest.step
      element.classList.toggle('current', run === current)
      element.classList.toggle('off', !isShown)
      element.setAttribute('data-run', run)
      check.checked = isShown
      check.setAttribute('aria-label', say('run.show', { run: label }))
      color.setAttribute('aria-label', say('run.color', { run: label }))
      color.title = say('run.color', { run: label })
      color.hidden = !isShown
      const look = lookOf(lineOf(of, grouping), colors, palette)
      const hex = toHex(look.color)
      if (color.value !== hex) color.value = hex
      color.classList.toggle('dashed', look.dash.length > 0)
      setText(name, label)
      name.title = say('run.choose', { run: label })
      name.setAttribute('aria-pressed', String(run === current))
      const facts = [
        say(`status.${status}`),
        story?.engine ?? manifest.engine ?? '',
        say('progress.step', { step: formatCount(step) }),
        ...(manifest.generatedData ? [say('data.generated')] : []),
      ]
      setText(about, facts.filter((fact) => fact !== '').join(' · '))
      about.classList.toggle('bad', status === 'failed')
      const goal = metric === undefined ? undefined : goalOf(manifest.metricGoals ?? {}, metric)
      const summary = metric === undefined || !story ? undefined : summaryOf(story, metric, goal)
      const stored = metric === undefined ? undefined : manifest.metrics?.[metric]
      setText(last, summary ? formatNumber(summary.last.value) : stored === undefined ? '' : formatNumber(Number(stored)))
      setText(best, summary?.best ? formatNumber(summary.best.value) : '')
      best.title = summary?.best ? say('best.at', { step: formatCount(summary.best.step) }) : ''
    },
  }
}

function updateMany(many: HTMLElement, { runs, shown, say }: RunListView, listed: readonly Run[], host: RunListHost): void {
  const names = listed.map(({ run }) => run)
  const offers: [string, readonly string[]][] = [
    [say('runs.newest'), names.slice(0, shownAtFirst)],
    [say('runs.all', { count: names.length }), names],
    [say('runs.none'), []],
  ]
  many.hidden = runs.length <= shownAtFirst
  const texts = offers.map(([text]) => text).join()
  // Made again only where they say something else, so that they keep the focus.
  if (many.getAttribute('data-texts') === texts + shown.join()) return
  many.setAttribute('data-texts', texts + shown.join())
  many.replaceChildren(
    ...offers.map(([text, offered]) => {
      const button = html('button', { type: 'button', class: 'link' }, text)
      button.addEventListener('click', () => host.show(offered))
      return button
    }),
  )
}

/** Any CSS color as #rrggbb, which is all that a color input takes. */
function toHex(color: string): string {
  if (/^#[0-9a-f]{6}$/i.test(color)) return color.toLowerCase()
  const context = document.createElement('canvas').getContext('2d')!
  context.fillStyle = color
  const normal = context.fillStyle
  if (normal.startsWith('#')) return normal
  const [red = 0, green = 0, blue = 0] = (normal.match(/[\d.]+/g) ?? []).map(Number)
  return `#${[red, green, blue].map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`
}
