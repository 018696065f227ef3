import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { armOf, fingerprint, judgeArms } from '../../sidecar/compare/fixtures'
import { listGallery } from '../../sidecar/daemon/gallery'
import { withFolder } from '../../sidecar/load/folderFixture'
import { direction, directionFiles } from '../../sidecar/scaffold/fixtures'
import type { Planned } from './plan'
import { publish, unlikeResults, type Published } from './publish'
import { readResults, type Measured } from './results'

/** Numbers are made up. */
function measured(change: Partial<Measured> = {}): Measured {
  const trials = [0.01, 0.03].map((learningRate) => ({ learningRate, value: 0.5 }))
  const tuning = { metric: 'validation/accuracy', seed: 9, trials: { baseline: trials, innovation: trials }, rates: { baseline: 0.01, innovation: 0.03 } }
  return {
    ...judgeArms([...armOf('baseline', [0.7, 0.71, 0.69]), ...armOf('innovation', [0.8, { status: 'failed' }, 0.795])], { tuning, experiment: 'image' }),
    scaffold: 'image',
    dataset: 'digits',
    steps: 1200,
    set: { steps: '1200', patch: '8' },
    commit: '0123abc-dirty',
    command: 'npm run directions:bench -- 01/image',
    trainingSeconds: 4321,
    machine: { cores: 2, processor: 'Some CPU', load: 3.5, fingerprint },
    note: { en: 'Chosen on validation.', 'zh-cn': '依验证集选定。' },
    ...change,
  }
}
const planned = ['digits', 'fashion-mnist'].flatMap((data) =>
  ['image', 'text'].map((scaffold): Planned => ({ direction: direction.id, scaffold, data, seeds: 5, engine: 'wasm', set: {} })),
)
const headed = {
  'directions/01-first-idea/image/README.md': '# First\n\n## Results\n\nNot yet.\n',
  'directions/01-first-idea/image/README.zh-cn.md': '# 一\n\n## 结果\n\n尚无。\n',
}

async function published(all: readonly Measured[], use: (places: Published, readme: (name: string) => string) => Promise<void>): Promise<void> {
  await withFolder({ ...directionFiles, ...headed }, async (folder) => {
    const places = { results: join(folder, 'docs/results'), directions: join(folder, 'directions') }
    for (const one of all) await publish(direction.id, one, planned, places)
    await use(places, (name) => readFileSync(join(places.directions, direction.id, 'image', name), 'utf8'))
  })
}

