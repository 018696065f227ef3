import assert from 'node:assert/strict'
import { firstAtLeast, nearest, placeAt, thin } from './thin'

const options = { from: 0, to: 100_000, pixels: 500, isLog: false }

describe('thinning a curve to the pixels there are', () => {
  const xs = Array.from({ length: 100_000 }, (_, i) => i)

  it('keeps a single spike among 100,000 values, and the ends', () => {
    const values = xs.map((x) => (x === 54_321 ? 1000 : x === 77_777 ? -1000 : Math.sin(x)))
    const { xs: kept, ys } = thin(xs, values, options)
    assert.ok(kept.length <= 500 * 4 + 8, String(kept.length))
    assert.equal(ys[kept.indexOf(54_321)], 1000)
    assert.equal(ys[kept.indexOf(77_777)], -1000)
    assert.deepEqual([kept[0], kept.at(-1)], [0, 99_999])
  })
  it('keeps the extremes of every pixel', () => {
    const values = xs.map((x) => ((x * 7919) % 10_007) / 10_007)
    const { xs: kept, ys } = thin(xs, values, options)
    for (let pixel = 0; pixel < 500; pixel++) {
      const own = ys.filter((_, i) => Math.floor(kept[i]! / 200) === pixel)
      const all = values.slice(pixel * 200, pixel * 200 + 200)
      assert.deepEqual([Math.min(...own), Math.max(...own)], [Math.min(...all), Math.max(...all)])
    }
  })
  it('marks every pixel with a value that is not finite and counts all of them', () => {
    const values = xs.map((x) => (x === 10 || x === 11 ? NaN : x === 50_000 ? -Infinity : 1))
    const { odd, notFinite, ys } = thin(xs, values, options)
    assert.equal(notFinite, 3)
    assert.deepEqual(odd, [
      { x: 10, kind: 'not-finite' },
      { x: 50_000, kind: 'not-finite' },
    ])
    assert.equal(ys.filter(Number.isNaN).length, 2, 'a gap at each')
  })
  it('gives each value as it is where there are few', () => {
    assert.deepEqual(thin([1, 2, 3, 4], [5, NaN, 6, 7], { from: 0, to: 10, pixels: 100, isLog: false }), {
      xs: [1, 2, 3, 4],
      ys: [5, NaN, 6, 7],
      odd: [{ x: 2, kind: 'not-finite' }],
      notFinite: 1,
      notPositive: 0,
    })
  })
  it('keeps one value beyond each side of a zoom, and counts only what is within', () => {
    const { xs: kept, notFinite } = thin([0, 10, 20, 30, 40, 50], [NaN, 1, 2, 3, 4, NaN], { from: 15, to: 35, pixels: 100, isLog: false })
    assert.deepEqual(kept, [10, 20, 30, 40])
    assert.equal(notFinite, 0)
  })
  it('counts what a logarithm has no place for, and keeps it out of the line', () => {
    const { ys, notPositive, odd } = thin([1, 2, 3, 4], [1, 0, -1, 10], { from: 0, to: 5, pixels: 100, isLog: true })
    assert.deepEqual(ys, [1, NaN, 10])
    assert.equal(notPositive, 2)
    assert.deepEqual(
      odd.map(({ kind }) => kind),
      ['not-positive', 'not-positive'],
    )
  })
  it('leaves out of a free line what is neither in sight nor joined with it, and counts x that are no numbers', () => {
    const { xs: kept, notFinite } = thin([9, 8, 1, 2, 9, 9, NaN, 2], [1, 2, 3, 4, 5, 6, 7, 8], { from: 0, to: 5, pixels: 100, isLog: false, isFree: true })
    assert.deepEqual([kept.slice(0, 4), kept.at(-1), notFinite], [[8, 1, 2, 9], 2, 1])
  })
  it('is empty for a curve without values', () => assert.deepEqual(thin([], [], options).xs, []))
  it('draws nothing where no value is finite', () => {
    const { ys, notFinite } = thin(
      xs,
      xs.map(() => NaN),
      options,
    )
    assert.deepEqual([ys, notFinite], [[], 100_000])
  })
})

describe('finding a place among rising numbers', () => {
  it('finds bounds', () => assert.deepEqual([firstAtLeast([1, 2, 2, 3], 2), firstAtLeast([1, 2, 2, 3], 2, true), firstAtLeast([1], 5)], [1, 3, 1]))
  it('finds the nearest of numbers that rise and fall', () =>
    assert.deepEqual(
      [-5, 4, 6, 99].map((x) => placeAt({ xs: [20, NaN, 0, 10], isFree: true }, x)),
      [2, 2, 3, 0],
    ))
  it('finds the nearest', () =>
    assert.deepEqual(
      [-5, 4, 6, 99].map((x) => nearest([0, 10, 20], x)),
      [0, 0, 1, 2],
    ))
})
