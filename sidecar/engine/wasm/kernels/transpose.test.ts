import assert from 'node:assert/strict'
import { mergeAxes } from './transpose'

describe('mergeAxes', () => {
  const cases: [shape: number[], perm: number[], merged: { shape: number[]; perm: number[] }][] = [
    [[2, 3, 4], [0, 1, 2], { shape: [24], perm: [0] }],
    [[2, 3, 4], [2, 0, 1], { shape: [6, 4], perm: [1, 0] }],
    [[2, 3, 4, 5], [0, 1, 3, 2], { shape: [6, 4, 5], perm: [0, 2, 1] }],
    [[2, 1, 4, 5], [2, 3, 1, 0], { shape: [2, 20], perm: [1, 0] }],
    [[2, 1, 3], [0, 2, 1], { shape: [6], perm: [0] }],
    [[1, 1], [1, 0], { shape: [], perm: [] }],
    [[2, 3, 4], [2, 1, 0], { shape: [2, 3, 4], perm: [2, 1, 0] }],
  ]
  for (const [shape, perm, merged] of cases) {
    it(`tells [${shape.join(', ')}] by ${perm.join(', ')} as [${merged.shape.join(', ')}] by ${merged.perm.join(', ')}`, () => {
      assert.deepEqual(mergeAxes(shape, perm), merged)
    })
  }
})
