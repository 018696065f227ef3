import type { ComparisonState, Language } from '../../protocol'
import { formatGrouped, formatShort, multiplyAddsNote } from '../../protocol/texts/comparison'
import { html } from '../theme/dom'
import { seriesClass } from './dots'
import { armsOf, ratioTo, type Arm } from './model'
import type { Say } from './texts'

/** What each arm costs, beside the baseline; and how the arms stand when the faster of them had ended. */
export function createCostTable(): { readonly element: HTMLElement; update(state: ComparisonState, language: Language, say: Say): void } {
  const title = html('h3')
  const scroll = html('div', { class: 'scroll', tabindex: 0, role: 'region' })
  const note = html('p', { class: 'dim' })
  const element = html('section', { class: 'card cost' }, title, scroll, note)
  let drawn = ''
  return {
    element,
    update(state, language, say) {
      const { result, variants } = state
      element.hidden = !result
      const key = JSON.stringify([result, language])
      if (!result || key === drawn) return
      drawn = key
      title.textContent = say('cost')
      scroll.setAttribute('aria-label', say('cost'))
      note.textContent = multiplyAddsNote(result, language) ?? ''
      note.hidden = note.textContent === ''
      const arms = armsOf({ variants, result })
      const [baseline] = arms
      const equal = arms.find(({ atEqualSeconds }) => atEqualSeconds)?.atEqualSeconds
      const columns: readonly Column[] = [
        { head: say('column.parameters'), cell: ({ result: arm }) => withRatio(arm?.parameters, baseline?.result?.parameters, formatGrouped) },
        { head: say('column.multiplyAdds'), cell: ({ result: arm }) => withRatio(arm?.multiplyAdds || null, baseline?.result?.multiplyAdds, formatGrouped) },
        { head: say('column.steps'), cell: ({ result: arm }) => withRatio(arm?.steps, undefined, formatGrouped) },
        { head: say('column.seconds'), cell: ({ result: arm }) => withRatio(arm?.seconds, baseline?.result?.seconds, (seconds) => formatShort(seconds, 3)) },
        ...(result.tuning ? [{ head: say('column.learningRate'), cell: ({ result: arm }: Arm) => withRatio(arm?.learningRate, undefined, formatShort) }] : []),
        ...(equal ? [{ head: say('column.equal', { metric: equal.metric }), cell: (arm: Arm) => equalCell(arm, say) }] : []),
      ]
      scroll.replaceChildren(
        html(
          'table',
          {},
          html(
            'thead',
            {},
            html(
              'tr',
              {},
              html('th', { scope: 'col' }, say('column.variant')),
              ...columns.map(({ head }) => html('th', { scope: 'col', class: 'number' }, head)),
            ),
          ),
          html(
            'tbody',
            {},
            ...arms.map((arm) =>
              html(
                'tr',
                { class: seriesClass(arm.place), 'data-arm': arm.name },
                html('th', { scope: 'row' }, html('span', { class: 'series-mark', 'aria-hidden': 'true' }), arm.name),
                ...columns.map(({ cell }) => html('td', { class: 'number' }, ...cell(arm))),
              ),
            ),
          ),
        ),
      )
    },
  }
}

interface Column {
  readonly head: string
  cell(arm: Arm): (Node | string)[]
}

/** A ratio says what a pair of numbers hides; the baseline's own is none. */
function withRatio(value: number | null | undefined, baseline: number | null | undefined, format: (value: number) => string): (Node | string)[] {
  if (value === null || value === undefined) return ['–']
  const ratio = ratioTo(value, baseline)
  return ratio === undefined || value === baseline ? [format(value)] : [format(value), ' ', html('span', { class: 'dim' }, `${ratio.toFixed(2)}×`)]
}

function equalCell({ atEqualSeconds }: Arm, say: Say): (Node | string)[] {
  if (!atEqualSeconds) return ['–']
  const { variant, baseline, seconds } = atEqualSeconds
  return [say('equal.cell', { variant: formatShort(variant), baseline: formatShort(baseline), seconds: formatShort(seconds, 3) })]
}
