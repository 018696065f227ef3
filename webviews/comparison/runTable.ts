import { describeError, type ComparisonRun, type ComparisonState, type ErrorData, type Language, type SourcePlace } from '../../protocol'
import { boundOf, formatShort, markBound, type Bound } from '../../protocol/texts/comparison'
import { html, setText } from '../theme/dom'
import { seriesClass } from './dots'
import type { Say } from './texts'

export interface RunTableHost {
  openCurves(runs: readonly string[]): void
  openSource(place: SourcePlace): void
}

/** Every run in the order it is trained: how it stands, what it gave, and the way to its curves. */
export function createRunTable(host: RunTableHost): { readonly element: HTMLElement; update(state: ComparisonState, language: Language, say: Say): void } {
  const title = html('h3')
  const all = html('button', { type: 'button', class: 'link' })
  const head = { run: html('th', { scope: 'col' }), status: html('th', { scope: 'col' }), value: html('th', { scope: 'col', class: 'number' }) }
  const body = html('tbody')
  const scroll = html(
    'div',
    { class: 'scroll run-table', tabindex: 0, role: 'region' },
    html('table', {}, html('thead', {}, html('tr', {}, head.run, head.status, head.value)), body),
  )
  const element = html('section', { class: 'card runs-of' }, html('div', { class: 'head' }, title, all), scroll)
  let rows: Row[] = []
  let names: readonly string[] = []
  let shown = ''
  all.addEventListener('click', () => host.openCurves(names))

  return {
    element,
    update(state, language, say) {
      names = state.runs.flatMap(({ run }) => (run === undefined ? [] : [run]))
      setText(title, say('runs'))
      scroll.setAttribute('aria-label', say('runs'))
      setText(all, say('runs.open'))
      all.hidden = names.length === 0
      setText(head.run, say('column.run'))
      setText(head.status, say('column.status'))
      setText(head.value, say('column.value'))
      // The rows of a comparison stay: what has the focus keeps it.
      if (shown !== state.file || rows.length !== state.runs.length) {
        shown = state.file
        rows = state.runs.map(() => createRow(host))
        body.replaceChildren(...rows.map(({ element: row }) => row))
      }
      const tellers = new Map<string, ComparisonRun>()
      state.runs.forEach((run, i) => {
        const error = JSON.stringify(run.error)
        const teller = run.error && tellers.get(error)
        if (run.error && !teller) tellers.set(error, run)
        const bound = run.purpose === 'measure' ? boundOf(state.result?.variants[run.variant], run.seed) : undefined
        rows[i]!.update(run, { variants: state.variants, bound, teller, language, say })
      })
    },
  }
}

interface Row {
  readonly element: HTMLElement
  update(run: ComparisonRun, view: RowView): void
}
interface RowView {
  readonly variants: readonly string[]
  readonly bound: Bound | undefined
  /** An earlier run that ended by the same error, and tells it. */
  readonly teller: ComparisonRun | undefined
  readonly language: Language
  readonly say: Say
}

function createRow(host: RunTableHost): Row {
  const open = html('button', { type: 'button', class: 'link' })
  const plain = html('span')
  const status = html('span', { class: 'run-status' })
  const value = html('td', { class: 'number' })
  const problem = html('div', { class: 'problem' })
  const mark = html('span', { class: 'series-mark', 'aria-hidden': 'true' })
  const element = html('tr', {}, html('th', { scope: 'row' }, html('div', { class: 'run-name' }, mark, open, plain)), html('td', {}, status, problem), value)
  let name: string | undefined
  let told = ''
  open.addEventListener('click', () => name !== undefined && host.openCurves([name]))
  return {
    element,
    update(run, { variants, bound, teller, language, say }) {
      name = run.run
      const place = variants.indexOf(run.variant)
      const label = labelOf(run, say)
      element.className = seriesClass(place < 0 ? undefined : place)
      element.setAttribute('data-status', run.status)
      open.hidden = name === undefined
      plain.hidden = name !== undefined
      setText(open, label)
      open.title = say('run.open', { run: label })
      setText(plain, label)
      setText(status, say(`run.${run.status}`))
      status.className = `run-status ${run.status}`
      setText(value, run.value === null || run.value === undefined ? '' : markBound(formatShort(run.value), bound))
      value.title = bound ? say('run.bound') : ''
      const key = JSON.stringify([run.error, teller && labelOf(teller, say), language])
      if (key === told) return
      told = key
      if (teller) problem.replaceChildren(html('p', { class: 'dim' }, say('run.same', { run: labelOf(teller, say) })))
      else problem.replaceChildren(...(run.error ? problemOf(run.error, language, say, (where) => host.openSource(where)) : []))
    },
  }
}

export function labelOf({ purpose, variant, seed, learningRate }: ComparisonRun, say: Say): string {
  return purpose === 'tune' ? say('run.trial', { variant, rate: formatShort(learningRate ?? 0) }) : say('run.name', { variant, seed })
}

/** What went wrong, and the way to the user's own line. */
export function problemOf(error: ErrorData, language: Language, say: Say, open: (place: SourcePlace) => void): HTMLElement[] {
  const { message, suggestion } = describeError(error, language)
  const { where } = error
  const link = where && html('button', { type: 'button', class: 'link' }, say('error.open', { place: `${where.file}:${where.line}` }))
  if (where) link?.addEventListener('click', () => open(where))
  return [
    html('p', {}, html('b', {}, message)),
    html('p', { class: 'dim' }, suggestion),
    ...(link ? [link] : []),
    ...(where?.text ? [html('pre', {}, where.text.trim())] : []),
  ]
}
