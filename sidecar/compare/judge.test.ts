import assert from 'node:assert/strict'
import type { Doubt, RunManifest } from '../../protocol'
import { formatValues } from '../../protocol/texts/comparison'
import { armOf, fingerprint, judgeArms, manifestOf } from './fixtures'
import { valueOf } from './judge'

const low = [0.7, 0.71, 0.69, 0.72, 0.7]
const high = [0.8, 0.82, 0.795, 0.815, 0.803]

describe('a comparison', () => {
  it('that is clear helps, without a doubt; the other way round it hurts', () => {
    const { innovation } = judgeArms([...armOf('baseline', low), ...armOf('innovation', high)]).differences
    assert.deepEqual([innovation!.verdict, innovation!.doubts], ['helps', []])
    const turned = judgeArms([...armOf('baseline', high), ...armOf('innovation', low)]).differences['innovation']!
    assert.equal(turned.verdict, 'hurts')
    assert.ok(Math.abs(turned.mean! + innovation!.mean!) < 1e-12)
    const error = judgeArms([...armOf('baseline', low), ...armOf('innovation', high)], { better: 'lower' })
    assert.equal(error.differences['innovation']!.verdict, 'hurts')
  })

  it('of two seeds has no interval and no verdict, however far the arms are apart', () => {
    const {
      mean,
      low: from,
      high: to,
      p,
      verdict,
      doubts,
    } = judgeArms([...armOf('baseline', [0.1, 0.1]), ...armOf('innovation', [0.9, 0.91])]).differences['innovation']!
    assert.ok(Math.abs(mean! - 0.805) < 1e-12)
    assert.deepEqual([from, to, p, verdict, doubts], [null, null, null, 'no difference seen', ['few-seeds']])
  })

  it('adjusts the verdicts of several variants and leaves the intervals alone', () => {
    // p of 0.03: seen alone, not seen among four.
    const border = [0.005, 0.012, 0.002, 0.02, 0.006].map((gain, i) => low[i]! + gain)
    const alone = judgeArms([...armOf('baseline', low), ...armOf('innovation', border)]).differences['innovation']!
    const others = ['b', 'c', 'd'].flatMap((variant) =>
      armOf(
        variant,
        low.map((value, i) => value + (i % 2 ? 0.01 : -0.01)),
      ),
    )
    const among = judgeArms([...armOf('baseline', low), ...armOf('innovation', border), ...others]).differences['innovation']!
    assert.deepEqual([alone.verdict, among.verdict], ['helps', 'no difference seen'])
    assert.deepEqual([among.low, among.high], [alone.low, alone.high])
    assert.ok(Math.abs(among.p! - 4 * alone.p!) < 1e-12)
  })

  it('pairs by seed: what one arm lacks is left out of both, and said', () => {
    const failed: Partial<RunManifest> = { status: 'failed', metrics: {} }
    const { variants, differences } = judgeArms([...armOf('baseline', low), ...armOf('innovation', [0.8, failed, 0.795, 0.815, 0.803])])
    assert.deepEqual(variants['innovation']!.values, [0.8, null, 0.795, 0.815, 0.803])
    const expected = [0.8 - 0.7, 0.795 - 0.69, 0.815 - 0.72, 0.803 - 0.7].reduce((a, b) => a + b) / 4
    assert.ok(Math.abs(differences['innovation']!.mean! - expected) < 1e-12)
    assert.deepEqual(differences['innovation']!.doubts, ['runs-missing'])
  })

  it('in the middle of its schedule judges what is paired, and does not call the rest missing', () => {
    const { variants, differences } = judgeArms([...armOf('baseline', low.slice(0, 4)), ...armOf('innovation', high.slice(0, 3))], { seeds: [0, 1, 2, 3, 4] })
    assert.deepEqual(variants['innovation']!.values.slice(3), [null, null])
    assert.deepEqual(differences['innovation']!.doubts, [])
    assert.ok(differences['innovation']!.low !== null)
  })

  it('whose baseline failed everywhere says nothing of its variants', () => {
    const { mean, verdict, doubts } = judgeArms([
      ...armOf(
        'baseline',
        low.map(() => ({ status: 'failed' as const })),
      ),
      ...armOf('innovation', high),
    ]).differences['innovation']!
    assert.deepEqual([mean, verdict, doubts], [null, 'no difference seen', ['few-seeds', 'runs-missing']])
  })

  const doubted: readonly [Doubt, Partial<RunManifest>][] = [
    ['parameters-differ', { parameters: 1021 }],
    ['multiply-adds-differ', { multiplyAdds: 6000 }],
    ['steps-differ', { step: 101 }],
    ['engines-differ', { fingerprint: { ...fingerprint, threads: 4 } }],
    ['generated-data', { generatedData: true }],
  ]
  for (const [doubt, change] of doubted) {
    it(`says ${doubt} where it is so`, () => {
      assert.deepEqual(judgeArms([...armOf('baseline', low), ...armOf('innovation', high, change)]).differences['innovation']!.doubts, [doubt])
    })
  }
  it('names the seeds whose run did not reach its target, and doubts the difference', () => {
    const run = (steps: number, censored: number): Partial<RunManifest> => ({ metrics: { 'final/stepsToTarget': steps, 'final/censored': censored } })
    const runs = [...armOf('baseline', [run(100, 1), run(90, 0), run(100, 1)]), ...armOf('innovation', [run(20, 0), run(40, 0), run(30, 0)])]
    const judged = judgeArms(runs, { metric: 'final/stepsToTarget', better: 'lower' })
    assert.deepEqual([judged.variants['baseline']!.censored, judged.variants['innovation']!.censored], [[0, 2], undefined])
    assert.deepEqual(judged.differences['innovation']!.doubts, ['censored'])
    assert.equal(formatValues(judged.variants['baseline']!, judged.seeds), '≥100 90 ≥100')
    assert.deepEqual(judgeArms(runs, { metric: 'final/censored', better: 'lower' }).variants['baseline']!.values, [1, 0, 1])
  })
  it('says what the other metrics of the same pairs are, without a verdict', () => {
    const shifted = (arm: string, values: readonly (number | undefined)[]) =>
      armOf(
        arm,
        values.map((value, i) => ({
          metrics: { 'test/accuracy': (arm === 'baseline' ? low : high)[i]!, ...(value !== undefined && { 'test-shifted/accuracy': value }) },
        })),
      )
    const runs = [...shifted('baseline', [0.2, 0.3, 0.1, 0.2]), ...shifted('innovation', [0.7, 0.8, 0.6, undefined])]
    const goals = { 'test/accuracy': 'higher', 'test-shifted/accuracy': 'higher', 'test-shifted/loss': 'lower' } as const
    const { besideIt } = judgeArms(runs, { goals })
    assert.deepEqual(
      besideIt!['innovation']!.map(({ metric, better }) => [metric, better]),
      [['test-shifted/accuracy', 'higher']],
      'the loss is in no run',
    )
    const { variant, baseline, difference } = besideIt!['innovation']![0]!
    for (const [got, expected] of [
      [variant, 0.7],
      [baseline, 0.2],
      [difference.mean, 0.5],
    ] as const)
      assert.ok(Math.abs(got - expected) < 1e-9, 'means over the three seeds where both have a value')
    assert.equal(judgeArms(runs).besideIt, undefined)
    assert.equal(judgeArms(runs, { goals: { 'test/accuracy': 'higher' } }).besideIt, undefined)
  })
  it('has no multiply-adds of an arm in whose steps none is counted', () => {
    const { variants } = judgeArms([...armOf('baseline', low), ...armOf('innovation', high, { multiplyAdds: 0 })])
    assert.deepEqual([variants['baseline']!.multiplyAdds, variants['innovation']!.multiplyAdds], [5000, null])
  })
  it('takes 2 % more parameters for the same budget', () => {
    assert.deepEqual(judgeArms([...armOf('baseline', low), ...armOf('innovation', high, { parameters: 1020 })]).differences['innovation']!.doubts, [])
  })
  it('leaves out a run that was changed as it trained, and says so', () => {
    const { variants, differences } = judgeArms([...armOf('baseline', low), ...armOf('innovation', [...high.slice(0, 4), { liveChanges: true }])])
    assert.equal(variants['innovation']!.values[4], null)
    assert.deepEqual(differences['innovation']!.doubts, ['live-changes'])
  })
  it('says that equal differences are no measure of chance', () => {
    assert.deepEqual(judgeArms([...armOf('baseline', [1, 2, 3]), ...armOf('innovation', [2, 3, 4])]).differences['innovation']!.doubts, ['no-spread'])
    assert.deepEqual(judgeArms([...armOf('baseline', [1, 2, 3]), ...armOf('innovation', [1, 2, 3])]).differences['innovation']!.doubts, [])
  })
  it('doubts rates that were chosen by more than validation, or by unequal trials', () => {
    const trial = (value: number | null) => ({ learningRate: 0.1, value })
    const tuning = { seed: 9, rates: { baseline: 0.1, innovation: 0.1 } }
    const runs = [...armOf('baseline', low), ...armOf('innovation', high)]
    const equal = { baseline: [trial(1), trial(2)], innovation: [trial(1), trial(2)] }
    const doubtsOf = (
      metric: string,
      trials: typeof equal | { baseline: ReturnType<typeof trial>[]; innovation: ReturnType<typeof trial>[] },
    ): readonly Doubt[] => judgeArms(runs, { tuning: { ...tuning, metric, trials } }).differences['innovation']!.doubts
    assert.deepEqual(doubtsOf('validation/accuracy', equal), [])
    assert.deepEqual(doubtsOf('final/bytesToTarget', equal), [])
    assert.deepEqual(doubtsOf('final/accuracy', equal), ['selected-on-test'])
    assert.deepEqual(doubtsOf('validation/accuracy', { ...equal, innovation: [trial(1), trial(null)] }), ['tuning-unequal'])
  })
})

describe('the value of a run', () => {
  it('is its metric where it was completed unchanged, and nothing else', () => {
    assert.equal(valueOf(manifestOf(), 'test/accuracy'), 0.5)
    for (const change of [{ status: 'stopped' }, { liveChanges: true }, { metrics: { 'test/accuracy': 'NaN' } }, { metrics: {} }] as const)
      assert.equal(valueOf(manifestOf(change), 'test/accuracy'), undefined)
    assert.equal(valueOf(undefined, 'test/accuracy'), undefined)
  })
})
