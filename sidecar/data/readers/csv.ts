import { parse } from 'papaparse'
import type { Splits } from '../table'
import { cutShort, isNumber, malformed, readText } from './rows'

/** Lines of equal width; `firstLine` counts from 1, for messages. */
export interface Cells {
  readonly file: string
  readonly header: readonly string[] | undefined
  readonly lines: readonly (readonly string[])[]
}
export interface CsvPart {
  readonly file: string
  readonly part?: keyof Splits
}

/** Comma, semicolon, tab or blank separated, found from the first lines; quoted fields may hold line breaks. */
export async function readCells(file: string, header: boolean | 'detect'): Promise<Cells> {
  return parseCells(await readText(file), file, header)
}

export function parseCells(text: string, file: string, header: boolean | 'detect'): Cells {
  const parsed = parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: 'greedy', delimitersToGuess: [',', ';', '\t', '|'] })
  const all = parsed.data.map((line) => line.map((cell) => cell.trim()))
  for (const error of parsed.errors) {
    if (error.code === 'MissingQuotes') throw cutShort(lineOf(file, (error.row ?? 0) + 1), '"', 'end of file')
    if (error.code === 'InvalidQuotes') throw malformed(lineOf(file, (error.row ?? 0) + 1), 'CSV', '""', '"')
  }
  const first = all[0]
  if (!first) throw malformed(file, 'CSV', '≥ 1 line', '0')
  for (const [index, line] of all.entries()) {
    if (line.length === first.length) continue
    // The last line of a file that was cut off has too few fields; elsewhere the file was never right.
    if (index === all.length - 1 && line.length < first.length && !/\n$/.test(text))
      throw cutShort(lineOf(file, index + 1), fields(first.length), fields(line.length))
    throw malformed(lineOf(file, index + 1), 'CSV', fields(first.length), fields(line.length))
  }
  const hasHeader = header === 'detect' ? looksLikeHeader(all) : header
  return hasHeader ? { file, header: first, lines: all.slice(1) } : { file, header: undefined, lines: all }
}

/** The number in a field. @throws GradlabError data/format naming line and column */
export function numberAt(cells: Cells, line: number, column: number): number {
  const text = cells.lines[line]![column] ?? ''
  if (!isNumber(text)) throw malformed(placeOf(cells, line, column), 'CSV', '0 … 9 . e', `"${text}"`)
  if (!Number.isFinite(Math.fround(Number(text)))) throw malformed(placeOf(cells, line, column), 'CSV', '−3.4e38 … 3.4e38', `"${text}"`)
  return Number(text)
}

/** `file:line (column)`, as an editor counts them. */
export function placeOf(cells: Cells, line: number, column: number): string {
  return `${lineOf(cells.file, line + (cells.header ? 2 : 1))} (${cells.header?.[column] ?? column + 1})`
}

export const LABEL_NAMES = ['label', 'class', 'category', 'target', '标签', '类别', '分类', '目标']

/**
 * A first line is a header if it names a label column, or if it holds no number where the lines below do, or if all its words
 * are short, distinct and never come back in their column.
 */
function looksLikeHeader(all: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = all
  if (!first || rest.length === 0 || first.some((cell) => isNumber(cell) || cell === '')) return false
  if (first.some((cell) => LABEL_NAMES.includes(cell.toLowerCase()))) return true
  if (rest.some((line) => line.some((cell) => isNumber(cell)))) return true
  return new Set(first).size === first.length && first.every((cell, column) => cell.length <= 40 && !rest.some((line) => line[column] === cell))
}

function lineOf(file: string, line: number): string {
  return `${file}:${line}`
}

function fields(count: number): string {
  return `${count} fields`
}
