import assert from 'node:assert/strict'
import { fixedOrder, splitRows, type SplitRule } from './splits'
import type { Rows } from './readers/rows'

const rowsOf = (values: number[], parts?: Rows['parts']): Rows => ({
  columns: { group: { dtype: 'int32', shape: [], values: Int32Array.from(values) } },
  ...(parts && { parts }),
})
const sorted = (rows: Int32Array): number[] => [...rows].sort((a, b) => a - b)

describe('the fixed order', () => {
  it('is the same on every machine and in every version', () => {
    // The same shuffle, written in Python with unlimited integers.
    assert.deepEqual([...fixedOrder(10)], [7, 2, 0, 6, 4, 3, 8, 1, 5, 9])
  })
  it('has every row once, and few where they were', () => {
    const order = fixedOrder(10_000)
    assert.deepEqual(
      sorted(order),
      Array.from({ length: 10_000 }, (_, row) => row),
    )
    assert.ok(order.filter((row, at) => row === at).length < 10)
  })
  it('mixes a set that is grouped by class', () => {
    const first = fixedOrder(10_000).subarray(0, 1000)
    for (let digit = 0; digit < 10; digit++) {
      const count = first.filter((row) => Math.floor(row / 1000) === digit).length
      assert.ok(count > 60 && count < 140, `${count} of class ${digit}`) // 100 ± 4 standard deviations
    }
  })
})

describe('a split', () => {
  for (const [title, rows, size, rule] of [
    ['shuffled by counts', rowsOf([]), 100, { kind: 'shuffled', validation: 10, test: 20 }],
    ['shuffled by fractions', rowsOf([]), 100, { kind: 'shuffled', validation: 0.1, test: 0.2 }],
    ['contiguous', rowsOf([]), 100, { kind: 'contiguous', validation: 0.1, test: 0.2 }],
    [
      'by the publisher',
      rowsOf(
        [],
        Array.from({ length: 100 }, (_, row) => (row < 80 ? 'train' : 'test')),
      ),
      100,
      { kind: 'published', validation: 10 },
    ],
    ['by groups', rowsOf(Array.from({ length: 100 }, (_, row) => Math.floor(row / 10))), 100, { kind: 'groups', column: 'group', validation: 0.1, test: 0.2 }],
    ['by values', rowsOf(Array.from({ length: 100 }, (_, row) => row % 10)), 100, { kind: 'values', column: 'group', validation: [8], test: [3, 9] }],
  ] as [string, Rows, number, SplitRule][]) {
    it(`${title} has 70, 10 and 20 of 100 rows, each in one part`, () => {
      const { train, validation, test } = splitRows(rows, size, rule)
      assert.deepEqual([train.length, validation.length, test.length], [70, 10, 20])
      assert.deepEqual(
        sorted(Int32Array.of(...train, ...validation, ...test)),
        Array.from({ length: 100 }, (_, row) => row),
      )
    })
  }

  it('of running text keeps its order', () => {
    const { train, validation, test } = splitRows(rowsOf([]), 10, { kind: 'contiguous', validation: 0.1, test: 0.2 })
    assert.deepEqual([[...train], [...validation], [...test]], [[0, 1, 2, 3, 4, 5, 6], [7], [8, 9]])
  })

  it('by groups has no group on two sides', () => {
    const values = Array.from({ length: 60 }, (_, row) => row % 13)
    const parts = Object.values(splitRows(rowsOf(values), 60, { kind: 'groups', column: 'group', validation: 0.2, test: 0.2 })).map(
      (rows: Int32Array) => new Set([...rows].map((row) => values[row])),
    )
    for (const [at, part] of parts.entries())
      for (const other of parts.slice(at + 1))
        assert.deepEqual(
          [...part].filter((group) => other.has(group)),
          [],
        )
  })

  it('that the publisher made has no other test rows, and its own validation rows where it has them', () => {
    const { train, validation, test } = splitRows(rowsOf([], ['test', 'train', 'validation', 'train', 'validation']), 5, { kind: 'published', validation: 0.5 })
    assert.deepEqual([sorted(train), sorted(validation), sorted(test)], [[1, 3], [2, 4], [0]])
  })

  it('of three rows has one in each part', () => {
    const { train, validation, test } = splitRows(rowsOf([]), 3, { kind: 'shuffled', validation: 0.1, test: 0.1 })
    assert.deepEqual([train.length, validation.length, test.length], [1, 1, 1])
  })
})
