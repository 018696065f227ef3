import assert from 'node:assert/strict'
import { readState } from './state'

describe("the gallery's saved state", () => {
  for (const [saved, expected] of [
    [undefined, { search: '', scroll: 0 }],
    [null, { search: '', scroll: 0 }],
    ['text', { search: '', scroll: 0 }],
    [
      { search: 'gan', scroll: 120 },
      { search: 'gan', scroll: 120 },
    ],
    [
      { search: 3, scroll: 'far' },
      { search: '', scroll: 0 },
    ],
    [
      { search: 'gan', scroll: -1 },
      { search: 'gan', scroll: 0 },
    ],
    [{ scroll: NaN }, { search: '', scroll: 0 }],
  ] as const) {
    it(`is read from ${JSON.stringify(saved)}`, () => assert.deepEqual(readState(saved), expected))
  }
})
