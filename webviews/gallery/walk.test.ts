import assert from 'node:assert/strict'
import { nextCard } from './walk'

/** Two groups: three columns, the second row of the first group has one card, the second group two. */
const boxes = [
  [0, 0],
  [100, 0],
  [200, 0],
  [0, 80.4],
  [0, 200],
  [100, 200],
].map(([left = 0, top = 0]) => ({ left, top, width: 90 }))

describe('walking the cards', () => {
  for (const [from, key, to] of [
    [0, 'ArrowRight', 1],
    [2, 'ArrowRight', 3],
    [5, 'ArrowRight', null],
    [0, 'ArrowLeft', null],
    [3, 'ArrowLeft', 2],
    [0, 'ArrowDown', 3],
    [2, 'ArrowDown', 3],
    [3, 'ArrowDown', 4],
    [4, 'ArrowDown', null],
    [5, 'ArrowUp', 3],
    [3, 'ArrowUp', 0],
    [1, 'ArrowUp', null],
    [4, 'Home', 0],
    [0, 'Home', null],
    [0, 'End', 5],
    [0, 'a', null],
  ] as const) {
    it(`${key} leads from ${from} to ${to}`, () => assert.equal(nextCard(boxes, from, key), to))
  }

  it('leads nowhere where there are no cards', () => {
    for (const key of ['ArrowDown', 'ArrowRight', 'Home', 'End']) assert.equal(nextCard([], 0, key), null)
  })
})
