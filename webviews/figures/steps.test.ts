import assert from 'node:assert/strict'
import { chosenAt, mergeSteps, placeOf } from './steps'

describe('the step slider of figures', () => {
  it('follows the newest while it stands at the end', () => {
    assert.equal(placeOf([0, 50], undefined), 1)
    assert.equal(placeOf([0, 50, 100], undefined), 2)
    assert.equal(chosenAt([0, 50, 100], 2), undefined)
  })
  it('stays where the user put it when new steps come', () => {
    const chosen = chosenAt([0, 50, 100], 1)
    assert.equal(placeOf([0, 50, 100, 150, 200], chosen), 1)
  })
  it('falls back to the step before one that was thinned out', () => assert.equal(placeOf([0, 100, 200], 50), 0))
  it('stands at the first where all steps are later', () => assert.equal(placeOf([100, 200], 50), 0))
  it('has no place without steps', () => assert.equal(placeOf([], undefined), -1))
  it('adds only newer steps heard of since', () => assert.deepEqual(mergeSteps([0, 100], [0, 50, 100, 150]), [0, 100, 150]))
})
