import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { temporaryFolder } from '../../test/support/folder'
import { plantedClusters } from '../embed/plantedClusters'
import { writeFrame } from '../store/frames'
import { createFrameService, type FrameService } from './frames'

describe('the frame service', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()
  const [rows, width] = [1200, 64]
  let script: string
  let service: FrameService
  before(async () => {
    const { outputFiles } = await build({ entryPoints: [join(__dirname, 'projectionMain.ts')], bundle: true, write: false, platform: 'node', format: 'cjs' })
    script = outputFiles[0]!.text
  })
  beforeEach(() => {
    const path = join(folder(), 'projection.js')
    writeFileSync(path, script)
    service = createFrameService(path)
  })
  afterEach(() => service.close())
  const write = (...steps: number[]): void => {
    for (const step of steps)
      writeFrame(folder(), { step, towers: { net: { width, values: plantedClusters({ rows, width, clusters: 5, progress: step / 10 }) } } })
  }

  it('gives frames while the loop goes on', async () => {
    write(0, 1)
    let turns = 0
    const ticking = setInterval(() => turns++, 5)
    const reply = await service.frames(folder(), { method: 'umap', afterStep: -1 })
    clearInterval(ticking)
    assert.deepEqual([reply.frames.length + reply.remaining, reply.points], [2, rows])
    assert.ok(turns > 3, `${turns} turns`)
  })

  it('lets a newer request through before an older one is done, and both come to their end', async () => {
    write(0, 1, 2, 3, 4)
    const order: string[] = []
    const old = service.frames(folder(), { method: 'umap', afterStep: -1 }).then((reply) => (order.push('umap'), reply))
    const newer = service.frames(folder(), { method: 'pca', afterStep: -1 }).then((reply) => (order.push('pca'), reply))
    const [umap, pca] = await Promise.all([old, newer])
    assert.deepEqual(order, ['umap', 'pca'])
    assert.deepEqual([umap.frames.length, umap.remaining], [1, 4], 'the older one ends after the frame at work')
    assert.equal(pca.remaining, 0)
    let { frames, remaining } = umap
    while (remaining > 0) {
      const next = await service.frames(folder(), { method: 'umap', afterStep: frames.at(-1)!.step })
      frames = [...frames, ...next.frames]
      remaining = next.remaining
    }
    assert.deepEqual(frames.map(({ step }) => step), [0, 1, 2, 3, 4]) // prettier-ignore
  })

  it('says of a frame what is wrong with it, and goes on', async () => {
    const values = plantedClusters({ rows, width, clusters: 5 })
    values[5] = Infinity
    writeFrame(folder(), { step: 0, towers: { net: { width, values } } })
    const { problems } = await service.frames(folder(), { method: 'pca', afterStep: -1 })
    assert.deepEqual(problems.map(({ error }) => error.code), ['source/embedding']) // prettier-ignore
    write(1)
    assert.equal((await service.frames(folder(), { method: 'pca', afterStep: -1 })).frames.length, 1)
  })

  it('fails what is asked of a thread that is gone, and starts another', async () => {
    const path = join(folder(), 'projection.js')
    writeFileSync(path, 'require("node:worker_threads").parentPort.on("message", () => process.exit(3))')
    await assert.rejects(service.frames(folder(), { method: 'pca', afterStep: -1 }), {
      code: 'internal',
      context: { problem: 'the projection thread ended with 3' },
    })
    writeFileSync(path, script)
    assert.equal((await service.frames(folder(), { method: 'pca', afterStep: -1 })).points, 0)
  })

  it('fails what waits when it is closed, and whatever comes later', async () => {
    write(0)
    const asked = service.frames(folder(), { method: 'umap', afterStep: -1 })
    service.close()
    await assert.rejects(asked, { code: 'internal' })
    await assert.rejects(service.frames(folder(), { method: 'pca', afterStep: -1 }), { code: 'internal' })
  })
})
