import assert from 'node:assert/strict'
import type { ComparisonEvent } from '../comparison'
import {
  comparisonRows,
  comparisonSentence,
  differenceBoundOf,
  formatDifference,
  formatGrouped,
  formatMean,
  formatMultiplyAdds,
  formatShort,
  formatSigned,
  formatValues,
  markBound,
  multiplyAddsNote,
  pairedValues,
} from './comparison'

const arm = { mean: 1, low: 0.9, high: 1.1, parameters: 41, multiplyAdds: 576, steps: 3000, seconds: 2 }
const result: ComparisonEvent = {
  event: 'comparison',
  metric: 'test/error',
  better: 'lower',
  experiment: 'mine',
  data: 'digits',
  engine: 'wasm',
  seeds: [0, 1, 2],
  variants: { baseline: { ...arm, values: [3, 2, 4] }, innovation: { ...arm, values: [1, null, 1.5] } },
  differences: {
    innovation: { mean: -2.25, low: -2.5, high: -2, p: 0.01, verdict: 'helps', doubts: [] },
    none: { mean: null, low: null, high: null, p: null, verdict: 'no difference seen', doubts: ['few-seeds', 'runs-missing'] },
  },
  atEqualSeconds: { innovation: null },
}

describe('the words of a comparison', () => {
  it('are the verdict first, then the difference with its interval and what it rests on', () => {
    assert.equal(
      comparisonSentence(result, 'innovation', 'en'),
      'innovation: helps. test/error −2.25 (lower is better) against the baseline, 95 % interval −2.5 to −2; 2 seeds, 3000 steps each.',
    )
    assert.equal(
      comparisonSentence(result, 'innovation', 'zh-cn'),
      'innovation：有帮助。test/error 与基线相差 −2.25（越低越好），95% 区间 −2.5 至 −2；2 个种子，各 3000 步。',
    )
  })
  it('never leave out a doubt', () => {
    assert.match(
      comparisonSentence(result, 'none', 'en'),
      /^none: no difference seen\. There is no pair .*\. But there are too few seeds .*; a run failed .*\.$/,
    )
    assert.match(comparisonSentence(result, 'none', 'zh-cn'), /。但是：种子太少，.*；有运行失败.*。$/)
  })
  it('say once that there are too few seeds', () => {
    const few = { mean: 1, low: null, high: null, p: null, verdict: 'no difference seen', doubts: ['few-seeds', 'generated-data'] } as const
    const sentence = comparisonSentence({ ...result, differences: { innovation: few } }, 'innovation', 'en')
    assert.match(sentence, /baseline, too few seeds to tell chance from effect; 2 seeds, 3000 steps each\. But the data is generated[^;]*\.$/)
  })
  it('pair what both arms have, by seed', () => {
    assert.deepEqual(pairedValues(result, 'innovation'), [
      { seed: 0, difference: -2, bound: undefined },
      { seed: 2, difference: -2.5, bound: undefined },
    ])
    assert.deepEqual(
      comparisonRows(result).map(({ variant, difference }) => [variant, difference?.verdict]),
      [
        ['baseline', undefined],
        ['innovation', 'helps'],
      ],
    )
  })
  it('mark what would be larger with more steps, and to which side a difference of such may lie', () => {
    const baseline = { ...arm, values: [9, 9, 4, 3], censored: [0, 1] }
    const innovation = { ...arm, values: [2, 9, 9, 1], censored: [1, 2] }
    const marked = { ...result, seeds: [0, 1, 2, 3], variants: { baseline, innovation } }
    assert.equal(formatValues(baseline, marked.seeds), '≥9 ≥9 4 3')
    assert.deepEqual(
      pairedValues(marked, 'innovation').map(({ difference, bound }) => markBound(formatSigned(difference), bound)),
      ['≤−7', '≷0', '≥+5', '−2'],
    )
  })
  it('mark a mean as they mark what it is made of', () => {
    const values = (baseline: readonly number[], innovation: readonly number[]): ComparisonEvent => ({
      ...result,
      variants: {
        baseline: { ...arm, mean: 8, values: [9, 8, 7], censored: baseline },
        innovation: { ...arm, mean: 5, values: [6, 5, 4], censored: innovation },
      },
    })
    const censored = values([0], [])
    assert.deepEqual(Object.values(censored.variants).map(formatMean), ['≥8', '5'])
    assert.deepEqual(
      [values([], []), values([0, 1], []), values([], [2]), values([0], [1]), values([0], [0])].map((each) => differenceBoundOf(each, 'innovation')),
      [undefined, 'most', 'least', 'either', 'either'],
    )
    assert.deepEqual([formatDifference(censored, 'innovation'), formatDifference(censored, 'none')], ['≤−2.25', '–'])
    assert.match(comparisonSentence(censored, 'innovation', 'en'), /^innovation: helps\. test\/error ≤−2\.25 \(lower/)
  })
  it('say of multiply-adds that are none why, and never that they are 0', () => {
    const none = { ...result, variants: { baseline: { ...result.variants['baseline']!, multiplyAdds: 0 }, innovation: result.variants['innovation']! } }
    assert.deepEqual(Object.values(none.variants).map(formatMultiplyAdds), ['–', '576'])
    assert.match(multiplyAddsNote(none, 'en')!, /only: none in baseline\.$/)
    assert.match(multiplyAddsNote(none, 'zh-cn')!, /baseline 没有计到。$/)
    assert.equal(multiplyAddsNote(result, 'en'), undefined)
    const untrained = { ...arm, values: [null], mean: null, multiplyAdds: null, steps: null }
    assert.equal(multiplyAddsNote({ ...result, variants: { ...result.variants, innovation: untrained } }, 'en'), undefined)
  })
  it('write numbers short and whole', () => {
    assert.deepEqual(
      [0.123456, -0.00001234, 12345, 0, 1234.5678, -7, -0.5].map((value) => formatShort(value)),
      ['0.1235', '−1.234e-5', '12345', '0', '1235', '−7', '−0.5'],
    )
    assert.deepEqual([0.5, -0.25, 0, 12.3456].map(formatSigned), ['+0.5', '−0.25', '0', '+12.3'])
    assert.equal(formatGrouped(1234567), '1,234,567')
  })
})
