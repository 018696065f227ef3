import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GradlabError } from '../../protocol'
import { principalComponents } from './pca'

interface Golden {
  title: string
  rows: number
  width: number
  count: number
  values: number[]
  positions: number[]
  explained: number[]
  axes: number[]
  mean: number[]
}
const goldens = (JSON.parse(readFileSync(join(__dirname, '../../test/goldens/embed.json'), 'utf8')) as { cases: Golden[] }).cases

describe('principalComponents', () => {
  for (const golden of goldens) {
    it(`gives scikit-learn's axes, positions and signs: ${golden.title}`, () => {
      const got = principalComponents(Float32Array.from(golden.values), golden.rows, golden.width, golden.count)
      for (const part of ['positions', 'explained', 'axes', 'mean'] as const) assertClose([...got[part]], golden[part], part)
    })
  }

  it('gives zeros where the data has no direction', () => {
    const got = principalComponents(new Float32Array(12).fill(3), 4, 3, 2)
    assert.deepEqual([...got.positions, ...got.axes, ...got.explained], new Array(8 + 6 + 2).fill(0))
    assert.deepEqual([...got.mean], [3, 3, 3])
  })

  it('gives zeros for the dimensions asked for beyond those there are', () => {
    const line = principalComponents(Float32Array.of(0, 0, 3, 4, 6, 8), 3, 2, 2)
    assertClose([...line.positions], [-5, 0, 0, 0, 5, 0], 'positions')
    const column = principalComponents(Float32Array.of(1, 2, 6), 3, 1, 3)
    assertClose([...column.positions], [-2, 0, 0, -1, 0, 0, 3, 0, 0], 'positions')
    assert.deepEqual(column.explained, [1, 0, 0])
    assert.deepEqual([...principalComponents(Float32Array.of(5, 7), 1, 2, 2).positions], [0, 0])
  })

  it('finds orthogonal axes where all directions are alike', () => {
    const size = 40
    const corners = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0))
    const { axes, explained } = principalComponents(corners, size, size, 3)
    for (const share of explained) assert.ok(Math.abs(share - 1 / (size - 1)) < 1e-6, String(explained))
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j <= i; j++) {
        const product = axes.subarray(i * size, (i + 1) * size).reduce((sum, value, k) => sum + value * axes[j * size + k]!, 0)
        assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-6, `axes ${i} and ${j}: ${product}`)
      }
    }
  })

  it('takes both ways to the same axes', () => {
    const [rows, width] = [30, 29]
    const values = Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i * i) * (1 + (i % width)))
    const tall = principalComponents(values, rows, width, 3)
    const wide = principalComponents(
      Float32Array.from({ length: rows * (width + 2) }, (_, i) =>
        i % (width + 2) < width ? values[Math.floor(i / (width + 2)) * width + (i % (width + 2))]! : 0,
      ),
      rows,
      width + 2,
      3,
    )
    assertClose([...wide.positions], [...tall.positions], 'positions')
  })

  it('gives equal bits for equal input', () => {
    const values = Float32Array.from({ length: 100 * 16 }, (_, i) => Math.cos(i * 1.7))
    assert.deepEqual(principalComponents(values, 100, 16, 3), principalComponents(values, 100, 16, 3))
  })

  for (const value of [NaN, Infinity]) {
    it(`refuses ${value} and says where it is`, () => {
      assert.throws(
        () => principalComponents(Float32Array.of(1, 2, 3, 4, 5, value), 3, 2, 2),
        (error) => error instanceof GradlabError && error.code === 'source/embedding' && error.context['row'] === 2 && error.context['column'] === 1,
      )
    })
  }
})

function assertClose(got: number[], expected: number[], what: string): void {
  assert.equal(got.length, expected.length, what)
  const scale = Math.max(...expected.map(Math.abs))
  got.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) <= 2e-6 * scale, `${what}[${i}] is ${value} instead of ${expected[i]}`))
}
