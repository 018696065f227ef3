import assert from 'node:assert/strict'
import type { Answers, Request } from './messages'
import { watchOthers, type CoreTimes } from './others'
import type { Side } from './sides'

describe('the share of the cores that other programs use', () => {
  /** Two cores over a second, and what of it the bench's own processes did. */
  const shareOf = async ({ idle, own }: { idle: number; own: readonly number[] }): Promise<number> => {
    const cores: CoreTimes[] = [
      { idle: 5000, all: 9000 },
      { idle: 5000 + idle, all: 11_000 },
    ]
    const sides = own.map((ms) => sideOf([100, 100 + ms]))
    const others = await watchOthers(sides, () => cores.shift()!)
    return others.share()
  }

  it('is none of a machine on which only the bench works, however much', async () => {
    assert.ok((await shareOf({ idle: 0, own: [1500, 500] })) < 0.01)
    assert.ok((await shareOf({ idle: 1700, own: [300] })) < 0.01)
  })
  it('is what is left of the busy time, whether the bench worked or not', async () => {
    const [working, resting] = [await shareOf({ idle: 400, own: [700, 300] }), await shareOf({ idle: 1400, own: [] })]
    for (const share of [working, resting]) assert.ok(Math.abs(share - 0.3) < 0.01, `${share}`)
  })
  it('is not below none, where the cores count less than the processes do', async () => assert.equal(await shareOf({ idle: 100, own: [2000] }), 0))
  it('counts the bench’s own process too', async () => {
    let all = 0
    const others = await watchOthers([], () => ({ idle: 0, all: (all += 50) }))
    const until = process.cpuUsage()
    while (process.cpuUsage(until).user < 10_000);
    assert.ok((await others.share()) < 0.81)
  })
})

function sideOf(ms: number[]): Pick<Side, 'ask'> {
  return { ask: async <R extends Request>() => ({ ms: ms.shift()! }) as Answers[R['kind']] }
}
