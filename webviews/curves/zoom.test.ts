import assert from 'node:assert/strict'
import { keptZoom, moveBy, zoomAround } from './zoom'

describe('zoom', () => {
  const whole = { from: 0, to: 100 }
  it('keeps the point it is around', () => {
    const { from, to } = zoomAround({ from: 0, to: 100 }, 25, 0.5)
    assert.deepEqual([from, to], [12.5, 62.5])
  })
  it('stays within the data when it is moved', () => assert.deepEqual(keptZoom(moveBy({ from: 60, to: 90 }, 1), whole), { from: 70, to: 100 }))
  it('is none, so that the charts follow the data, where all of it shows', () => assert.equal(keptZoom({ from: -10, to: 110 }, whole), undefined))
  it('keeps the point it is around on a log axis too, and moves by a share of what is seen', () => {
    const around = zoomAround({ from: 1, to: 10_000 }, 100, 0.5, true)
    assert.deepEqual([around.from, around.to].map((value) => Math.round(value * 1e6) / 1e6), [10, 1000]) // prettier-ignore
    const moved = moveBy({ from: 1, to: 100 }, 0.5, true)
    assert.deepEqual([moved.from, moved.to].map((value) => Math.round(value * 1e6) / 1e6), [10, 1000]) // prettier-ignore
  })
  it('never gets so thin that nothing is left', () => {
    const kept = keptZoom({ from: 5, to: 5 }, whole)!
    assert.ok(kept.to > kept.from)
  })
})
