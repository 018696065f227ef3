import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Stop } from '../../scripts/setUp/stop.mjs'
import { withFolder } from '../../sidecar/load/folderFixture'
import { directionFiles } from '../../sidecar/scaffold/fixtures'
import { planComparisons, type Planned } from './plan'

const plan = (bench: unknown, names: string[] = []): Promise<Planned[]> => {
  const files = bench === undefined ? directionFiles : { ...directionFiles, 'directions/01-first-idea/bench.json': text(bench) }
  return withFolder(files, (folder) => planComparisons(names, join(folder, 'directions')))
}
const text = (bench: unknown): string => (typeof bench === 'string' ? bench : JSON.stringify(bench))
const namesOf = (planned: readonly Planned[]): string[] => planned.map(({ direction, scaffold, data }) => `${direction}/${scaffold} ${data}`)
const textBench = { text: [{ data: 'movie-reviews', set: { steps: 300, flat: false, mode: 'x' }, variants: ['innovation'], seeds: 7 }] }

describe('what is measured of directions', () => {
  it('is each further data set of a scaffold, as it is, where nothing is said', async () => {
    const planned = await plan(undefined)
    assert.deepEqual(namesOf(planned), ['01-first-idea/image fashion-mnist', '02-second-idea/image fashion-mnist'])
    assert.deepEqual(planned[0], { direction: '01-first-idea', scaffold: 'image', data: 'fashion-mnist', set: {}, seeds: 5, engine: 'wasm' })
  })

  it('is what bench.json says of the scaffolds that it names, values as they are typed', async () => {
    const planned = await plan(textBench, ['01'])
    assert.deepEqual(namesOf(planned), ['01-first-idea/image fashion-mnist', '01-first-idea/text movie-reviews'])
    const { set, variants, seeds } = planned[1]!
    assert.deepEqual([set, variants, seeds], [{ steps: '300', flat: 'false', mode: 'x' }, ['innovation'], 7])
  })

  it('is chosen by number or name, of a direction or a scaffold, in the order of the directions', async () => {
    assert.deepEqual(namesOf(await plan(textBench, ['02', '01/text'])), ['01-first-idea/text movie-reviews', '02-second-idea/image fashion-mnist'])
    assert.deepEqual(namesOf(await plan(textBench, ['01-first-idea/image'])), ['01-first-idea/image fashion-mnist'])
    await assert.rejects(plan(undefined, ['01', '03']), new Stop('Nothing is measured of 03. There are: 01/image, 02/image.'))
    await assert.rejects(plan(undefined, ['01/text']), /Nothing is measured of 01\/text/)
  })

  for (const [what, bench, problem] of [
    ['is not JSON', '{', /bench\.json is not JSON/],
    ['names a scaffold that there is not', { sound: [{ data: 'fsdd' }] }, /there is no scaffold sound; there are image, text/],
    ['names a data set that there is not', { image: [{ data: 'cifar' }] }, /image is to be measured on cifar, which is no data set/],
    ['measures on one data set twice', { image: [{ data: 'grocery' }, { data: 'grocery' }] }, /image is measured on grocery twice/],
    ['has fewer than five seeds', { image: [{ data: 'grocery', seeds: 4 }] }, /at image\.0\.seeds: .*>=5/],
    ['has a key of its own', { image: [{ data: 'grocery', steps: 4 }] }, /at image\.0\.steps: /],
    ['says a note in one language', { image: [{ data: 'grocery', note: { en: 'why' } }] }, /at image\.0\.note\.zh-cn: /],
    [
      'holds the innovation against what is not measured',
      { image: [{ data: 'grocery', variants: ['innovation'], against: ['plain'] }] },
      /held against plain on grocery/,
    ],
    ['lists nothing', { image: [] }, /at image: /],
  ] as const) {
    it(`refuses a bench.json that ${what}`, () => assert.rejects(plan(bench), problem))
  }
})
