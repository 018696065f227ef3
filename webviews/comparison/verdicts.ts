import type { BesideIt, ComparisonEvent, ComparisonState, Difference, Doubt, Language, Verdict } from '../../protocol'
import { equalSecondsSentence, formatDifference, formatShort, formatSigned, intervalWords, pairedValues } from '../../protocol/texts/comparison'
import { html } from '../theme/dom'
import { seriesClass } from './dots'
import { armsOf, type Arm } from './model'
import type { Say } from './texts'

/** The answer, a card a variant: the verdict first, the interval beside every claim, and every reason to believe it less. */
export function createVerdicts(): { readonly element: HTMLElement; update(state: ComparisonState, language: Language, say: Say): void } {
  const title = html('h2')
  const note = html('p', { class: 'dim' })
  const cards = html('div', { class: 'verdict-cards' })
  const element = html('section', { class: 'verdicts' }, title, note, cards)
  let drawn = ''
  return {
    element,
    update(state, language, say) {
      const { result, status, variants } = state
      const key = JSON.stringify([result, status, language])
      if (key === drawn) return
      drawn = key
      title.textContent = say('verdicts')
      element.setAttribute('aria-label', say('verdicts'))
      note.textContent = !result ? say('no-verdict') : status === 'completed' ? '' : say('so-far')
      note.hidden = note.textContent === ''
      const arms = result ? armsOf({ variants, result }).filter(({ difference }) => difference) : []
      cards.replaceChildren(...arms.map((arm) => verdictCard(arm, result!, language, say)))
    },
  }
}

/** In words: the verdict, then the difference and how sure it is. */
export function verdictLine(result: ComparisonEvent, variant: string, say: Say): HTMLElement[] {
  const difference = result.differences[variant]!
  const { verdict, mean } = difference
  const word = html('span', { class: `verdict ${toneOf(verdict)}` }, say(`verdict.${verdict}`))
  if (mean === null) return [word]
  return [word, ...differenceWords(formatDifference(result, variant), difference, say)]
}

/** By a metric that does not decide: which one, and the difference and how sure it is. */
export function besideLine({ metric, better, difference }: BesideIt, say: Say): HTMLElement[] {
  return [
    html('span', { class: 'metric' }, `${metric}${better === 'lower' ? say('lower') : ''}`),
    ...differenceWords(formatSigned(difference.mean), difference, say),
  ]
}

function differenceWords(mean: string, interval: Pick<Difference, 'low' | 'high'>, say: Say): HTMLElement[] {
  return [html('span', { class: 'difference number' }, mean), html('span', { class: 'interval-words' }, intervalWords(interval, say))]
}

function verdictCard(
  { name, place, difference, atEqualSeconds, besideIt, result: arm }: Arm,
  result: ComparisonEvent,
  language: Language,
  say: Say,
): HTMLElement {
  const pairs = pairedValues(result, name).length
  const steps = arm?.steps ?? undefined
  const basis = [
    difference!.mean === null
      ? say('no-pair')
      : `${say('against', { metric: result.metric })}${result.better === 'lower' ? say('lower') : ''} · ${pairs === 1 ? say('seed') : say('seeds', { count: pairs })}${steps === undefined ? '' : say('steps', { count: steps })}`,
  ]
  return html(
    'article',
    { class: `card verdict-card ${seriesClass(place)}`, 'aria-label': name },
    html('h3', {}, html('span', { class: 'series-mark', 'aria-hidden': 'true' }), name),
    html('p', { class: 'verdict-line' }, ...verdictLine(result, name, say)),
    html('p', { class: 'dim' }, ...basis),
    atEqualSeconds && html('p', { class: 'dim' }, equalSecondsSentence(atEqualSeconds, language)),
    ...unsaidDoubts(difference!).map((doubt) =>
      html('p', { class: 'doubt' }, html('span', { class: 'warn', 'aria-hidden': 'true' }, '⚠ '), sentence(say(`doubt.${doubt}`), language)),
    ),
    ...(besideIt.length > 0 ? besideList(besideIt, say) : []),
  )
}

function besideList(besideIt: readonly BesideIt[], say: Say): HTMLElement[] {
  const means = ({ variant, baseline }: BesideIt): string => say('beside.means', { variant: formatShort(variant), baseline: formatShort(baseline) })
  return [
    html('h4', {}, say('beside')),
    html('ul', { class: 'beside' }, ...besideIt.map((other) => html('li', {}, ...besideLine(other, say), html('span', { class: 'dim' }, means(other))))),
  ]
}

/** Where words stand in place of the interval, they have said that seeds are few. */
export function unsaidDoubts({
  mean,
  low,
  doubts,
}: {
  readonly mean: number | null
  readonly low: number | null
  readonly doubts: readonly Doubt[]
}): readonly Doubt[] {
  return mean !== null && low === null ? doubts.filter((doubt) => doubt !== 'few-seeds') : doubts
}

/** What stands within a sentence elsewhere stands here alone. */
function sentence(text: string, language: Language): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${language === 'en' ? '.' : '。'}`
}

function toneOf(verdict: Verdict): string {
  switch (verdict) {
    case 'helps':
      return 'good'
    case 'hurts':
      return 'bad'
    case 'no difference seen':
      return 'neutral'
  }
}
