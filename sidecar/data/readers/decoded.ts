import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from '../../../protocol'
import type { Column, Splits } from '../table'
import { hasCode, type Rows } from './rows'

/** What reading gave, and how many pictures were resized: told to people, so kept too. */
export interface Decoded {
  readonly rows: Rows
  readonly resized: number
}

/**
 * Reads pictures once: decoding takes seconds, and a comparison opens its set for every run. What is kept is used as long as the
 * source files have the sizes and times they had. A cache that cannot be read or written only costs the time it would save.
 */
export async function decodedOnce(
  cache: string | undefined,
  folder: string,
  sources: readonly string[],
  settings: unknown,
  read: () => Promise<Decoded>,
): Promise<Decoded> {
  if (cache === undefined) return read()
  const file = join(cache, 'decoded', `${hash(folder)}.safetensors`)
  const key = hash(JSON.stringify([FORMAT, settings, await Promise.all(sources.map(stampOf))]))
  const kept = await load(file, key)
  if (kept) return kept
  const decoded = await read()
  await save(file, key, decoded)
  return decoded
}

const FORMAT = 1 // raised when decoding changes

const about = v.object({
  key: v.string(),
  columns: v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.object({ shape: v.array(v.number()), labels: v.optional(v.array(v.string())) }))),
  parts: v.pipe(v.string(), v.parseJson(), v.nullable(v.array(v.picklist(['train', 'validation', 'test'])))),
  resized: v.pipe(v.string(), v.transform(Number)),
})

async function load(file: string, key: string): Promise<Decoded | undefined> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch {
    return undefined
  }
  try {
    const { tensors, metadata } = decodeSafetensors(bytes)
    const parsed = v.parse(about, metadata)
    if (parsed.key !== key) return undefined
    const columns = Object.fromEntries(Object.entries(parsed.columns).map(([name, { shape, labels }]) => [name, columnOf(tensors.get(name), shape, labels)]))
    return { rows: { columns, ...(parsed.parts && { parts: parsed.parts as (keyof Splits)[] }) }, resized: parsed.resized }
  } catch (thrown) {
    if (thrown instanceof RangeError || thrown instanceof v.ValiError) return undefined // torn, or of another version
    throw thrown
  }
}

function columnOf(tensor: SafeTensor | undefined, shape: readonly number[], labels: readonly string[] | undefined): Column {
  if (!tensor) throw new RangeError('a column is missing')
  if (tensor.dtype === 'U8') return { dtype: 'float32', shape, values: tensor.bytes, scale: 1 / 255 }
  const values = new Int32Array(tensor.bytes.buffer, tensor.bytes.byteOffset, tensor.bytes.length / 4)
  return { dtype: 'int32', shape, values, ...(labels && { labels }) }
}

async function save(file: string, key: string, { rows, resized }: Decoded): Promise<void> {
  const tensors = new Map<string, SafeTensor>()
  for (const [name, column] of Object.entries(rows.columns)) {
    if (column.dtype === 'string' || column.values instanceof Float32Array) throw new Error(`column ${name} is no picture and no class`)
    const { values } = column
    tensors.set(name, {
      dtype: values instanceof Uint8Array ? 'U8' : 'I32',
      shape: [values.length],
      bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    })
  }
  const columns = Object.fromEntries(
    Object.entries(rows.columns).map(([name, column]) => [name, { shape: column.shape, ...('labels' in column && { labels: column.labels }) }]),
  )
  const metadata = { key, columns: JSON.stringify(columns), parts: JSON.stringify(rows.parts ?? null), resized: String(resized) }
  const temporary = `${file}.${process.pid}`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(temporary, encodeSafetensors({ tensors, metadata }))
    await rename(temporary, file)
  } catch (thrown) {
    if (!hasCode(thrown)) throw thrown
    await unlink(temporary).catch(() => undefined) // there may be none
  }
}

async function stampOf(file: string): Promise<[string, number, number]> {
  const { size, mtimeMs } = await stat(file)
  return [file, size, mtimeMs]
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
