import { join } from 'node:path'
import type { Column, Splits } from '../table'
import { itemsOf } from '../table'
import { numberAt, placeOf, readCells, type CsvPart } from './csv'
import { classColumn, malformed, orderedClasses, type Rows } from './rows'

/** Where the columns of a known CSV lie; fields count from 0. */
export interface CsvLayout {
  readonly header: boolean
  readonly width: number
  readonly label: number
  readonly classes?: readonly (readonly [value: string, name: string])[] // in class order; without it, as they are found
  readonly text?: number
  readonly numbers?: { readonly column: string; readonly from: number; readonly shape: readonly number[]; readonly scale: number; readonly bytes: boolean }
}

/** Known CSV files, one after another: a block of numbers or a text, and a label. */
export async function readKnownCsv(folder: string, parts: readonly CsvPart[], layout: CsvLayout): Promise<Rows> {
  const files = await Promise.all(parts.map(({ file }) => readCells(join(folder, file), layout.header)))
  const lines = files.flatMap((cells) => cells.lines.map((_, line) => ({ cells, line })))
  for (const cells of files) {
    const width = (cells.header ?? cells.lines[0])?.length ?? 0
    if (width !== layout.width) throw malformed(cells.file, 'CSV', `${layout.width} fields`, `${width} fields`)
  }
  const columns: Record<string, Column> = {}
  if (layout.numbers) {
    const { column, from, shape, scale, bytes } = layout.numbers
    const items = itemsOf(shape)
    const values = bytes ? new Uint8Array(lines.length * items) : new Float32Array(lines.length * items)
    lines.forEach(({ cells, line }, row) => {
      for (let item = 0; item < items; item++) {
        const value = numberAt(cells, line, from + item)
        if (bytes && (value < 0 || value * scale > 1)) throw malformed(placeOf(cells, line, from + item), 'CSV', `0 … ${Math.round(1 / scale)}`, value)
        values[row * items + item] = value
      }
    })
    columns[column] = { dtype: 'float32', shape, values, scale }
  }
  if (layout.text !== undefined) columns['text'] = { dtype: 'string', shape: [], values: lines.map(({ cells, line }) => cells.lines[line]![layout.text!]!) }
  const classes = layout.classes ?? orderedClasses(lines.map(({ cells, line }) => cells.lines[line]![layout.label]!)).map((value) => [value, value] as const)
  const names = new Map(classes)
  const labels = lines.map(({ cells, line }) => {
    const value = cells.lines[line]![layout.label]!
    const name = names.get(value)
    if (name === undefined) throw malformed(placeOf(cells, line, layout.label), 'CSV', [...names.keys()].join(', '), `"${value}"`)
    return name
  })
  columns['label'] = classColumn(labels, [...names.values()])
  return { columns, parts: files.flatMap((cells, index) => cells.lines.map((): keyof Splits => parts[index]!.part ?? 'train')) }
}
