import assert from 'node:assert/strict'
import { sceneOf, spanOf } from './scene'

/** A digit of the font that charts are written in. */
const charPixels = 6

describe('a scene', () => {
  const line = { xs: [0, 1, 2, 3], values: [1, NaN, -1, 4], smoothed: undefined, color: '#123456', dash: [] }
  const options = { width: 400, height: 200, from: 0, to: 3, axis: 'step', isLog: false, isLogX: false } as const
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
  it('gives a band one piece between two gaps, forth along its top and back along its bottom, within the frame', () => {
    const values = [1, NaN, 2, 3, 2]
    const banded = { ...line, xs: [0, 1, 2, 3, 4], values, band: { low: [0, NaN, 1, 1, 1], high: [2, NaN, 4, 4, 4] } }
    const { areas, frame, y, x } = sceneOf([banded], { ...options, to: 4 })
    assert.equal(areas.length, 1, 'a lone value has no width')
    const corners = areas[0]!.points
    assert.deepEqual(corners.filter((_, i) => i % 2 === 0), [2, 3, 4, 4, 3, 2].map((each) => x.place(each))) // prettier-ignore
    assert.deepEqual(corners.filter((_, i) => i % 2 === 1), [4, 4, 4, 1, 1, 1].map((each) => y.place(each))) // prettier-ignore
    assert.ok(corners.every((at, i) => i % 2 === 0 || (at >= frame.top && at <= frame.bottom)))
  })
  it('draws a band that reaches 0 down to the least that a log axis has a place for', () => {
    const banded = { ...line, values: [1, 2, 4, 8], band: { low: [-1, 0, 2, 0.5], high: [3, 4, 6, 9] } }
    const { areas, y } = sceneOf([banded], { ...options, isLog: true })
    assert.deepEqual(areas[0]!.points.slice(8).filter((_, i) => i % 2 === 1), [0.5, 2, 0.5, 0.5].map((each) => y.place(each))) // prettier-ignore
  })
  it('keeps a pale line out of its numbers and marks', () => {
    const { strokes, marks, notFinite } = sceneOf([line, { ...line, isPale: true }], options)
    assert.deepEqual([marks.length, notFinite, strokes.map(({ alpha }) => alpha)], [1, 1, [0.3, 1]])
  })
  it('has equal factors equally far apart on a log x axis, and tells how many values it has no place for', () => {
    const { x, notPositive, strokes, xTicks } = sceneOf([{ ...line, xs: [0, 1, 10, 100], values: [1, 2, 3, 4] }], {
      ...options,
      from: 1,
      to: 100,
      isLogX: true,
    })
    assert.equal(notPositive, 1)
    const [left, middle, right] = strokes[0]!.points.filter((_, i) => i % 2 === 0)
    assert.ok(Math.abs(right! - middle! - (middle! - left!)) < 1e-6)
    assert.ok(xTicks.some(({ at, label }) => label === '10' && Math.abs(at - x.place(10)) < 1e-9))
  })
  it('joins the values of a free line in their own order', () => {
    const { strokes, x } = sceneOf([{ ...line, xs: [3, 1, 2, 0], values: [1, 2, 3, 4], isFree: true }], { ...options, axis: 'metric' })
    assert.deepEqual(strokes[0]!.points.filter((_, i) => i % 2 === 0), [3, 1, 2, 0].map((each) => x.place(each))) // prettier-ignore
  })
  it('spans what is above 0 on a log axis, and all of a free line', () => {
    assert.deepEqual(spanOf([[0, 5, 20]], true), { from: 5, to: 20 })
    assert.deepEqual(spanOf([[3, -1, NaN, 7]], false, true), { from: -1, to: 7 })
    assert.deepEqual(spanOf([[3, -1, 7]], true, true), { from: 3, to: 7 })
    assert.deepEqual(spanOf([[0]], true), { from: 0.1, to: 1 })
  })
  it('spans all curves; of one point it has some room', () => {
    assert.deepEqual(spanOf([[1, 5], [], [3, 9]]), { from: 1, to: 9 })
    assert.deepEqual(spanOf([[4]]), { from: 3, to: 5 })
    assert.deepEqual(spanOf([]), { from: 0, to: 1 })
  })
})
