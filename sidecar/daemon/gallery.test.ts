import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describeError, GradlabError } from '../../protocol'
import { withFolder } from '../load/folderFixture'
import { direction, directionFiles } from '../scaffold/fixtures'
import { listGallery } from './gallery'

/** In the form that `npm run directions:bench` writes. Numbers are made up. */
const comparison = {
  event: 'comparison',
  dataset: 'fashion-mnist',
  metric: 'test/accuracy',
  better: 'higher',
  seeds: [0, 1, 2, 3, 4],
  steps: 1200,
  engine: 'wasm',
  commit: '0000000',
  command: 'npm run directions:bench -- 01',
  variants: {
    innovation: { values: [0.87, 0.86, 0.88, 0.87, 0.86], mean: 0.868, parameters: 10, seconds: 1 },
    baseline: { values: [0.85, 0.85, 0.85, 0.85, 0.85], mean: 0.85, parameters: 10, seconds: 1 },
  },
  differences: { innovation: { mean: 0.01834, low: 0.0092, high: 0.0276, verdict: 'helps', doubts: [] } },
}
const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'

async function gallery(results: unknown): Promise<Awaited<ReturnType<typeof listGallery>>> {
  const files = { ...directionFiles, 'directions/01-first-idea/picture.svg': svg }
  return withFolder(
    results === undefined ? files : { ...files, 'results/01.json': typeof results === 'string' ? results : JSON.stringify(results) },
    (folder) => listGallery(join(folder, 'directions'), join(folder, 'results')),
  )
}

describe('the gallery', () => {
  it('holds every direction with its picture, without one where there is none, and no result that was not measured', async () => {
    const [first, second, ...rest] = await gallery(undefined)
    assert.deepEqual(first, { direction, picture: svg })
    assert.deepEqual(second, { direction: { ...direction, id: '02-second-idea', scaffolds: [direction.scaffolds[0]] }, picture: '' })
    assert.deepEqual(rest, [])
  })

  it('says what was measured in both languages, to the direction it belongs to', async () => {
    const [first, second] = await gallery([comparison])
    assert.deepEqual(first!.result, {
      en: 'Helps: test/accuracy on Fashion-MNIST +0.0183 against the baseline, 95 % interval +0.0092 to +0.0276; 5 seeds, 1,200 steps each.',
      'zh-cn': '有帮助：在 Fashion-MNIST 上，test/accuracy 与基线相差 +0.0183，95% 区间 +0.0092 至 +0.0276；5 个种子，各 1,200 步。',
    })
    assert.equal(second!.result, undefined)
  })

  it('says each comparison of a direction on a line of its own', async () => {
    const hurts = {
      ...comparison,
      dataset: 'of-ones-own',
      differences: { innovation: { mean: -0.02, low: -0.03, high: -0.01, verdict: 'hurts', doubts: ['parameters-differ'] } },
    }
    const lines = (await gallery([comparison, hurts]))[0]!.result!.en.split('\n')
    assert.equal(lines.length, 2)
    assert.match(
      lines[1]!,
      /^Hurts: test\/accuracy on of-ones-own −0\.02 against the baseline, 95 % interval −0\.03 to −0\.01;.*But the arms differ in parameters by more than 2 %\.$/,
    )
  })

  it('gives no interval and no verdict under three seeds, and says when less is better', async () => {
    const few = {
      ...comparison,
      metric: 'final/stepsToTarget',
      better: 'lower',
      variants: { innovation: { values: [400] } },
      differences: { innovation: { mean: -120, low: null, high: null, verdict: 'no difference seen', doubts: ['few-seeds'] } },
    }
    const { result } = (await gallery([few]))[0]!
    assert.match(result!.en, /^No difference seen: final\/stepsToTarget on Fashion-MNIST −120 \(lower is better\) .*, too few seeds for an interval; 1 seed,/)
    assert.match(result!['zh-cn'], /^未见差异：.*−120（越低越好），种子太少，给不出区间；1 个种子，/)
  })

  it('counts the seeds whose run finished, and says where none did', async () => {
    const values = { ...comparison, variants: { innovation: { values: [0.8, null, 0.8, 0.8, 0.8] } } }
    assert.match((await gallery([values]))[0]!.result!.en, /; 4 seeds, /)
    const none = { ...values, differences: { innovation: { mean: null, low: null, high: null, verdict: 'no difference seen', doubts: ['few-seeds'] } } }
    assert.equal((await gallery([none]))[0]!.result!.en, 'No difference seen: test/accuracy on Fashion-MNIST, no pair of runs finished.')
  })

  it('takes an empty list for not measured', async () => {
    assert.equal((await gallery([]))[0]!.result, undefined)
  })

  for (const [what, results, english] of [
    ['is not JSON', '[{', /01\.json is not a valid list of comparisons: it is not JSON/],
    [
      'has a verdict of its own',
      [{ ...comparison, differences: { innovation: { mean: 1, low: 0, high: 2, verdict: 'great', doubts: [] } } }],
      /"0\.differences\.innovation\.verdict"/,
    ],
    ['has no mean', [{ ...comparison, differences: { innovation: { low: 0, high: 2, verdict: 'helps', doubts: [] } } }], /"0\.differences\.innovation\.mean"/],
  ] as const) {
    it(`names a results file that ${what}`, async () => {
      const error = await gallery(results).catch((thrown: unknown) => thrown)
      assert.ok(error instanceof GradlabError)
      assert.equal(error.code, 'direction/result')
      assert.match(error.message, english)
      assert.match(describeError(error.toData(), 'zh-cn').message, /不是有效的对比结果/)
    })
  }

  it('of this repository can be read, and every direction has a picture', async () => {
    for (const { direction, picture } of await listGallery()) assert.match(picture, /<svg[\s>]/, direction.id)
  })
})
