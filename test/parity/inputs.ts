import { sizeOf, type Shape } from './shape'

/** What generate.py says of an input: where its values come from. */
export type InputSpec = Drawn | Given
interface Drawn {
  readonly kind: 'uniform' | 'signed' | 'distinct' | 'integer' | 'boolean'
  readonly shape: Shape
  readonly dtype: Dtype
  readonly low: number
  readonly high: number
  readonly seed: number
}
interface Given {
  readonly kind: 'given'
  readonly shape: Shape
  readonly dtype: Dtype
  readonly values: readonly (number | string)[]
}
export type Dtype = 'float32' | 'int32' | 'bool'
export type Values = Float32Array | Int32Array | Uint8Array

/** The values that cases/shared.py draws from the same specification, bit for bit. */
export function drawInput(spec: InputSpec): Values {
  const values = spec.kind === 'given' ? spec.values.map(readNumber) : drawNumbers(spec)
  switch (spec.dtype) {
    case 'float32':
      return Float32Array.from(values)
    case 'int32':
      return Int32Array.from(values)
    case 'bool':
      return Uint8Array.from(values)
  }
}

/** JSON has no NaN and no infinities: they are "#NaN" and the like. */
export function readNumber(value: number | string): number {
  return typeof value === 'number' ? value : Number(value.slice(1))
}

function drawNumbers({ kind, shape, low, high, seed }: Drawn): number[] {
  const words = drawWords(seed, sizeOf(shape))
  const between = (word: number): number => low + (high - low) * ((word >>> 8) * 2 ** -24)
  switch (kind) {
    case 'uniform':
      return [...words].map(between)
    case 'signed':
      return [...words].map((word) => between(word) * (word & 1 ? -1 : 1))
    case 'integer':
      return [...words].map((word) => Math.floor(between(word)))
    case 'boolean':
      return [...words].map((word) => word & 1)
    case 'distinct':
      return ranks(words).map((rank) => low + (high - low) * ((rank + 0.5) / words.length))
  }
}

function ranks(words: Uint32Array): number[] {
  const order = [...words.keys()].sort((a, b) => words[a]! - words[b]! || a - b)
  const found = new Array<number>(words.length)
  order.forEach((at, rank) => (found[at] = rank))
  return found
}

/** Word i of a stream is a function of seed and i: two rounds of Ellis' lowbias32, a bijection of 32 bits. */
function drawWords(seed: number, size: number): Uint32Array {
  const key = mix(seed)
  return Uint32Array.from({ length: size }, (_, i) => mix((Math.imul(i, 0x9e3779b9) + key) | 0))
}

function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}
