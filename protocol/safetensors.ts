/**
 * The safetensors format (huggingface.co/docs/safetensors): u64 little-endian length of a JSON header, the header, then the
 * bytes of each tensor without gaps. Headers are padded with spaces so that the data begins at a multiple of 8; wide items come
 * first, so that every tensor begins at a multiple of its item's size.
 */
export type SafeDtype = 'F32' | 'I32' | 'U8' | 'BOOL'
export interface SafeTensor {
  readonly dtype: SafeDtype
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}
export interface SafeFile {
  readonly tensors: ReadonlyMap<string, SafeTensor>
  readonly metadata: Readonly<Record<string, string>>
}

const itemBytes: Readonly<Record<SafeDtype, number>> = { F32: 4, I32: 4, U8: 1, BOOL: 1 }

/** @throws RangeError naming the tensor that no reader would take */
export function encodeSafetensors({ tensors, metadata }: SafeFile): Uint8Array {
  const ordered = [...tensors].sort(([, a], [, b]) => itemBytes[b.dtype] - itemBytes[a.dtype])
  const header = Object.create(null) as Record<string, unknown> // without a prototype any name is a name
  if (Object.keys(metadata).length > 0) header['__metadata__'] = metadata
  let offset = 0
  for (const [name, { dtype, shape, bytes }] of ordered) {
    if (name === '__metadata__') throw new RangeError('no tensor may be named __metadata__')
    if (bytes.length !== sizeOf(dtype, shape)) throw new RangeError(`tensor ${name} takes ${sizeOf(dtype, shape)} bytes, got ${bytes.length}`)
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] }
    offset += bytes.length
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const headerLength = Math.ceil((8 + json.length) / 8) * 8 - 8
  const file = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength)
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true)
  file.set(json, 8)
  let at = 8 + headerLength
  for (const [, { bytes }] of ordered) {
    file.set(bytes, at)
    at += bytes.length
  }
  return file
}

/** @throws RangeError saying what is wrong with the bytes; the caller knows the file's name. */
export function decodeSafetensors(file: Uint8Array): SafeFile {
  if (file.length < 8) throw new RangeError(`expected at least 8 bytes, got ${file.length}`)
  const headerLength = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true))
  if (8 + headerLength > file.length) throw new RangeError(`the header takes ${headerLength} bytes, the file has ${file.length}`)
  const header = parseHeader(decodeText(file.subarray(8, 8 + headerLength)))
  const data = file.subarray(8 + headerLength)
  const tensors = new Map<string, SafeTensor>()
  let expected = 0
  const entries = Object.entries(header.entries).sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1])
  for (const [name, entry] of entries) {
    const [begin, end] = entry.data_offsets
    const size = sizeOf(entry.dtype, entry.shape)
    if (begin !== expected) throw new RangeError(`tensor ${name} begins at byte ${begin}, expected ${expected}`)
    if (end - begin !== size) throw new RangeError(`tensor ${name} takes ${size} bytes, the header gives it ${end - begin}`)
    if (end > data.length) throw new RangeError(`tensor ${name} ends at byte ${end}, the data has ${data.length}`)
    // A copy, so that typed arrays over it are aligned; not `slice`, which on a Buffer shares the bytes.
    tensors.set(name, { dtype: entry.dtype, shape: entry.shape, bytes: new Uint8Array(data.subarray(begin, end)) })
    expected = end
  }
  if (expected !== data.length) throw new RangeError(`expected ${expected} bytes of data, got ${data.length}`)
  return { tensors, metadata: header.metadata }
}

const sizeOf = (dtype: SafeDtype, shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1) * itemBytes[dtype]

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new RangeError('the header is not UTF-8', { cause })
  }
}

interface HeaderEntry {
  readonly dtype: SafeDtype
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

function parseHeader(json: string): { entries: Record<string, HeaderEntry>; metadata: Record<string, string> } {
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch (cause) {
    throw new RangeError('the header is not JSON', { cause })
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new RangeError('the header is not an object')
  const { __metadata__, ...entries } = parsed as Record<string, unknown>
  for (const [name, entry] of Object.entries(entries)) if (!isHeaderEntry(entry)) throw new RangeError(`the header's entry for ${name} is not valid`)
  if (__metadata__ !== undefined && !isStringRecord(__metadata__)) throw new RangeError('the metadata are not texts by name')
  return { entries: entries as Record<string, HeaderEntry>, metadata: __metadata__ ?? {} }
}

function isHeaderEntry(value: unknown): value is HeaderEntry {
  if (typeof value !== 'object' || value === null) return false
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>
  const naturals = (list: unknown): list is number[] => Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0)
  return (
    typeof dtype === 'string' && Object.hasOwn(itemBytes, dtype) && naturals(shape) && naturals(offsets) && offsets.length === 2 && offsets[0]! <= offsets[1]!
  )
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((item) => typeof item === 'string')
}
