/**
 * The wire format of protocol buffers (protobuf.dev/programming-guides/encoding), as far as TensorBoard's event files need it. A field that
 * has its default is left out, as proto3 wants it; those of a `oneof` are written whatever they are. Buffers, because they come out of a pool:
 * a long run has a million events.
 */
export const field = {
  /** int32, int64, enum; not negative, up to 2⁵³. */
  whole: (number: number, value: number): Buffer => (value === 0 ? nothing : Buffer.concat([tag(number, 0), varint(value)])),
  double(number: number, value: number): Buffer {
    if (Object.is(value, 0)) return nothing
    const bytes = Buffer.allocUnsafe(8)
    bytes.writeDoubleLE(value)
    return Buffer.concat([tag(number, 1), bytes])
  },
  floatOfOneof(number: number, value: number): Buffer {
    const bytes = Buffer.allocUnsafe(4)
    bytes.writeFloatLE(value)
    return Buffer.concat([tag(number, 5), bytes])
  },
  bytes: (number: number, value: Uint8Array): Buffer => Buffer.concat([tag(number, 2), varint(value.length), value]),
  text: (number: number, value: string): Buffer => field.bytes(number, Buffer.from(value)),
  message: (number: number, ...fields: readonly Buffer[]): Buffer => field.bytes(number, Buffer.concat(fields)),
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. Not by shifts, which end at 32 bits. */
export function varint(value: number): Buffer {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`expected a whole number from 0 to 2^53 - 1, got ${value}`)
  const bytes: number[] = []
  let left = value
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  bytes.push(left)
  return Buffer.from(bytes)
}

const nothing = Buffer.alloc(0)
const tag = (number: number, wireType: 0 | 1 | 2 | 5): Buffer => varint(number * 8 + wireType)
