import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { GradlabError } from '../../../protocol'
import type { Column, Splits } from '../table'

/** What a reader gives: columns of equal length, and where the publisher divided the rows, the part of each. */
export interface Rows {
  readonly columns: Readonly<Record<string, Column>>
  readonly parts?: readonly (keyof Splits)[]
  readonly soundRateHz?: number
}

/** @throws GradlabError data/path, data/unreadable, data/cut-short, data/format */
export async function readBytes(file: string): Promise<Uint8Array> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) throw new GradlabError('data/path', { path: file }, { cause })
    throw new GradlabError('data/unreadable', { file, problem: problemOf(cause) }, { cause })
  }
  const whole = bytes[0] === 0x1f && bytes[1] === 0x8b ? await unzip(bytes, file) : bytes
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.length) // no Buffer, whose slice is a view
}

/** UTF-8 only: a wrong guess at an encoding would train on garbage. */
export async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new GradlabError('data/encoding', { file }, { cause })
  }
}

export async function readJson(file: string): Promise<unknown> {
  const text = await readText(file)
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw malformed(file, 'JSON', 'JSON', problemOf(cause), cause)
  }
}

export function cutShort(file: string, expected: string | number, got: string | number, cause?: unknown): GradlabError {
  return new GradlabError('data/cut-short', { file, expected, got }, { cause })
}

export function malformed(file: string, format: string, expected: string | number, got: string | number, cause?: unknown): GradlabError {
  return new GradlabError('data/format', { file, format, expected, got }, { cause })
}

/** The column of class numbers for class names, one a row. Classes are ordered by number where all are numbers, else by name. */
export function classColumn(names: readonly string[], labels: readonly string[] = orderedClasses(names)): Extract<Column, { dtype: 'int32' }> {
  const numbers = new Map(labels.map((label, index) => [label, index]))
  return { dtype: 'int32', shape: [], values: Int32Array.from(names, (name) => numbers.get(name) ?? -1), labels }
}

export function orderedClasses(names: Iterable<string>): string[] {
  const classes = [...new Set(names)]
  const areNumbers = classes.every((name) => isNumber(name))
  return classes.sort(areNumbers ? (a, b) => Number(a) - Number(b) : compareNames)
}

/** By UTF-16 code units: the same on every machine, whatever its locale. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)
}

export function problemOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** An error of the system: with this code, or any. */
export function hasCode(thrown: unknown, code?: string): boolean {
  return thrown instanceof Error && 'code' in thrown && (code === undefined || thrown.code === code)
}

async function unzip(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { chunkSize: 1 << 20 })
  } catch (cause) {
    if (hasCode(cause, 'Z_BUF_ERROR')) throw cutShort(file, 'the end of the gzip stream', `${bytes.length} bytes`, cause)
    throw malformed(file, 'gzip', 'gzip', problemOf(cause), cause)
  }
}
