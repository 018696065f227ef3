import assert from 'node:assert/strict'
import { createRowOrder } from './rows'

const walk = (rowsOf: (step: number) => Int32Array, steps: number): number[] => Array.from({ length: steps }, (_, step) => [...rowsOf(step)]).flat()

describe('the order of rows', () => {
  for (const [size, batchSize] of [
    [10, 4],
    [7, 7],
    [5, 12],
    [3, 1],
    [1, 3],
  ] as const) {
    it(`of ${size} rows in batches of ${batchSize} has every row once an epoch, and every batch full`, () => {
      const steps = Math.ceil((size * 6) / batchSize)
      const rowsOf = createRowOrder(1, size, batchSize)
      const rows = walk(rowsOf, steps)
      assert.equal(rows.length, steps * batchSize)
      for (let epoch = 0; (epoch + 1) * size <= rows.length; epoch++) {
        assert.deepEqual(
          rows.slice(epoch * size, (epoch + 1) * size).sort((a, b) => a - b),
          Array.from({ length: size }, (_, i) => i),
        )
      }
    })
  }

  it('differs between epochs and between seeds', () => {
    const one = walk(createRowOrder(1, 50, 10), 10)
    assert.notDeepEqual(one.slice(0, 50), one.slice(50))
    assert.notDeepEqual(walk(createRowOrder(2, 50, 10), 10), one)
  })

  it('is a function of seed and step, whatever was asked for before', () => {
    const inOrder = createRowOrder(1, 10, 4)
    const expected = Array.from({ length: 30 }, (_, step) => inOrder(step))
    for (const steps of [[29, 0, 15, 3, 3, 28], [12], [7, 6, 5, 4]]) {
      const rowsOf = createRowOrder(1, 10, 4)
      for (const step of steps) assert.deepEqual(rowsOf(step), expected[step], `step ${step} of ${steps.join()}`)
    }
  })

  it('does not know the sizes of batches to come: a batch crosses the border of two epochs', () => {
    const rows = createRowOrder(1, 3, 2)
    assert.equal(rows(1).length, 2)
  })
})
