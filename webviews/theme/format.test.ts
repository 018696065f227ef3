import assert from 'node:assert/strict'
import { formatClock, formatCount, formatNumber } from './format'

describe('numbers in panels', () => {
  for (const [value, expected] of [
    [0, '0'],
    [0.8743219, '0.8743'],
    [-0.5, '−0.5'],
    [12345, '12,345'],
    [0.00001234, '1.23e-5'],
    [-0.00001234, '−1.23e-5'],
    [12345678.5, '1.23e7'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ] as const) {
    it(`writes ${value} as ${expected}`, () => assert.equal(formatNumber(value), expected))
  }

  it('groups counts by three', () => assert.deepEqual([999, 1000, 1234567].map(formatCount), ['999', '1,000', '1,234,567']))

  it('writes spans of time as a clock', () => assert.deepEqual([8, 65, 7389, -1].map(formatClock), ['0:08', '1:05', '2:03:09', '0:00']))
})
