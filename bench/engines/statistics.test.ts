import assert from 'node:assert/strict'
import { differenceOf, geometricMean, isSame, median, ratioOf } from './statistics'

describe('the statistics of the bench', () => {
  it('takes the middle of an odd count, and between the two of an even one', () => {
    assert.equal(median([9, 1, 4]), 4)
    assert.equal(median([9, 1, 4, 5]), 4.5)
  })

  it('weighs twice as fast and half as fast alike', () => {
    assert.ok(Math.abs(geometricMean([2, 0.5]) - 1) < 1e-12)
    assert.ok(Math.abs(geometricMean([1, 10, 100]) - 10) < 1e-12)
  })

  it('is higher where the engine is faster', () => assert.equal(ratioOf(10, 5), 2))

  it('takes losses for the same within a thousandth of the loss', () => {
    assert.ok(isSame(differenceOf([2.3, 0.5], [2.3001, 0.5])))
    assert.ok(!isSame(differenceOf([2.3, 0.01], [2.3, 0.0102])))
  })

  it('takes one wrong step of many for a difference', () => assert.ok(!isSame(differenceOf([2, 1.9, 1.8], [2, 1.8, 1.8]))))

  it('takes a loss that is not a number for a difference', () => assert.ok(!isSame(differenceOf([2, NaN], [2, NaN]))))

  it('refuses curves of different length', () => assert.throws(() => differenceOf([1], [1, 2]), /1 losses beside 2/))
})
