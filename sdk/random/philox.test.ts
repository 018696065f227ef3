import assert from 'node:assert/strict'
import { philox } from './philox'

/** Random123's kat_vectors, lines "philox4x32 10": counter, key, expected (github.com/DEShawResearch/random123). */
const knownAnswers: [number[], [number, number], number[]][] = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
]

describe('philox', () => {
  for (const [counter, key, expected] of knownAnswers) {
    it(`gives Random123's answer for counter ${counter.map((word) => word.toString(16)).join(' ')}`, () => {
      const out = new Uint32Array(4)
      philox(Uint32Array.from(counter), key, out)
      assert.deepEqual([...out], expected)
    })
  }

  it('takes a key of signed words as the same key of unsigned ones', () => {
    const [signed, unsigned] = [new Uint32Array(4), new Uint32Array(4)]
    philox(Uint32Array.of(1, 2, 3, 4), [-1, -2], signed)
    philox(Uint32Array.of(1, 2, 3, 4), [0xffffffff, 0xfffffffe], unsigned)
    assert.deepEqual(signed, unsigned)
  })

  it('leaves its counter as it was', () => {
    const counter = Uint32Array.of(9, 8, 7, 6)
    philox(counter, [1, 2], new Uint32Array(4))
    assert.deepEqual([...counter], [9, 8, 7, 6])
  })
})
