import assert from 'node:assert/strict'
import { bestSeconds } from './bestSeconds'

/** Something that takes so long, but in one sample, which is held up. */
function timed(seconds: number, heldUp?: { sample: number; by: number }): { asked: number[]; timeEach(times: number): Promise<number> } {
  const asked: number[] = []
  return {
    asked,
    async timeEach(times) {
      asked.push(times)
      return asked.length - 1 === heldUp?.sample ? seconds + heldUp.by / times : seconds
    },
  }
}

describe('the seconds that something takes at its best', () => {
  it('are those of a sample that nothing held up, whichever else was', async () => {
    for (const sample of [0, 1, 2]) assert.equal(await bestSeconds(timed(1e-4, { sample, by: 0.4 }).timeEach), 1e-4)
  })
  it('are looked for in samples that are long enough for a clock', async () => {
    const { asked, timeEach } = timed(1e-4)
    await bestSeconds(timeEach)
    assert.deepEqual(asked, [1, 300, 300, 300, 300])
  })
  it('are looked for once where they are many', async () => {
    const { asked, timeEach } = timed(2)
    assert.equal(await bestSeconds(timeEach), 2)
    assert.deepEqual(asked, [1])
  })
})
