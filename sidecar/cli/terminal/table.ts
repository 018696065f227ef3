import { displayWidth, pad } from './width'

/** Rows under a head, columns as wide as their widest cell; columns of numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))))
  const isNumeric = head.map((_, column) => rows.length > 0 && rows.every((row) => /^[\d.,/ -]*$/.test(row[column] ?? '')))
  return all.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column]!, isNumeric[column] ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  )
}
