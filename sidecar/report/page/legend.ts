import type { ReportTexts } from '../../../protocol/texts/report'
import { html } from './dom'
import { drawShape, lookOf } from './palette'

/**
 * The labels with their colours, shapes and counts. Choosing some brings their points out; a hundred labels scroll.
 * `onChoose` gets the chosen ones, none meaning all.
 */
export function createLegend(
  labels: readonly string[],
  counts: readonly number[],
  texts: ReportTexts,
  onChoose: (chosen: ReadonlySet<number>) => void,
): HTMLElement {
  const chosen = new Set<number>()
  const buttons = labels.map((label, index) => {
    const button = html(
      'button',
      { type: 'button', class: 'label', 'aria-pressed': 'false' },
      swatch(index),
      html('span', {}, label || '–'),
      html('span', { class: 'dim' }, String(counts[index])),
    )
    button.addEventListener('click', () => {
      if (!chosen.delete(index)) chosen.add(index)
      tell()
    })
    return button
  })
  const all = html('button', { type: 'button', class: 'plain', hidden: true }, texts['labels.all'])
  all.addEventListener('click', () => {
    chosen.clear()
    tell()
  })
  const tell = (): void => {
    buttons.forEach((button, index) => button.setAttribute('aria-pressed', String(chosen.has(index))))
    all.hidden = chosen.size === 0
    onChoose(chosen)
  }
  return html(
    'div',
    { class: 'legend', role: 'group', 'aria-label': texts['labels.about'] },
    html('p', { class: 'dim' }, texts['labels.about'], ' ', all),
    html('div', { class: 'labels' }, ...buttons),
  )
}

export function swatch(label: number): HTMLCanvasElement {
  const canvas = html('canvas', { class: 'swatch', width: 24, height: 24, 'aria-hidden': 'true' })
  const context = canvas.getContext('2d')
  const { color, shape } = lookOf(label)
  if (!context) return canvas
  context.fillStyle = color
  drawShape(context, shape, 12, 12, 8)
  return canvas
}
