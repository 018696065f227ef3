import type { ComparisonState, Language } from '../../protocol'
import { formatShort, markBound } from '../../protocol/texts/comparison'
import { drawDots } from '../comparison/dots'
import { countsOf, valueRows, type DotRow } from '../comparison/model'
import { sayIn } from '../comparison/texts'
import { besideLine, unsaidDoubts, verdictLine } from '../comparison/verdicts'
import { html, onWidth, setText } from '../theme/dom'
import type { Say } from './texts'

/** The answer beside the curves, small: each arm's seeds, mean and interval, the verdicts in words, and the way to the whole of it. */
export function createComparisonCard(open: (run: string) => void): {
  readonly element: HTMLElement
  update(run: string | undefined, comparison: ComparisonState | undefined, language: Language, say: Say): void
} {
  const title = html('h2')
  const progress = html('span', { class: 'dim' })
  const plot = html('div')
  const words = html('div')
  const more = html('button', { type: 'button', class: 'link' })
  const element = html('section', { class: 'comparison-card', hidden: true }, html('div', { class: 'list-head' }, title, progress), plot, words, more)
  let current: string | undefined
  let given: { readonly comparison: ComparisonState; readonly language: Language; readonly say: Say } | undefined
  let drawn = ''
  let width = 0
  more.addEventListener('click', () => current !== undefined && open(current))

  const draw = (): void => {
    if (!given || width === 0) return
    const { comparison, language, say } = given
    const { result, variants } = comparison
    const key = JSON.stringify([result, width, language])
    if (key === drawn) return
    drawn = key
    const sayComparison = sayIn(language)
    const rows = valueRows({ result, variants })
    const meanOf = ({ mean, meanBound }: DotRow): string => (mean === null ? '–' : markBound(formatShort(mean), meanBound))
    const about = rows.map((row) => sayComparison('values.about', { row: row.name, mean: meanOf(row) })).join('; ')
    const texts = { about, isSigned: false, seed: (seed: number) => sayComparison('seed.name', { seed }), summaries: () => [''] }
    const hasDots = rows.some(({ dots }) => dots.length > 0)
    plot.replaceChildren(...(hasDots ? [drawDots(rows, { width, reference: rows[0]?.mean ?? undefined, isSmall: true }, texts)] : []))
    const told = result ? variants.slice(0, mostVerdicts) : []
    words.replaceChildren(
      ...(rows.some(({ dots }) => dots.some(({ bound }) => bound)) ? [html('p', { class: 'dim' }, sayComparison('values.bounds'))] : []),
      ...told.flatMap((variant) => {
        const doubtful = unsaidDoubts(result!.differences[variant]!).length > 0 ? html('span', { class: 'warn' }, say('comparison.doubts')) : undefined
        return [
          html('p', {}, html('b', {}, variant), ...verdictLine(result!, variant, sayComparison), doubtful),
          ...(result!.besideIt?.[variant] ?? []).map((other) => html('p', { class: 'dim beside' }, ...besideLine(other, sayComparison))),
        ]
      }),
      ...(variants.length > told.length && result ? [html('p', { class: 'dim' }, say('comparison.more', { count: variants.length - told.length }))] : []),
    )
  }
  onWidth(plot, (next) => {
    width = next
    draw()
  })
  return {
    element,
    update(run, comparison, language, say) {
      current = run
      given = comparison && { comparison, language, say }
      element.hidden = !comparison
      if (!comparison) return
      const sayComparison = sayIn(language)
      const { ended, runs } = countsOf(comparison)
      element.setAttribute('aria-label', say('comparison'))
      setText(title, say('comparison'))
      setText(
        progress,
        comparison.status === 'completed' ? '' : `${sayComparison(`status.${comparison.status}`)} · ${sayComparison('progress.ended', { ended, runs })}`,
      )
      setText(more, say('comparison.open'))
      draw()
    },
  }
}

const mostVerdicts = 3
