import { fill } from '../../../protocol/texts/fill'
import { withMinus } from '../../../protocol/texts/minus'
import type { ReportTexts } from '../../../protocol/texts/report'
import type { PageEmbedding } from '../pageData'
import { html } from './dom'

const mostRows = 300

/** The same points as rows, for who cannot see the plot. Filled only when it is opened. */
export function createTableTwin({ points, labels }: PageEmbedding, texts: ReportTexts): { element: HTMLElement; setPositions(positions: Float32Array): void } {
  const body = html('tbody')
  const hasText = points.some(({ text }) => text !== undefined)
  const head = [texts.point, texts.label, 'x', 'y', ...(hasText ? [texts.content] : [])]
  const note = points.length > mostRows ? fill(texts['points.some'], { shown: mostRows, points: points.length }) : ''
  const element = html(
    'details',
    {},
    html('summary', {}, texts['points.table']),
    html('p', { class: 'dim' }, note),
    html('div', { class: 'scroll' }, html('table', {}, html('thead', {}, html('tr', {}, ...head.map((cell) => html('th', { scope: 'col' }, cell)))), body)),
  )
  let positions: Float32Array | undefined
  const draw = (): void => {
    if (!element.open || !positions) return
    const at = positions
    body.replaceChildren(
      ...points.slice(0, mostRows).map(({ label, text }, index) => {
        const cells = [
          String(index),
          labels[label] ?? '',
          ...[0, 1].map((axis) => withMinus(at[index * 2 + axis]!.toFixed(3))),
          ...(hasText ? [text ?? ''] : []),
        ]
        return html('tr', {}, ...cells.map((cell) => html('td', {}, cell)))
      }),
    )
  }
  element.addEventListener('toggle', draw)
  return {
    element,
    setPositions(given) {
      positions = given
      draw()
    },
  }
}
