import type { Figure } from '../../protocol'
import { html } from '../theme/dom'
import { formatNumber } from '../theme/format'
import { finiteBounds } from './colorMap'
import type { SayFigures } from './texts'

/** Words shaded and underlined the more they weigh (negative ones in another color); the weight itself shows on hover and on focus. */
export function drawTokens(figure: Extract<Figure, { kind: 'text' }>, say: SayFigures): HTMLElement {
  const { name, tokens, weights } = figure
  const bounds = weights && finiteBounds(weights)
  const most = Math.max(1e-12, Math.abs(bounds?.low ?? 0), Math.abs(bounds?.high ?? 0))
  const rest = bounds ? say('text.range', { low: formatNumber(bounds.low), high: formatNumber(bounds.high) }) : ''
  const readout = html('p', { class: 'keys number', 'aria-live': 'polite' }, rest)
  const tell = (index: number): void => {
    const weight = weights?.[index]
    readout.textContent = weight === undefined ? rest : say('text.weight', { token: tokens[index]!, weight: formatNumber(weight) })
  }
  const words = tokens.map((token, i) => {
    const weight = weights?.[i]
    const word = html('span', weight === undefined ? {} : { class: 'word', tabindex: i === 0 ? 0 : -1 }, token)
    if (weight === undefined) return word
    const share = Number.isFinite(weight) ? Math.abs(weight) / most : 0
    const color = weight < 0 ? 'var(--vscode-charts-orange)' : 'var(--vscode-charts-blue)'
    word.style.background = `color-mix(in srgb, ${color} ${Math.round(share * 55)}%, transparent)`
    word.style.boxShadow = `inset 0 -${(share * 3).toFixed(1)}px ${color}`
    word.addEventListener('pointerenter', () => tell(i))
    word.addEventListener('focus', () => tell(i))
    word.addEventListener('pointerleave', () => tell(-1))
    word.addEventListener('blur', () => tell(-1))
    return word
  })
  const line = html('p', { class: 'tokens', role: 'group', 'aria-label': say('text.about', { name }) }, ...words.flatMap((word) => [word, ' ']))
  // One stop for the Tab key; arrows go from word to word.
  line.addEventListener('keydown', (event) => {
    const at = words.findIndex((word) => word === document.activeElement)
    const move = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: words.length - 1 }[event.key]
    if (at < 0 || move === undefined || !words[move]) return
    event.preventDefault()
    words[at]!.tabIndex = -1
    words[move].tabIndex = 0
    words[move].focus()
  })
  return html('div', {}, line, readout)
}
