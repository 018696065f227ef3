import assert from 'node:assert/strict'
import { checkHyper, liveRanges } from './checkHyper'

describe('hyper-parameters as typed', () => {
  const range = { kind: 'range', value: 0.01, min: 0.001, max: 1, log: true, live: true } as const
  it('are offered where they are live ranges', () => {
    assert.deepEqual(
      liveRanges({ rate: range, fixed: { ...range, live: false }, width: { kind: 'number', value: 3 } }).map(([key]) => key),
      ['rate'],
    )
  })
  for (const [typed, code] of [
    ['0.5', undefined],
    [' 1e-2 ', undefined],
    ['', 'hyper/value'],
    ['fast', 'hyper/value'],
    ['NaN', 'hyper/value'],
    ['0', 'hyper/range'],
    ['2', 'hyper/range'],
  ] as const) {
    it(`“${typed}” is ${code ?? 'taken'}`, () => assert.equal(checkHyper('rate', range, typed)?.code, code))
  }
})
