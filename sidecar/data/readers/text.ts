import { join } from 'node:path'
import * as v from 'valibot'
import { GradlabError } from '../../../protocol'
import type { Column, Splits } from '../table'
import { filesByClass, partsOf } from './folders'
import { classColumn, malformed, readJson, readText, type Rows } from './rows'

/**
 * Running text, a row a character; the labels are its distinct characters in code point order, so the vocabulary is the column's.
 * @param least characters that there must be
 * @throws GradlabError data/binary, data/short-text
 */
export async function readCharacters(file: string, least = 1): Promise<Rows> {
  const text = (await readText(file)).replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  if (text.includes('\0')) throw new GradlabError('data/binary', { file })
  const characters = Array.from(text)
  if (characters.length < least) throw new GradlabError('data/short-text', { file, got: characters.length, expected: least })
  const labels = [...new Set(characters)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!)
  const numbers = new Map(labels.map((character, index) => [character, index]))
  const values = new Int32Array(characters.length)
  for (let row = 0; row < values.length; row++) values[row] = numbers.get(characters[row]!)!
  return { columns: { character: { dtype: 'int32', shape: [], values, labels } } }
}

/** A document a line; no labels. */
export async function readLines(file: string): Promise<Rows> {
  const values = (await readText(file))
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  if (values.length === 0) throw malformed(file, 'text', '≥ 1', '0')
  return { columns: { text: { dtype: 'string', shape: [], values } } }
}

/**
 * A document a file; its folder is its class. `fold` takes a number from the file's name, for sets whose folds are named there.
 */
export async function readTextFolder(folder: string, options: { fold?: RegExp } = {}): Promise<Rows> {
  const files = await filesByClass(folder, ['.txt', '.text', '.md'])
  const values: string[] = []
  for (let at = 0; at < files.length; at += FILES_AT_ONCE)
    values.push(...(await Promise.all(files.slice(at, at + FILES_AT_ONCE).map(({ path }) => readText(join(folder, path))))))
  const columns: Record<string, Column> = { text: { dtype: 'string', shape: [], values } }
  if (files[0]?.label !== undefined) columns['label'] = classColumn(files.map(({ label }) => label ?? ''))
  if (options.fold) columns['fold'] = { dtype: 'int32', shape: [], values: Int32Array.from(files, ({ path }) => foldOf(join(folder, path), options.fold!)) }
  return { columns, ...partsOf(files) }
}

/** Our own bundled form: {"labels": [names], "rows": [[text, class number]]}. */
export async function readLabelledTexts(file: string): Promise<Rows> {
  const parsed = v.safeParse(labelledTexts, await readJson(file))
  if (!parsed.success) throw malformed(file, 'JSON', '{ labels, rows: [[text, n]] }', parsed.issues[0].message)
  const { labels, rows } = parsed.output
  const columns: Record<string, Column> = {
    text: { dtype: 'string', shape: [], values: rows.map(([text]) => text) },
    label: { dtype: 'int32', shape: [], values: Int32Array.from(rows, ([, label]) => label), labels },
  }
  return { columns }
}

/** clinc's layout: {"train": [[text, intent]], "val": …, "test": …}; what is out of scope is left out, it has no class. */
export async function readIntents(file: string): Promise<Rows> {
  const parsed = v.safeParse(intents, await readJson(file))
  if (!parsed.success) throw malformed(file, 'JSON', '{ train, val, test: [[text, intent]] }', parsed.issues[0].message)
  const { train, val, test } = parsed.output
  const rows = [...train, ...val, ...test]
  const part = (name: keyof Splits, of: readonly unknown[]): (keyof Splits)[] => of.map(() => name)
  const columns: Record<string, Column> = {
    text: { dtype: 'string', shape: [], values: rows.map(([text]) => text) },
    label: classColumn(rows.map(([, intent]) => intent)),
  }
  return { columns, parts: [...part('train', train), ...part('validation', val), ...part('test', test)] }
}

const FILES_AT_ONCE = 64 // open at the same time; limits of 256 open files are common
const labelledTexts = v.object({ labels: v.array(v.string()), rows: v.array(v.tuple([v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))])) })
const pairs = v.array(v.tuple([v.string(), v.string()]))
const intents = v.object({ train: pairs, val: pairs, test: pairs })

function foldOf(file: string, pattern: RegExp): number {
  const found = pattern.exec(file)?.[1]
  if (found === undefined) throw new GradlabError('data/file-name', { file, expected: pattern.source })
  return Number(found)
}
