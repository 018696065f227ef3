import { join } from 'node:path'
import { GradlabError } from '../../../protocol'
import type { Column } from '../table'
import { filesByClass, partsOf, type ClassFile } from './folders'
import { classColumn, cutShort, malformed, readBytes, type Rows } from './rows'

export interface Wave {
  readonly rateHz: number
  readonly samples: Float32Array // mono, −1 … 1
}

/** RIFF WAVE: PCM of 8, 16, 24 and 32 bits and float of 32 and 64. Several channels become their mean. */
export function parseWave(bytes: Uint8Array, file: string): Wave {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length < 12) throw cutShort(file, '≥ 12 bytes', `${bytes.length} bytes`)
  const name = `${ascii(bytes, 0)} ${ascii(bytes, 8)}`
  if (name !== 'RIFF WAVE') throw malformed(file, 'WAV', 'RIFF WAVE', name)
  let format: Format | undefined
  for (let at = 12; at + 8 <= bytes.length;) {
    const [kind, size] = [ascii(bytes, at), view.getUint32(at + 4, true)]
    const body = at + 8
    if (kind === 'fmt ') {
      if (size < 16 || body + size > bytes.length) throw cutShort(file, '≥ 16 bytes (fmt)', `${Math.min(size, bytes.length - body)} bytes`)
      format = parseFormat(view, body, size, file)
    }
    if (kind === 'data') {
      if (!format) throw malformed(file, 'WAV', 'fmt', 'data')
      // A recorder that writes into a pipe does not know the length and leaves all ones.
      const length = size === 0xffffffff ? bytes.length - body : size
      if (body + length > bytes.length) throw cutShort(file, `${length} bytes (data)`, `${bytes.length - body} bytes`)
      return { rateHz: format.rateHz, samples: mix(view, body, length, format) }
    }
    at = body + size + (size % 2)
  }
  throw cutShort(file, 'data', `${bytes.length} bytes`)
}

/** `longest` seconds are kept; shorter sounds are padded with silence, `length` holds how many samples are their own. */
export async function readWaves(
  folder: string,
  options: { longestSeconds: number; fromName?: { pattern: RegExp; columns: readonly NameColumn[] } },
): Promise<Rows> {
  const files = await filesByClass(folder, ['.wav'])
  const waves: Wave[] = []
  for (let at = 0; at < files.length; at += FILES_AT_ONCE) {
    waves.push(
      ...(await Promise.all(files.slice(at, at + FILES_AT_ONCE).map(async ({ path }) => parseWave(await readBytes(join(folder, path)), join(folder, path))))),
    )
  }
  const rateHz = waves[0]!.rateHz
  const other = waves.findIndex((wave) => wave.rateHz !== rateHz)
  if (other !== -1) throw new GradlabError('data/sound-rate', { file: join(folder, files[other]!.path), expected: rateHz, got: waves[other]!.rateHz })
  const longest = Math.min(
    waves.reduce((most, { samples }) => Math.max(most, samples.length), 1),
    Math.round(options.longestSeconds * rateHz),
  )
  const values = new Float32Array(files.length * longest)
  const lengths = new Int32Array(files.length)
  waves.forEach(({ samples }, row) => {
    lengths[row] = Math.min(longest, samples.length)
    values.set(samples.subarray(0, longest), row * longest)
  })
  const columns: Record<string, Column> = {
    sound: { dtype: 'float32', shape: [longest], values, scale: 1 },
    length: { dtype: 'int32', shape: [], values: lengths },
  }
  if (options.fromName) Object.assign(columns, columnsFromNames(folder, files, options.fromName.pattern, options.fromName.columns))
  else if (files[0]!.label !== undefined) columns['label'] = classColumn(files.map(({ label }) => label ?? ''))
  return { columns, ...partsOf(files), soundRateHz: rateHz }
}

/** A column whose values stand in the files' names, in the pattern's groups in turn: a class's name, or a number. */
export interface NameColumn {
  readonly column: string
  readonly kind: 'class' | 'number'
}

interface Format {
  readonly rateHz: number
  readonly channels: number
  readonly bytesPerSample: number
  readonly read: (view: DataView, at: number) => number
}

const FILES_AT_ONCE = 64
const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

function parseFormat(view: DataView, at: number, size: number, file: string): Format {
  const tag = view.getUint16(at, true)
  const code = tag === EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : tag
  const [channels, rateHz, bits] = [view.getUint16(at + 2, true), view.getUint32(at + 4, true), view.getUint16(at + 14, true)]
  const read = readerOf(code, bits)
  if (!read || channels === 0 || rateHz === 0)
    throw malformed(file, 'WAV', 'PCM 8, 16, 24, 32 bit; float 32, 64 bit', `code ${code}, ${bits} bit, ${channels} channels, ${rateHz} Hz`)
  return { rateHz, channels, bytesPerSample: bits / 8, read }
}

function readerOf(code: number, bits: number): Format['read'] | undefined {
  if (code === FLOAT && bits === 32) return (view, at) => view.getFloat32(at, true)
  if (code === FLOAT && bits === 64) return (view, at) => view.getFloat64(at, true)
  if (code !== PCM) return undefined
  if (bits === 8) return (view, at) => (view.getUint8(at) - 128) / 128 // the one unsigned width
  if (bits === 16) return (view, at) => view.getInt16(at, true) / 0x8000
  if (bits === 24) return (view, at) => ((view.getUint8(at + 2) << 24) | (view.getUint8(at + 1) << 16) | (view.getUint8(at) << 8)) / 0x80000000
  if (bits === 32) return (view, at) => view.getInt32(at, true) / 0x80000000
  return undefined
}

function mix(view: DataView, from: number, length: number, { channels, bytesPerSample, read }: Format): Float32Array {
  const samples = new Float32Array(Math.floor(length / (channels * bytesPerSample)))
  for (let index = 0; index < samples.length; index++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += read(view, from + (index * channels + channel) * bytesPerSample)
    samples[index] = sum / channels
  }
  return samples
}

function columnsFromNames(folder: string, files: readonly ClassFile[], pattern: RegExp, wanted: readonly NameColumn[]): Record<string, Column> {
  const found = files.map(({ path }) => {
    const match = pattern.exec(path)
    if (!match) throw new GradlabError('data/file-name', { file: join(folder, path), expected: pattern.source })
    return match.slice(1)
  })
  return Object.fromEntries(
    wanted.map(({ column, kind }, group): [string, Column] => {
      const values = found.map((groups) => groups[group]!)
      return [column, kind === 'class' ? classColumn(values) : { dtype: 'int32', shape: [], values: Int32Array.from(values, Number) }]
    }),
  )
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
