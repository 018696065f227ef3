// #region snippet gl-federated-messages | Compact messages: sparse changes by gaps of one byte or more, levels packed bit by bit | 紧凑的消息：稀疏变化以一字节起的间隔编码，量化级别逐位打包
/** What a message says of the N numbers that its receiver holds. */
export type Change =
  | { kind: 'whole'; values: Float32Array } // in their place
  | { kind: 'sparse'; at: Uint32Array; values: Float32Array } // to be added, at ascending places
  | { kind: 'levels'; bits: number; scales: Float32Array; levels: Int8Array } // to be added: scale of the block · level ÷ most

/** Numbers that share one scale. */
export const block = 256
/** The largest level that fits into so many bits, with a sign. */
export const mostLevel = (bits: number): number => 2 ** (bits - 1) - 1
const kinds = ['whole', 'sparse', 'levels'] as const

/** One byte of kind; then float32 numbers, or count, gaps and float32 numbers, or bits, a float32 scale a block and packed levels. Little-endian. */
export function encode(change: Change): Uint8Array {
  const kind = Uint8Array.of(kinds.indexOf(change.kind))
  switch (change.kind) {
    case 'whole':
      return join(kind, bytesOf(change.values))
    case 'sparse':
      return join(kind, varints([change.at.length, ...change.at.map((at, i) => at - (i === 0 ? 0 : change.at[i - 1]!))]), bytesOf(change.values))
    case 'levels': {
      const most = mostLevel(change.bits)
      const packed = new Uint8Array(Math.ceil((change.levels.length * change.bits) / 8))
      change.levels.forEach((level, i) => {
        const [at, shift] = [(i * change.bits) >> 3, (i * change.bits) & 7]
        const code = (level + most) << shift
        packed[at]! |= code & 255
        if (code > 255) packed[at + 1]! |= code >> 8
      })
      return join(kind, Uint8Array.of(change.bits), bytesOf(change.scales), packed)
    }
  }
}

/** @param N how many numbers the receiver holds */
export function decode(message: Uint8Array, N: number): Change {
  const body = message.slice(1) // a copy, so that float32 numbers lie at multiples of 4
  const refuse = (): Error => new Error(`A message of ${message.length} bytes, kind ${message[0]}, says nothing about ${N} numbers.`)
  switch (kinds[message[0] ?? -1]) {
    case 'whole':
      if (body.length !== 4 * N) throw refuse()
      return { kind: 'whole', values: new Float32Array(body.buffer) }
    case 'sparse': {
      const { numbers, end } = readVarints(body)
      const at = Uint32Array.from(numbers)
      for (let i = 1; i < at.length; i++) at[i]! += at[i - 1]!
      if (body.length !== end + 4 * at.length || (at.at(-1) ?? -1) >= N) throw refuse()
      return { kind: 'sparse', at, values: new Float32Array(body.slice(end).buffer) }
    }
    case 'levels': {
      const [bits, blocks] = [body[0]!, Math.ceil(N / block)]
      const packed = body.subarray(1 + 4 * blocks)
      if (packed.length !== Math.ceil((N * bits) / 8)) throw refuse()
      const [most, mask] = [mostLevel(bits), 2 ** bits - 1]
      const levels = Int8Array.from({ length: N }, (_, i) => {
        const [at, shift] = [(i * bits) >> 3, (i * bits) & 7]
        return (((packed[at]! | ((packed[at + 1] ?? 0) << 8)) >> shift) & mask) - most
      })
      return { kind: 'levels', bits, scales: new Float32Array(body.slice(1, 1 + 4 * blocks).buffer), levels }
    }
    default:
      throw refuse()
  }
}

/** What the receiver holds after a change. */
export function apply(change: Change, held: Float32Array): Float32Array {
  switch (change.kind) {
    case 'whole':
      return change.values
    case 'sparse': {
      const values = held.slice()
      change.at.forEach((at, i) => (values[at]! += change.values[i]!))
      return values
    }
    case 'levels': {
      const most = mostLevel(change.bits)
      return held.map((value, i) => value + (change.scales[Math.floor(i / block)]! * change.levels[i]!) / most)
    }
  }
}

/** Whole numbers, seven bits a byte; the first is how many follow. */
function varints(numbers: readonly number[]): Uint8Array {
  const bytes: number[] = []
  for (let number of numbers) {
    for (; number > 127; number >>>= 7) bytes.push((number & 127) | 128)
    bytes.push(number)
  }
  return Uint8Array.from(bytes)
}

function readVarints(bytes: Uint8Array): { numbers: number[]; end: number } {
  let end = 0
  const next = (): number => {
    for (let number = 0, shift = 0; end < bytes.length; shift += 7) {
      const byte = bytes[end++]!
      number |= (byte & 127) << shift
      if (byte < 128) return number
    }
    return 0
  }
  const count = Math.min(next(), bytes.length)
  return { numbers: Array.from({ length: count }, next), end }
}

const bytesOf = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  parts.reduce((at, part) => (joined.set(part, at), at + part.length), 0)
  return joined
}
// #endregion

/** A reply, and the loss that the client had. */
export const withLoss = (loss: number, message: Uint8Array): Uint8Array => join(bytesOf(Float32Array.of(loss)), message)
export const splitLoss = (reply: Uint8Array): { loss: number; message: Uint8Array } => ({
  loss: new Float32Array(reply.slice(0, 4).buffer)[0]!,
  message: reply.subarray(4),
})
/** A few numbers that are no change. */
export const numbersOf = (bytes: Uint8Array): number[] => [...new Float32Array(bytes.slice().buffer)]
export const bytesOfNumbers = (numbers: readonly number[]): Uint8Array => bytesOf(Float32Array.from(numbers))