describe('what was measured', () => {
  it('stands in the order of the plan, the newest of each scaffold and data set, and nothing that is no longer planned', () =>
    published(
      [measured({ dataset: 'fashion-mnist' }), measured({ dataset: 'grocery' }), measured({ steps: 1 }), measured({ steps: 2 })],
      async ({ results }) => {
        const all = readResults(join(results, '01.json'))
        assert.deepEqual(
          all.map(({ dataset, steps }) => [dataset, steps]),
          [
            ['digits', 2],
            ['fashion-mnist', 1200],
          ],
        )
        assert.deepEqual(all[1], JSON.parse(JSON.stringify(measured({ dataset: 'fashion-mnist' }))))
      },
    ))

  it('is read by the gallery', () =>
    published([measured()], async ({ results, directions }) => {
      const [first] = await listGallery(directions, results)
      assert.match(
        first!.result!.en,
        /^No difference seen: test\/accuracy on .* 2 seeds, 1,200 steps each\. But a run failed or was cut short, and its seed is left out\.$/,
      )
    }))

  it('shows in both READMEs: every value, what failed, the difference, the cost, and what it rests on', () =>
    published([measured()], async (_, readme) => {
      const english = readme('README.md')
      assert.match(english, /\| innovation \| 0\.7975 \| +\+0\.103 \| +– \| no difference seen \| +0\.8 – 0\.795 \| +1,000 \| +5,000 \| +2\.0 \| +0\.03 \|/)
      assert.match(english, /- innovation: no difference seen\..* But a run failed/)
      assert.match(
        english,
        /3 seeds, 1,200 steps each; higher is better\. Set: `steps=1200 patch=8`\. Each variant has the best of the learning rates 0\.01, 0\.03/,
      )
      assert.match(english, /threads: 2, on 2 cores of Some CPU, Node v24\.0\.0\. The cores were shared \(mean load 3\.5\)/)
      assert.match(english, /4,321 s of training\. Commit `0123abc-dirty`, `npm run directions:bench -- 01\/image`\.\n\nChosen on validation\.\n/)
      assert.match(english, /^# First\n\n## Results\n\n<!-- .*-->\n[^]*<!-- results end -->\n\nNot yet\.\n$/)
      assert.match(readme('README.zh-cn.md'), /各 1,200 步；越高越好。[^]*提交 `0123abc-dirty`[^]*依验证集选定。/)
    }))

  it('holds the innovation against other variants too, on the seeds where both have a value, without a verdict', () => {
    const arms = [...armOf('baseline', [0.7, 0.71, 0.69]), ...armOf('innovation', [0.8, 0.81, 0.79]), ...armOf('rival', [0.78, 0.77, 0.78])]
    const held = measured({ ...judgeArms(arms, { experiment: 'image' }), against: ['rival', 'never trained'] })
    return published([held], async (_, readme) => {
      assert.match(
        readme('README.md'),
        /\n- innovation less rival: test\/accuracy \+0\.0233; 95 % interval −0\.0146 to \+0\.0613, unadjusted; 3 seeds\.\n\n3 seeds/,
      ) // t.ppf(0.975, 2) · 0.01528 / √3 = 0.0379
      assert.match(readme('README.zh-cn.md'), /\n- innovation 减去 rival：test\/accuracy 相差 \+0\.0233；95% 区间 −0\.0146 至 \+0\.0613/)
      assert.doesNotMatch(readme('README.md'), /never trained/)
    })
  })

  it('replaces what a README showed before, and leaves the rest', () =>
    published([measured({ commit: 'old' }), measured({ commit: 'new', dataset: 'fashion-mnist' }), measured({ commit: 'new' })], async (_, readme) => {
      const english = readme('README.md')
      assert.doesNotMatch(english, /`old`/)
      assert.equal(english.match(/Commit `new`/g)?.length, 2)
      assert.equal(english.match(/results end/g)?.length, 1)
      assert.match(english, /\nNot yet\.\n$/)
    }))
})

describe('a README and docs/results', () => {
  const change = (places: Published, edit: (text: string) => string): void => {
    const file = join(places.directions, direction.id, 'image/README.md')
    writeFileSync(file, edit(readFileSync(file, 'utf8')))
  }
  const unlike = (places: Published): Promise<string[]> => unlikeResults(direction.id, 'image', places)

  it('agree after publishing, and where nothing was measured', () =>
    published([measured()], async (places) => {
      assert.deepEqual(await unlike(places), [])
      assert.deepEqual(await unlikeResults(direction.id, 'text', places), [])
    }))

  it('differ where a figure was edited, on either side', () =>
    published([measured()], async (places) => {
      change(places, (text) => text.replace('+0.103', '+0.203'))
      assert.deepEqual(await unlike(places), ['01-first-idea/image/README.md shows other results than docs/results holds'])
      const file = join(places.results, '01.json')
      writeFileSync(file, readFileSync(file, 'utf8').replace('"trainingSeconds": 4321', '"trainingSeconds": 1'))
      assert.equal((await unlike(places)).length, 2)
    }))

  it('differ where the README shows nothing, and where it shows what was not measured', () =>
    published([measured()], async (places) => {
      change(places, () => '# First\n\n## Results\n')
      assert.deepEqual(await unlike(places), ['01-first-idea/image/README.md does not show what docs/results holds'])
      writeFileSync(join(places.results, '01.json'), '[]')
      assert.deepEqual(await unlike(places), ['01-first-idea/image/README.zh-cn.md shows other results than docs/results holds'])
      const unmeasured = '<!-- results: written by npm run directions:bench -->\n\n{}\n\n<!-- results end -->\n'
      const file = join(places.directions, direction.id, 'image/README.zh-cn.md')
      writeFileSync(file, unmeasured.replace('{}', '尚未测量：`npm run directions:bench -- 01/image` 会把表写在这里。'))
      assert.deepEqual(await unlike(places), [])
    }))

  it('are refused where the file is of another form, or the README has no place for them', () =>
    published([measured()], async (places) => {
      change(places, () => '# First\n')
      await assert.rejects(publish(direction.id, measured(), planned, places), /has neither the marks of results nor a heading "## Results"/)
      writeFileSync(join(places.results, '01.json'), '[{ "event": "comparison" }]')
      await assert.rejects(unlike(places), /01\.json is not a list of comparisons: .* Delete it and measure again\./)
    }))
})
