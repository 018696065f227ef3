import assert from 'node:assert/strict'
import { colorOf, cssColorOf, finiteBounds } from './colorMap'

describe('the color map of heatmaps', () => {
  it('gets lighter with every step of the value', () => {
    const lightness = Array.from({ length: 101 }, (_, i) => luminance(colorOf(i / 100)))
    for (let i = 1; i < lightness.length; i++) assert.ok(lightness[i]! > lightness[i - 1]!, `at ${i} %`)
  })
  it('keeps to its ends beyond them', () => assert.deepEqual([cssColorOf(-1), cssColorOf(2)], ['rgb(68 1 84)', 'rgb(253 231 37)']))
  it('spans the finite values only', () => assert.deepEqual(finiteBounds([NaN, 2, -Infinity, -1, Infinity]), { low: -1, high: 2 }))
  it('spans nothing where no value is finite', () => assert.equal(finiteBounds([NaN, Infinity]), undefined))
})

/** WCAG 2.2's relative luminance. */
function luminance(color: readonly number[]): number {
  const [red, green, blue] = color.map((channel) => (channel / 255 <= 0.03928 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
