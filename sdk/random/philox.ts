/**
 * Philox4x32-10 of Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", § 3.3: a keyed bijection of a counter.
 * Nothing to save and nothing to skip: block n of a stream is a function of n.
 */
export function philox(counter: Uint32Array, key: readonly [number, number], out: Uint32Array): void {
  let [c0, c1, c2, c3] = [counter[0]!, counter[1]!, counter[2]!, counter[3]!]
  let [k0, k1] = key
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(M0, c0)
    const low1 = Math.imul(M1, c2)
    const high0 = multiplyHigh(M0, c0)
    const high1 = multiplyHigh(M1, c2)
    c0 = high1 ^ c1 ^ k0
    c1 = low1
    c2 = high0 ^ c3 ^ k1
    c3 = low0
    k0 = (k0 + W0) | 0
    k1 = (k1 + W1) | 0
  }
  out[0] = c0
  out[1] = c1
  out[2] = c2
  out[3] = c3
}

const M0 = 0xd2511f53
const M1 = 0xcd9e8d57
const W0 = 0x9e3779b9
const W1 = 0xbb67ae85

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers, from 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16]
  const middle = a1 * b0 + ((a0 * b0) >>> 16)
  const carry = a0 * b1 + (middle & 0xffff)
  return (a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) | 0
}
