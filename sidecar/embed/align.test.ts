import assert from 'node:assert/strict'
import { alignToPrevious } from './align'

describe('alignToPrevious', () => {
  const points = { 2: cloud(30, 2), 3: cloud(30, 3) }
  const { cos, sin } = Math
  const turns: [title: string, dimensions: 2 | 3, turn: number[]][] = [
    ['a rotation', 2, [cos(2.5), sin(2.5), -sin(2.5), cos(2.5)]],
    ['a half turn', 2, [-1, 0, 0, -1]],
    ['a flipped axis', 2, [1, 0, 0, -1]],
    ['swapped axes', 2, [0, 1, 1, 0]],
    ['no turn', 2, [1, 0, 0, 1]],
    ['a rotation', 3, [cos(1), sin(1), 0, -sin(1), cos(1), 0, 0, 0, 1]],
    ['a flipped axis', 3, [1, 0, 0, 0, 1, 0, 0, 0, -1]],
    ['cycled axes', 3, [0, 1, 0, 0, 0, 1, 1, 0, 0]],
    ['all axes flipped', 3, [-1, 0, 0, 0, -1, 0, 0, 0, -1]],
  ]
  for (const [title, dimensions, turn] of turns) {
    it(`undoes ${title} in ${dimensions} dimensions`, () => {
      const previous = points[dimensions]
      assertClose(alignToPrevious(multiply(previous, turn, dimensions), previous, dimensions), previous)
    })
  }

  for (const dimensions of [2, 3] as const) {
    it(`comes as near to another frame as any of 2,000 turns tried in ${dimensions} dimensions`, () => {
      const frame = cloud(12, dimensions, 0.3)
      const previous = cloud(12, dimensions, 0.9)
      const best = distance(alignToPrevious(frame, previous, dimensions), previous)
      for (let i = 0; i < 2000; i++) {
        const turn = dimensions === 2 ? turnOf2(i * 0.00628, i % 2 === 0) : turnOf3(i * 1.7, i * 0.31, i * 0.77, i % 2 === 0)
        assert.ok(best <= distance(multiply(frame, turn, dimensions), previous) + 1e-4)
      }
    })

    it(`keeps the distances within the frame in ${dimensions} dimensions`, () => {
      const frame = cloud(12, dimensions, 0.3)
      const aligned = alignToPrevious(frame, cloud(12, dimensions, 0.9), dimensions)
      for (let row = 1; row < 12; row++) {
        const [before, after] = [frame, aligned].map((f) => distance(f.subarray(0, dimensions), f.subarray(row * dimensions, (row + 1) * dimensions)))
        assert.ok(Math.abs(before! - after!) < 1e-5)
      }
    })

    it(`leaves a frame as it is when there is nothing to align to, in ${dimensions} dimensions`, () => {
      const frame = cloud(5, dimensions)
      assertClose(alignToPrevious(frame, new Float32Array(frame.length), dimensions), frame)
      assert.equal(alignToPrevious(new Float32Array(0), new Float32Array(0), dimensions).length, 0)
    })
  }

  it('turns points of a plane within space', () => {
    const plane = cloud(20, 3).map((value, i) => (i % 3 === 2 ? 0 : value))
    assertClose(alignToPrevious(multiply(plane, turnOf3(0.4, 1.1, 2, false), 3), plane, 3), plane)
  })

  it('refuses frames of different sizes', () => {
    assert.throws(() => alignToPrevious(new Float32Array(4), new Float32Array(6), 2), /4 numbers .* 6/)
  })
})

/** Points around 0, no two directions alike. */
function cloud(rows: number, dimensions: number, seed = 0.5): Float32Array {
  const values = Float32Array.from({ length: rows * dimensions }, (_, i) => Math.sin(i * i * seed + i) * (1 + (i % dimensions)))
  const center = Array.from({ length: dimensions }, (_, d) => values.reduce((sum, value, i) => (i % dimensions === d ? sum + value : sum), 0) / rows)
  return values.map((value, i) => value - center[i % dimensions]!)
}

function multiply(frame: Float32Array, turn: number[], dimensions: number): Float32Array {
  return frame.map((_, at) => {
    const column = at % dimensions
    return Array.from({ length: dimensions }, (__, i) => frame[at - column + i]! * turn[i * dimensions + column]!).reduce((a, b) => a + b)
  })
}

function turnOf2(angle: number, isMirrored: boolean): number[] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  return isMirrored ? [c, s, s, -c] : [c, s, -s, c]
}

function turnOf3(a: number, b: number, c: number, isMirrored: boolean): number[] {
  const about = (i: number, j: number, angle: number): number[] =>
    Array.from({ length: 9 }, (_, at) => {
      const [row, column] = [Math.floor(at / 3), at % 3]
      if (row === column) return row === i || row === j ? Math.cos(angle) : 1
      return row === i && column === j ? Math.sin(angle) : row === j && column === i ? -Math.sin(angle) : 0
    })
  const mirror = [1, 0, 0, 0, 1, 0, 0, 0, isMirrored ? -1 : 1]
  return [...[about(0, 1, a), about(0, 2, b), about(1, 2, c)].reduce<Float32Array>((turn, next) => multiply(turn, next, 3), Float32Array.from(mirror))]
}

function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0))
}

function assertClose(got: Float32Array, expected: Float32Array): void {
  got.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-5, `[${i}] is ${value} instead of ${expected[i]}`))
}
