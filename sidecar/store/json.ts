/** JSON that keeps typed arrays (as base64 with their type) and non-finite numbers, for figures and probe points. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'number' && !Number.isFinite(item)) return { $number: String(item) }
    if (!ArrayBuffer.isView(item)) return item
    const type = arrayTypes.find((known) => item instanceof known)
    if (!type) return item
    return { $array: type.name, base64: Buffer.from(item.buffer, item.byteOffset, item.byteLength).toString('base64') }
  })
}

export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) => {
    if (typeof item !== 'object' || item === null) return item
    if ('$number' in item) return Number(item.$number)
    if (!('$array' in item) || !('base64' in item)) return item
    const type = arrayTypes.find((known) => known.name === item.$array)
    if (!type) throw new RangeError(`no array type ${String(item.$array)}`)
    const bytes = Uint8Array.from(Buffer.from(String(item.base64), 'base64')) // a copy: Buffers share a pool that is not aligned
    return new type(bytes.buffer)
  })
}

const arrayTypes = [Uint8Array, Int16Array, Int32Array, Uint32Array, Float32Array, Float64Array] as const
