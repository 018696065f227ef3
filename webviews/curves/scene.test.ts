import assert from 'node:assert/strict'
import { sceneOf, spanOf } from './scene'

/** A digit of the font that charts are written in. */
const charPixels = 6

describe('a scene', () => {
  const line = { xs: [0, 1, 2, 3], values: [1, NaN, -1, 4], smoothed: undefined, color: '#123456', dash: [] }
  const options = { width: 400, height: 200, from: 0, to: 3, axis: 'step', isLog: false } as const
  it('holds all finite values within its frame and marks the others', () => {
    const { strokes, frame, marks, notFinite } = sceneOf([line], options)
    const ys = strokes[0]!.points.filter((_, i) => i % 2 === 1 && !Number.isNaN(strokes[0]!.points[i]))
    assert.ok(ys.every((y) => y >= frame.top && y <= frame.bottom))
    assert.deepEqual([marks.length, marks[0]!.isFilled, notFinite], [1, true, 1])
  })
  it('says how many a log axis has no place for', () => assert.equal(sceneOf([line], { ...options, isLog: true }).notPositive, 1))
  it('draws the raw line pale behind the smoothed one', () => {
    const { strokes } = sceneOf([{ ...line, smoothed: [1, NaN, 0, 2] }], options)
    assert.deepEqual(
      strokes.map(({ alpha }) => alpha),
      [0.3, 1],
    )
  })
  it('names at least two places of the x axis from 160 pixels on, and none on top of another', () => {
    for (const width of [160, 200, 240, 320, 700]) {
      for (const [from, to] of [
        [1, 99],
        [1, 400],
        [0, 149],
        [7, 8],
        [101, 149],
        [0, 40_000],
      ] as const) {
        for (const [axis, unit] of [
          ['step', 1],
          ['time', 1000],
          ['clock', 60_000],
        ] as const) {
          const { xTicks } = sceneOf([{ ...line, xs: [from * unit, to * unit], values: [1, 2] }], { ...options, width, axis, from: from * unit, to: to * unit })
          const labels = xTicks.map(({ label }) => label).join(' | ')
          assert.ok(xTicks.length >= 2, `${axis} ${from}–${to} on ${width}: ${labels}`)
          const closest = Math.min(
            ...xTicks.slice(1).map(({ at }, i) => at - xTicks[i]!.at - charPixels * ((xTicks[i]!.label.length + xTicks[i + 1]!.label.length) / 2)),
          )
          assert.ok(closest > 0, `${axis} ${from}–${to} on ${width}: ${labels} are ${closest} apart`)
        }
      }
    }
  })
  it('spans all curves; of one point it has some room', () => {
    assert.deepEqual(spanOf([[1, 5], [], [3, 9]]), { from: 1, to: 9 })
    assert.deepEqual(spanOf([[4]]), { from: 3, to: 5 })
    assert.deepEqual(spanOf([]), { from: 0, to: 1 })
  })
})
