/**
 * JSON that keeps typed arrays (as base64 with their type, little-endian) and non-finite numbers: for figures and probe points, in files
 * and over the wire. Reads the same in Node and in a webview.
 */
export function toWireJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'number' && !Number.isFinite(item)) return { $number: String(item) }
    const type = arrayTypes.find((known) => item instanceof known)
    if (!type || !ArrayBuffer.isView(item)) return item
    return { $array: type.name, base64: toBase64(new Uint8Array(item.buffer, item.byteOffset, item.byteLength)) }
  })
}

export function fromWireJson(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) => {
    if (typeof item !== 'object' || item === null) return item
    if ('$number' in item) return Number(item.$number)
    if (!('$array' in item) || !('base64' in item)) return item
    const type = arrayTypes.find((known) => known.name === item.$array)
    if (!type) throw new RangeError(`no array type ${String(item.$array)}`)
    return new type(fromBase64(String(item.base64)).buffer)
  })
}

export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += chunkBytes) binary += String.fromCharCode(...bytes.subarray(at, at + chunkBytes))
  return btoa(binary)
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

/** A call takes only so many arguments. */
const chunkBytes = 0x8000

const arrayTypes = [Uint8Array, Int16Array, Int32Array, Uint32Array, Float32Array, Float64Array] as const
