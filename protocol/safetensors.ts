/**
 * The safetensors format (huggingface.co/docs/safetensors): u64 little-endian length of a JSON header, the header, then the
 * bytes of each tensor without gaps. Headers are padded with spaces so that the data begins at a multiple of 8.
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

export function encodeSafetensors({ tensors, metadata }: SafeFile): Uint8Array {
  const header: Record<string, unknown> = {}
  if (Object.keys(metadata).length > 0) header['__metadata__'] = metadata
  let offset = 0
  for (const [name, { dtype, shape, bytes }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] }
    offset += bytes.length
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const headerLength = Math.ceil((8 + json.length) / 8) * 8 - 8
  const file = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength)
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true)
  file.set(json, 8)
  let at = 8 + headerLength
  for (const { bytes } of tensors.values()) {
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
  const header = parseHeader(new TextDecoder().decode(file.subarray(8, 8 + headerLength)))
  const data = file.subarray(8 + headerLength)
  const tensors = new Map<string, SafeTensor>()
  let expected = 0
  for (const [name, entry] of Object.entries(header.entries)) {
    const [begin, end] = entry.data_offsets
    const size = entry.shape.reduce((a, b) => a * b, 1) * itemBytes[entry.dtype]
    if (end - begin !== size) throw new RangeError(`tensor ${name} takes ${size} bytes, the header gives it ${end - begin}`)
    if (end > data.length) throw new RangeError(`tensor ${name} ends at byte ${end}, the data has ${data.length}`)
    // A copy, so that typed arrays over it are aligned; not `slice`, which on a Buffer shares the bytes.
    tensors.set(name, { dtype: entry.dtype, shape: entry.shape, bytes: new Uint8Array(data.subarray(begin, end)) })
    expected = Math.max(expected, end)
  }
  if (expected !== data.length) throw new RangeError(`expected ${expected} bytes of data, got ${data.length}`)
  return { tensors, metadata: header.metadata }
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
  if (typeof parsed !== 'object' || parsed === null) throw new RangeError('the header is not an object')
  const { __metadata__, ...entries } = parsed as Record<string, unknown>
  for (const [name, entry] of Object.entries(entries)) if (!isHeaderEntry(entry)) throw new RangeError(`the header's entry for ${name} is not valid`)
  return { entries: entries as Record<string, HeaderEntry>, metadata: isStringRecord(__metadata__) ? __metadata__ : {} }
}

function isHeaderEntry(value: unknown): value is HeaderEntry {
  if (typeof value !== 'object' || value === null) return false
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>
  const naturals = (list: unknown): list is number[] => Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0)
  return typeof dtype === 'string' && dtype in itemBytes && naturals(shape) && naturals(offsets) && offsets.length === 2 && offsets[0]! <= offsets[1]!
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every((item) => typeof item === 'string')
}
