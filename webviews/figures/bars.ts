import type { Figure } from '../../protocol'
import { html } from '../theme/dom'
import { formatNumber } from '../theme/format'
import { finiteBounds } from './colorMap'
import type { SayFigures } from './texts'

/** Horizontal bars from one zero; negative ones go to its left. What is not finite has no bar, only its name. */
export function drawBars(figure: Extract<Figure, { kind: 'bars' }>, say: SayFigures): HTMLElement {
  const entries = Object.entries(figure.values)
  const bounds = finiteBounds(entries.map(([, value]) => value)) ?? { low: 0, high: 1 }
  const low = Math.min(0, bounds.low)
  const span = Math.max(0, bounds.high) - low || 1
  const rows = entries.flatMap(([name, value]) => {
    const bar = html('i', { class: value < 0 && 'negative' })
    if (Number.isFinite(value)) {
      bar.style.left = `${((Math.min(0, value) - low) / span) * 100}%`
      bar.style.width = `${(Math.abs(value) / span) * 100}%`
    }
    return [
      html('dt', { title: name }, name),
      html(
        'dd',
        {},
        html('span', { class: 'track', 'aria-hidden': 'true' }, bar),
        html('span', { class: Number.isFinite(value) ? 'number' : 'number bad' }, formatNumber(value)),
      ),
    ]
  })
  return html('dl', { class: 'bars', 'aria-label': say('bars.about', { name: figure.name }) }, ...rows)
}
