import { html } from '../theme/dom'
import { formatNumber } from '../theme/format'

const mostCells = 600

/** The numbers behind a drawing as a table for screen readers; nothing where they are too many to be heard. */
export function unseenTable(caption: string, columns: readonly string[], rows: readonly (readonly (string | number)[])[]): HTMLElement | undefined {
  if (columns.length * rows.length > mostCells) return undefined
  const table = html(
    'table',
    {},
    html('caption', {}, caption),
    html('thead', {}, html('tr', {}, ...columns.map((column) => html('th', { scope: 'col' }, column)))),
    html('tbody', {}, ...rows.map((row) => html('tr', {}, ...row.map((value) => html('td', {}, typeof value === 'number' ? formatNumber(value) : value))))),
  )
  // Around it, because a table is never narrower than its text.
  return html('div', { class: 'unseen' }, table)
}
