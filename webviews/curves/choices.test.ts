import assert from 'node:assert/strict'
import { defaultChoices, parseChoices, withColors } from './choices'

describe('what the user chose', () => {
  it('comes back as it was saved', () => {
    const choices = {
      ...defaultChoices,
      smoothing: 0.9,
      zoom: { from: 1, to: 2 },
      shown: ['a'],
      colors: { a: 3, b: '#aabbcc' },
      figureStep: 50,
      axis: 'clock' as const,
    }
    assert.deepEqual(parseChoices(structuredClone(choices)), choices)
  })
  for (const saved of [
    undefined,
    null,
    7,
    'x',
    [],
    { smoothing: 'x', zoom: { from: 2, to: 1 }, shown: 3, colors: { a: 'red', b: -1, c: {} }, axis: 'sideways' },
  ]) {
    it(`falls back where nothing sound was saved: ${JSON.stringify(saved)}`, () => assert.deepEqual(parseChoices(saved), defaultChoices))
  }
  it('caps smoothing', () => assert.equal(parseChoices({ smoothing: 1 }).smoothing, 0.999))
  it('keeps the colors given and gives each further run one that no other shown run has', () => {
    const first = withColors({}, ['a', 'b'])
    assert.deepEqual(first, { a: 0, b: 1 })
    assert.deepEqual(withColors(first, ['b', 'c', 'd']), { a: 0, b: 1, c: 0, d: 2 })
  })
})
