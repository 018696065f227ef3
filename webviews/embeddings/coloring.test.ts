import assert from 'node:assert/strict'
import { coloringsFor, shadeOf, shadesOf, shareOf } from './coloring'
import { labelsOf } from './labels'

describe('what colors of points say', () => {
  const digits = labelsOf([{ label: '10' }, { label: '2' }, { label: '10' }])
  const frames = [
    { step: 0, positions: Float32Array.of(0, 0, 1, 1, 2, 2) },
    { step: 5, positions: Float32Array.of(3, 4, 1, 1, 2, 3) },
  ]

  it('may be a number where every label is one, and there are several', () => {
    assert.deepEqual(coloringsFor(digits), ['label', 'number', 'moved'])
    for (const names of [['2', 'cat'], ['2', ''], ['7']]) assert.deepEqual(coloringsFor(labelsOf(names.map((label) => ({ label })))), ['label', 'moved'])
  })
  it('is the label itself as a number', () => {
    assert.deepEqual(shadesOf('number', digits, frames, frames[0]!), { values: Float32Array.of(10, 2, 10), low: 2, high: 10 })
  })
  it('is how far a point went since the frame before; of the first frame nothing', () => {
    assert.deepEqual(shadesOf('moved', digits, frames, frames[1]!), { values: Float32Array.of(5, 0, 1), low: 0, high: 5 })
    assert.equal(shadesOf('moved', digits, frames, frames[0]!), undefined)
    assert.equal(shadesOf('label', digits, frames, frames[1]!), undefined)
  })
  it('goes from end to end, and is the middle where all are the same', () => {
    const shades = { values: Float32Array.of(2, 6), low: 2, high: 6 }
    assert.deepEqual([2, 3, 6].map((value) => shareOf(shades, value)), [0, 0.25, 1]) // prettier-ignore
    assert.equal(shareOf({ ...shades, high: 2 }, 2), 0.5)
  })
  for (const [title, isDark, background] of [
    ['dark', true, 0x1f / 255],
    ['light', false, 1],
  ] as const) {
    it(`stands out from the background all along the scale, on ${title}`, () => {
      for (let share = 0; share <= 1; share += 0.05) {
        const [low, high] = [luminance(shadeOf(share, isDark)), linear(background)].sort((a, b) => a - b)
        const contrast = (high! + 0.05) / (low! + 0.05)
        assert.ok(contrast > 1.9, `${share}: ${contrast.toFixed(2)}`)
      }
    })
  }
})

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
function luminance(color: readonly [number, number, number]): number {
  const [red, green, blue] = color.map((channel) => linear(channel / 255))
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
