/**
 * The wire format of protocol buffers (protobuf.dev/programming-guides/encoding), as far as TensorBoard's event files need it. A field that
 * has its default is left out, as proto3 wants it; those of a `oneof` are written whatever they are.
 */
export const field = {
  /** int32, int64, enum; not negative, up to 2⁵³. */
  whole: (number: number, value: number): Uint8Array => (value === 0 ? nothing : join([tag(number, 0), varint(value)])),
  double(number: number, value: number): Uint8Array {
    if (Object.is(value, 0)) return nothing
    const bytes = new Uint8Array(8)
    new DataView(bytes.buffer).setFloat64(0, value, true)
    return join([tag(number, 1), bytes])
  },
  floatOfOneof(number: number, value: number): Uint8Array {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setFloat32(0, value, true)
    return join([tag(number, 5), bytes])
  },
  bytes: (number: number, value: Uint8Array): Uint8Array => join([tag(number, 2), varint(value.length), value]),
  text: (number: number, value: string): Uint8Array => field.bytes(number, new TextEncoder().encode(value)),
  message: (number: number, ...fields: readonly Uint8Array[]): Uint8Array => field.bytes(number, join(fields)),
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. Not by shifts, which end at 32 bits. */
export function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`expected a whole number from 0 to 2^53 - 1, got ${value}`)
  const bytes: number[] = []
  let left = value
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  return Uint8Array.of(...bytes, left)
}

const nothing = new Uint8Array(0)
const tag = (number: number, wireType: 0 | 1 | 2 | 5): Uint8Array => varint(number * 8 + wireType)
