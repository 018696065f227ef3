import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Direction } from '../../protocol'
import { distFolder } from '../../sidecar/places'
import { direction } from '../../sidecar/scaffold/fixtures'
import { listRuns } from '../../sidecar/store/runs'
import type { Places } from './experiments'
import { measure } from './measure'
import { planComparisons } from './plan'
import type { Measured } from './results'

describe('measuring a direction', function () {
  this.timeout(300_000)
  let folder = ''
  before(() => (folder = mkdtempSync(join(tmpdir(), 'gradlab-measured-'))))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const regression = readFileSync(join(__dirname, '../../test/fixtures/experiments/regression.ts'), 'utf8')

  /** A direction around the regression, which needs no data; `digits` are named and never read. */
  function makeDirection(model: string): Places {
    const root = join(folder, 'directions')
    mkdirSync(join(root, direction.id, 'image'), { recursive: true })
    const [scaffold] = direction.scaffolds
    const own: Direction = { ...direction, scaffolds: [{ ...scaffold!, otherData: ['digits'] }] }
    writeFileSync(join(root, direction.id, 'direction.json'), JSON.stringify(own))
    writeFileSync(join(root, direction.id, 'bench.json'), JSON.stringify({ image: [{ data: 'digits', set: { steps: 20, width: 5 } }] }))
    writeFileSync(join(root, direction.id, 'image/model.ts'), model)
    return { directions: root, dist: distFolder, cache: join(folder, 'cache') }
  }
  const call = async (places: Places, options: { before?: Measured; commit?: string; stopAfter?: number } = {}): Promise<Measured | undefined> => {
    const stopping = new AbortController()
    let ended = 0
    const watcher = { onRun: () => (++ended === options.stopAfter ? stopping.abort() : undefined), onOutput: () => undefined }
    const { before, commit = 'a' } = options
    const [planned] = await planComparisons([], places.directions)
    return measure({ ...planned!, seeds: 2 }, { commit, before, signal: stopping.signal, watcher }, places)
  }
  const runsOf = (places: Places): number =>
    readdirSync(places.cache).reduce((sum, hash) => sum + listRuns(join(places.cache, hash, direction.id, 'digits/image')).runs.length, 0)

  it('interrupted, goes on in the next call, and says the whole comparison with what it rests on', async () => {
    const places = makeDirection(regression)
    assert.equal(await call(places, { stopAfter: 3 }), undefined)
    measured = await call(places)
    assert.equal(runsOf(places), 2 * 3 + 2 * 2, 'three rates an arm with one seed, then two seeds; none was trained twice')
    assert.ok(measured)
    const { event, scaffold, dataset, steps, set, seeds, engine, command, trainingSeconds, machine, tuning, variants, differences } = measured
    assert.deepEqual([event, scaffold, dataset, steps, engine], ['comparison', 'image', 'digits', 20, 'wasm'])
    assert.deepEqual([set, seeds, command], [{ steps: '20', width: '5' }, [0, 1], 'npm run directions:bench -- 01/image'])
    assert.ok(trainingSeconds >= 0 && machine.cores > 0 && machine.fingerprint?.engine === 'wasm')
    assert.deepEqual(Object.keys(tuning!.trials), ['baseline', 'innovation'])
    assert.deepEqual(variants['innovation']!.values.map(Number.isFinite), [true, true])
    assert.ok(differences['innovation']!.mean !== null)
  })
  let measured: Measured | undefined

  it('again trains nothing and keeps what was said of the machine, unless it was another source', async () => {
    const places = makeDirection(regression)
    const stored = JSON.parse(JSON.stringify({ ...measured!, machine: { ...measured!.machine, load: 99 } })) as Measured
    const runs = runsOf(places)
    assert.deepEqual(await call(places, { before: stored, commit: 'b' }), stored)
    assert.equal((await call(places, { before: { ...stored, commit: 'a-dirty' }, commit: 'b' }))!.commit, 'b')
    const changed = { ...stored, variants: { ...stored.variants, innovation: { ...stored.variants['innovation']!, values: [1, 2] } } }
    assert.equal((await call(places, { before: changed, commit: 'b' }))!.commit, 'b', 'what says something else is written again')
    assert.equal(runsOf(places), runs)
    await call(makeDirection(`${regression}\n// edited\n`), { before: stored, stopAfter: 1 })
    assert.ok(runsOf(places) > runs)
  })

  it('with another engine has a place of its own', async () => {
    const places = makeDirection(regression)
    const dist = join(folder, 'dist')
    for (const name of ['run.js', 'peer.js', 'engine-thread.js', 'wasm', 'types']) cpSync(join(distFolder, name), join(dist, name), { recursive: true })
    writeFileSync(join(dist, 'run.js'), 'changed')
    await call({ ...places, dist }, { stopAfter: 1 })
    assert.equal(readdirSync(places.cache).length, 2)
  })

  it('refuses what no run would take', async () => {
    const places = makeDirection(regression.replace('width: 8', 'breadth: 8').replaceAll('ctx.hyper.width', 'ctx.hyper.breadth'))
    await assert.rejects(call(places), { code: 'hyper/unknown' })
  })
})
