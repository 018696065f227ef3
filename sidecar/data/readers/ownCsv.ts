import type { Column, Splits } from '../table'
import { LABEL_NAMES, numberAt, placeOf, readCells, type Cells, type CsvPart } from './csv'
import { classColumn, isNumber, malformed, type Rows } from './rows'
import { join } from 'node:path'

/** How the fields of a CSV file of one's own were understood, to be told. */
export interface OwnCsv {
  readonly rows: Rows
  readonly label: string
  readonly features: readonly string[]
  readonly texts: readonly string[]
  readonly categories: readonly string[]
}

/**
 * Fields of numbers become one column `features`; words that repeat, a column of class numbers each; other words, text. The label is
 * the field named label, class, category or target (or so in Chinese), else the last. Whole numbers and words are classes; other numbers a `target`.
 */
export async function readOwnCsv(folder: string, parts: readonly CsvPart[]): Promise<OwnCsv> {
  const files = await Promise.all(parts.map(({ file }) => readCells(join(folder, file), 'detect')))
  const [first] = files
  if (!first || files.every(({ lines }) => lines.length === 0)) throw malformed(join(folder, parts[0]?.file ?? ''), 'CSV', '≥ 1 line', '0')
  const width = first.lines[0]?.length ?? 0
  for (const { file, lines, header } of files) {
    const got = (header ?? lines[0])?.length ?? width
    if (got !== width) throw malformed(file, 'CSV', `${width} fields`, `${got} fields`)
  }
  const names = Array.from({ length: width }, (_, field) => first.header?.[field] || `field${field + 1}`)
  const fields = Array.from({ length: width }, (_, field) => fieldOf(files, field))
  const label = labelField(names)
  const others = fields.map((_, field) => field).filter((field) => field !== label)
  const features = others.filter((field) => fields[field]!.kind === 'numbers')
  const categories = others.filter((field) => fields[field]!.kind === 'categories')
  const texts = others.filter((field) => fields[field]!.kind === 'text')
  const columns: Record<string, Column> = {}
  if (features.length > 0) columns['features'] = featureColumn(files, features)
  const longest = texts.reduce<number | undefined>(
    (most, field) => (most === undefined || fields[field]!.length > fields[most]!.length ? field : most),
    undefined,
  )
  for (const field of texts) columns[field === longest ? 'text' : freeName(names[field]!)] = { dtype: 'string', shape: [], values: fields[field]!.values }
  for (const field of categories) columns[freeName(names[field]!)] = classColumn(fields[field]!.values)
  if (width > 1 || fields[label]!.kind !== 'text') Object.assign(columns, labelColumn(files, label, fields[label]!.values))
  else columns['text'] = { dtype: 'string', shape: [], values: fields[label]!.values }
  const nameOf = (field: number): string => names[field]!
  return {
    rows: { columns, parts: files.flatMap(({ lines }, index) => lines.map((): keyof Splits => parts[index]!.part ?? 'train')) },
    label: nameOf(label),
    features: features.map(nameOf),
    texts: texts.map(nameOf),
    categories: categories.map(nameOf),
  }
}

interface FieldOfCsv {
  readonly kind: 'numbers' | 'categories' | 'text'
  readonly values: readonly string[]
  readonly length: number // characters in all
}

const MISSING = /^(na|n\/a|nan|null|none|\?|-)?$/i
const MOST_CATEGORIES = 32
const MOST_CLASSES = 1_000
const LONGEST_CATEGORY = 40 // characters

function fieldOf(files: readonly Cells[], field: number): FieldOfCsv {
  const values = files.flatMap(({ lines }) => lines.map((line) => line[field]!))
  const length = values.reduce((sum, value) => sum + value.length, 0)
  const present = values.filter((value) => !MISSING.test(value))
  if (present.length > 0 && present.every((value) => isNumber(value))) return { kind: 'numbers', values, length }
  const distinct = new Set(values)
  const repeats = distinct.size <= MOST_CATEGORIES && distinct.size * 2 <= values.length && values.every((value) => value.length <= LONGEST_CATEGORY)
  return { kind: repeats ? 'categories' : 'text', values, length }
}

function labelField(names: readonly string[]): number {
  const lower = names.map((name) => name.toLowerCase())
  const named = LABEL_NAMES.map((name) => lower.indexOf(name)).find((field) => field !== -1)
  return named ?? names.length - 1
}

function featureColumn(files: readonly Cells[], features: readonly number[]): Column {
  const values = files.flatMap((cells) => cells.lines.flatMap((_, line) => features.map((field) => numberAt(cells, line, field))))
  return { dtype: 'float32', shape: [features.length], values: Float32Array.from(values), scale: 1 }
}

function labelColumn(files: readonly Cells[], field: number, values: readonly string[]): Record<string, Column> {
  for (const cells of files) {
    const empty = cells.lines.findIndex((line) => line[field] === '')
    if (empty !== -1) throw malformed(placeOf(cells, empty, field), 'CSV', 'label', '""')
  }
  const areNumbers = values.every((value) => isNumber(value))
  if (areNumbers && values.some((value) => !Number.isInteger(Number(value))))
    return { target: { dtype: 'float32', shape: [], values: Float32Array.from(values, Number), scale: 1 } }
  const column = classColumn(values)
  if (column.labels!.length > MOST_CLASSES) throw malformed(files[0]!.file, 'CSV', `≤ ${MOST_CLASSES} classes`, column.labels!.length)
  return { label: column }
}

/** The names that scaffolds know are kept for what they stand for. */
function freeName(name: string): string {
  return ['features', 'text', 'label', 'target', 'image', 'sound', 'length', 'character'].includes(name) ? `${name}_` : name
}
