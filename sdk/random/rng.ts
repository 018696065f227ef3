import * as tf from '@tensorflow/tfjs'
import { philox } from './philox'

/**
 * Random numbers that are a function of (seed, stream, step) and of how many were drawn before from this object. Asking
 * `ctx.rng('noise')` twice in one step gives the same numbers twice: name two streams where two draws are meant to differ.
 */
export interface Rng {
  /** In [0, 1). */
  next(): number
  /** In 0, 1, …, below − 1. */
  integer(below: number): number
  permutation(length: number): Int32Array
  normal(shape: number[], std?: number): tf.Tensor
  /** In [low, high), in float32 too. */
  uniform(shape: number[], low?: number, high?: number): tf.Tensor
  /** A stream of its own below this one's name: `init` gives `init/encoder`. Draws nothing from this one. */
  fork(name: string): Rng
}

/** @param step −1 for what is drawn before the first step. */
export function createRng(seed: number, stream: string, step: number): Rng {
  const key = [hash(stream, 0x9747b28c) ^ seed, hash(stream, 0x3c6ef372) ^ Math.floor(seed / 2 ** 32)] as const
  const counter = Uint32Array.of(0, 0, step + 1, Math.floor((step + 1) / 2 ** 32))
  const block = new Uint32Array(4)
  let used = 4

  const word = (): number => {
    if (used === 4) {
      philox(counter, key, block)
      counter[0]!++
      if (counter[0] === 0) counter[1]!++
      used = 0
    }
    return block[used++]!
  }
  const next = (): number => word() * 2 ** -32
  const integer = (below: number): number => Math.floor(next() * below)

  return {
    next,
    integer,
    permutation(length) {
      const order = Int32Array.from({ length }, (_, i) => i)
      for (let i = length - 1; i > 0; i--) {
        const j = integer(i + 1)
        const swapped = order[i]!
        order[i] = order[j]!
        order[j] = swapped
      }
      return order
    },
    normal: (shape, std = 1) => tf.tensor(normals(sizeOf(shape), std, next), shape, 'float32'),
    uniform: (shape, low = 0, high = 1) => tf.tensor(uniforms(sizeOf(shape), low, high, next), shape, 'float32'),
    fork: (name) => createRng(seed, `${stream}/${name}`, step),
  }
}

/** Box and Muller 1958: two normal numbers from two uniform ones. 1 − u keeps the logarithm finite. */
function normals(size: number, std: number, next: () => number): Float32Array {
  const values = new Float32Array(size)
  for (let i = 0; i < size; i += 2) {
    const radius = std * Math.sqrt(-2 * Math.log(1 - next()))
    const angle = 2 * Math.PI * next()
    values[i] = radius * Math.cos(angle)
    if (i + 1 < size) values[i + 1] = radius * Math.sin(angle)
  }
  return values
}

/** Draws again where rounding to float32 would reach the upper bound. */
function uniforms(size: number, low: number, high: number, next: () => number): Float32Array {
  const isEmpty = Math.fround(low) >= Math.fround(high)
  return Float32Array.from({ length: size }, () => {
    let value: number
    do value = Math.fround(low + (high - low) * next())
    while (!isEmpty && value >= Math.fround(high))
    return value
  })
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** FNV-1a over UTF-16 units, then the finaliser of MurmurHash3, so that names that differ in one letter give unlike keys. */
function hash(text: string, basis: number): number {
  let h = basis | 0
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
