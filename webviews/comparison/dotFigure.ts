import type { ComparisonState, Language } from '../../protocol'
import { formatShort, formatSigned, markBound, type Bound } from '../../protocol/texts/comparison'
import { html, onWidth, setText } from '../theme/dom'
import { drawDots, seriesClass, type DotTexts } from './dots'
import { differenceRows, valueRows, type DotRow } from './model'
import type { Say } from './texts'

type Kind = 'values' | 'differences'

/** A picture of rows of dots, or the same as a table. */
export function createDotFigure(kind: Kind): { readonly element: HTMLElement; update(state: ComparisonState, language: Language, say: Say): void } {
  const title = html('h3')
  const better = html('span', { class: 'dim summary' })
  const button = html('button', { type: 'button', class: 'plain', 'aria-pressed': 'false' })
  const plot = html('div', { class: 'dot-plot' })
  const twin = html('div', { class: 'scroll twin', tabindex: 0, role: 'region', hidden: true })
  const legend = html('p', { class: 'dim legend' })
  const element = html('figure', { class: 'card dot-figure', 'data-figure': kind }, html('figcaption', {}, title, better, button), plot, twin, legend)
  let given: { state: ComparisonState; language: Language; say: Say } | undefined
  let drawn = ''
  let width = 0

  const draw = (): void => {
    if (!given || width === 0) return
    const { state, language, say } = given
    const rows = kind === 'values' ? valueRows(state) : differenceRows(state)
    const key = JSON.stringify([rows, width, language])
    if (key === drawn) return
    drawn = key
    const texts = textsOf(kind, rows, say)
    const reference = kind === 'values' ? (rows[0]?.mean ?? undefined) : 0
    plot.replaceChildren(...(rows.some(({ dots }) => dots.length > 0) ? [drawDots(rows, { width, reference }, texts)] : []))
    twin.replaceChildren(tableOf(kind, rows, state.result?.seeds ?? [], say))
    const hasBounds = rows.some(({ dots }) => dots.some(({ bound }) => bound))
    setText(legend, [say(`${kind}.reference`), ...(hasBounds ? [say(`${kind}.bounds`)] : [])].join(language === 'en' ? ' ' : ''))
  }
  button.addEventListener('click', () => {
    const isTable = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(isTable))
    twin.hidden = !isTable
    plot.hidden = isTable
  })
  onWidth(element, (next) => {
    width = next
    draw()
  })
  return {
    element,
    update(state, language, say) {
      given = { state, language, say }
      const name = kind === 'values' ? say('values', { metric: state.metric }) : say('differences')
      element.hidden = !state.result
      setText(title, name)
      title.title = name
      setText(better, say(`better.${state.better}`))
      setText(button, say('table'))
      twin.setAttribute('aria-label', name)
      draw()
    },
  }
}

function textsOf(kind: Kind, rows: readonly DotRow[], say: Say): DotTexts {
  const isSigned = kind === 'differences'
  const format = isSigned ? formatSigned : formatShort
  const summaries = ({ mean, meanBound, low, high }: DotRow): string[] => {
    if (mean === null) return ['–']
    const shown = markBound(format(mean), meanBound)
    return low === null || high === null ? [shown] : [`${shown} [${format(low)} … ${format(high)}]`, shown]
  }
  return {
    isSigned,
    summaries,
    seed: (seed) => say('seed.name', { seed }),
    about: rows.map((row) => say('values.about', { row: row.name, mean: summaries(row)[0]! })).join('; '),
  }
}

function tableOf(kind: Kind, rows: readonly DotRow[], seeds: readonly number[], say: Say): HTMLElement {
  const format = kind === 'differences' ? formatSigned : formatShort
  const number = (value: number | null | undefined, bound?: Bound): HTMLElement =>
    html('td', { class: 'number' }, value === null || value === undefined ? '–' : markBound(format(value), bound))
  const head = (text: string, isNumber = true): HTMLElement => html('th', { scope: 'col', class: isNumber ? 'number' : undefined }, text)
  return html(
    'table',
    {},
    html(
      'thead',
      {},
      html(
        'tr',
        {},
        head(say('column.variant'), false),
        head(say('column.mean')),
        head(say('column.interval')),
        ...seeds.map((seed) => head(say('seed.name', { seed }))),
      ),
    ),
    html(
      'tbody',
      {},
      ...rows.map(({ name, place, mean, meanBound, low, high, dots }) =>
        html(
          'tr',
          { class: seriesClass(place) },
          html('th', { scope: 'row' }, html('span', { class: 'series-mark', 'aria-hidden': 'true' }), name),
          number(mean, meanBound),
          html('td', { class: 'number' }, low === null || high === null ? '–' : `${format(low)} … ${format(high)}`),
          ...seeds.map((seed) => {
            const dot = dots.find((each) => each.seed === seed)
            return number(dot?.value, dot?.bound)
          }),
        ),
      ),
    ),
  )
}
