import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure, RunManifest } from '../../protocol'
import { temporaryFolder } from '../../test/support/folder'
import { writeWhole } from './files'
import { dropAfter, readFigures, readFrames, readProbe, writeFigures, writeFrame, writeProbe } from './frames'
import { manifestFile } from './layout'
import { readLock, releaseLock, takeLock } from './lock'
import { parseManifest, writeManifest } from './manifest'
import { isSameProcess, startTimeOf } from './processes'
import { createRun, findRun, listRuns, readManifest } from './runs'

const about = {
  direction: '01-x',
  scaffold: 'text',
  data: 'digits',
  variant: 'innovation',
  seed: 3,
  engineAsked: 'auto',
  set: {},
  sourceHash: 'abc',
  versions: { gradlab: '0' },
} as const satisfies Partial<RunManifest>

describe('writing a file whole', () => {
  const folder = temporaryFolder()

  it('leaves the old file, and nothing else, when it fails', function () {
    const target = join(folder(), 'sub')
    mkdirSync(target)
    writeFileSync(join(target, 'file'), 'old') // a rename onto a folder fails even for root
    assert.throws(() => writeWhole(target, 'new'), { code: 'disk/write' })
    assert.deepEqual(readdirSync(folder()), ['sub'])
    assert.equal(readFileSync(join(target, 'file'), 'utf8'), 'old')
  })
})

describe('run folders', () => {
  const experiment = temporaryFolder()

  it('are named by time, variant and seed, and hold the manifest and the source', () => {
    const { folder, manifest } = createRun(experiment(), about, { 'files/model.ts': 'x', 'model.cjs': 'y' })
    assert.match(manifest.name, /^\d{8}T\d{6}Z-innovation-s3-[0-9a-f]{4}$/)
    assert.equal(readFileSync(join(folder, 'source', 'files', 'model.ts'), 'utf8'), 'x')
    assert.deepEqual(parseManifest(folder), manifest)
  })

  it('are found by path, and by name from the experiment, from inside it and from the folder above', () => {
    const { folder, manifest } = createRun(experiment(), about, {})
    for (const from of [experiment(), folder, join(experiment(), '..')]) assert.equal(findRun(manifest.name, from), folder)
    assert.equal(findRun(folder, '/'), folder)
    assert.throws(() => findRun('nope', experiment()), { code: 'run/unknown' })
  })

  it('are interrupted when they say that they train but nobody does', () => {
    const { folder } = createRun(experiment(), about, {})
    assert.equal(readManifest(folder).status, 'interrupted')
  })

  it('with a broken run.json do not hide the others', () => {
    const [first, second] = [createRun(experiment(), about, {}), createRun(experiment(), about, {})]
    writeFileSync(manifestFile(first.folder), '{ "format": 1,')
    const { runs, broken } = listRuns(experiment())
    assert.deepEqual(
      runs.map(({ folder }) => folder),
      [second.folder],
    )
    assert.equal(broken[0]?.error.code, 'run/broken')
  })

  it('whose run.json has a wrong field say which one', () => {
    const { folder, manifest } = createRun(experiment(), about, {})
    writeManifest(folder, { ...manifest, seed: -1 })
    assert.throws(() => parseManifest(folder), { code: 'run/broken', message: /seed/ })
  })

  it('in a folder that may not be written give one clear error', function () {
    if (process.getuid?.() === 0) {
      // Root may write anywhere: a file in the way stands for the refusal.
      writeFileSync(join(experiment(), '.gradlab'), '')
      assert.throws(() => createRun(experiment(), about, {}), { code: 'disk/write' })
      return
    }
    chmodSync(experiment(), 0o500)
    assert.throws(() => createRun(experiment(), about, {}), { code: 'folder/read-only' })
  })
})

describe('run.lock', () => {
  const run = temporaryFolder()
  const mine = { pid: process.pid, startTime: startTimeOf(process.pid)!, socket: 's', token: 't' }

  it('is held by one process at a time', () => {
    takeLock(run(), mine)
    assert.throws(() => takeLock(run(), mine), { code: 'run/training' })
    releaseLock(run(), process.pid)
    takeLock(run(), mine)
  })

  it('is stale when its process is gone, or another one has got its pid', () => {
    takeLock(run(), { ...mine, startTime: 'long ago' })
    assert.equal(readLock(run()), undefined)
    takeLock(run(), mine)
    assert.deepEqual(readLock(run()), mine)
  })

  it('torn by a crash counts as none', () => {
    writeFileSync(join(run(), 'run.lock'), '{"pid":')
    assert.equal(readLock(run()), undefined)
    takeLock(run(), mine)
  })

  it('is only given back by the one that took it', () => {
    takeLock(run(), mine)
    releaseLock(run(), process.pid + 1)
    assert.ok(existsSync(join(run(), 'run.lock')))
  })

  it('knows this process by its start time', () => {
    assert.ok(isSameProcess(process.pid, startTimeOf(process.pid)!))
    assert.equal(startTimeOf(2 ** 22 + 1), undefined)
  })
})

describe('frames and figures', () => {
  const run = temporaryFolder()

  it('keep every value of an embedding, by tower', () => {
    const towers = { image: { width: 2, values: Float32Array.of(1, 2, NaN, 4) }, text: { width: 1, values: Float32Array.of(5, 6) } }
    writeFrame(run(), { step: 9, towers })
    assert.deepEqual(readFrames(run()), [{ step: 9, towers }])
  })

  it('are thinned to at most 200, the first and the last among them', () => {
    for (let step = 0; step <= 450; step++) writeFrame(run(), { step, towers: { e: { width: 1, values: Float32Array.of(step) } } })
    const steps = readFrames(run()).map(({ step }) => step)
    assert.ok(steps.length <= 200 && steps[0] === 0 && steps.at(-1) === 450, String(steps))
  })

  it('after the step a run resumes from are dropped', () => {
    for (const step of [1, 2, 3]) writeFigures(run(), step, [])
    dropAfter(run(), 2)
    assert.deepEqual(
      readFigures(run()).map(({ step }) => step),
      [1, 2],
    )
  })

  it('of every kind come back as they were, typed arrays and NaN included', () => {
    const figures: Figure[] = [
      { kind: 'line', name: 'l', x: [0, 1], series: { y: [NaN, -Infinity] } },
      { kind: 'heatmap', name: 'h', rows: ['a'], columns: ['b', 'c'], values: Float32Array.of(0.5, NaN) },
      { kind: 'image', name: 'i', images: [{ width: 1, height: 1, channels: 3, bytes: Uint8Array.of(1, 2, 3) }] },
      { kind: 'raster', name: 'r', rows: 2, columns: 2, events: Uint32Array.of(0, 3) },
      { kind: 'text', name: 't', tokens: ['你', 'b'], weights: Float32Array.of(0.25, 0.75) },
    ]
    writeFigures(run(), 4, figures)
    assert.deepEqual(readFigures(run()), [{ step: 4, figures }])
  })

  it('of the probe show text, image and sound again', () => {
    const points = [
      {
        label: 'x',
        text: 'héllo',
        image: { width: 1, height: 2, channels: 1 as const, bytes: Uint8Array.of(0, 255) },
        sound: { rateHz: 8000, samples: Int16Array.of(-5, 5) },
      },
    ]
    writeProbe(run(), points)
    assert.deepEqual(readProbe(run()), points)
  })
})
