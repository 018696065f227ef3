import assert from 'node:assert/strict'
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromBase64, type FramesReply, type ProjectionMethod, type WireFrame } from '../../protocol'
import { temporaryFolder } from '../../test/support/folder'
import { plantedClusters } from '../embed/plantedClusters'
import { dropAfter, writeFrame } from '../store/frames'
import { framesFolder, stepName } from '../store/layout'
import { createProjector, type Projector } from './projector'

describe('a projector of frames', () => {
  const folder = temporaryFolder()
  const [rows, width] = [40, 6]
  const write = (step: number, progress = step / 100, values = plantedClusters({ rows, width, clusters: 4, progress })): void => {
    const short = values.slice(0, rows * 3)
    writeFrame(folder(), { step, towers: { image: { width, values }, text: { width: 3, values: short } } })
  }
  const file = (step: number): string => join(framesFolder(folder()), `${stepName(step)}.safetensors`)
  const ask = (
    projector: Projector,
    wanted: { method?: ProjectionMethod; tower?: string; afterStep?: number } = {},
    isWaitedFor = false,
  ): Promise<FramesReply> => projector.frames(folder(), { method: 'pca', afterStep: -1, ...wanted }, () => isWaitedFor)
  const steps = (reply: FramesReply): number[] => reply.frames.map(({ step }) => step)

  for (const method of ['pca', 'umap'] as const) {
    it(`gives the frames after a step, each turned to the one before: ${method}`, async () => {
      for (const step of [0, 10, 20]) write(step)
      const projector = createProjector()
      const whole = await ask(projector, { method })
      assert.deepEqual(
        { ...whole, frames: steps(whole) },
        { towers: ['image', 'text'], tower: 'image', points: rows, frames: [0, 10, 20], problems: [], remaining: 0 },
      )
      const [a, b] = whole.frames.slice(1).map(positionsOf)
      const [same, mirrored] = [1, -1].map((sign) => a!.reduce((sum, value, i) => sum + (value - sign * b![i]!) ** 2, 0))
      assert.ok(same! < mirrored! / 2, `${same} beside ${mirrored} of the frame turned around`)
      assert.deepEqual(steps(await ask(projector, { method, afterStep: 10 })), [20])
      assert.equal(whole.frames[0]!.explained?.length, method === 'pca' ? 2 : undefined)
    })
  }

  it('projects the tower asked for, and the first where there is no such one', async () => {
    write(0)
    const projector = createProjector()
    assert.equal((await ask(projector, { tower: 'text' })).tower, 'text')
    assert.equal((await ask(projector, { tower: 'sound' })).tower, 'image')
  })

  it('reads no frame twice', async () => {
    for (const step of [0, 10]) write(step)
    utimesSync(file(0), 1000, 1000)
    const projector = createProjector()
    await ask(projector)
    // The same stamp over other bytes: who reads them fails.
    writeFileSync(file(0), new Uint8Array(statSync(file(0)).size).fill(255))
    utimesSync(file(0), 1000, 1000)
    write(20)
    assert.deepEqual(steps(await ask(projector)), [0, 10, 20])
    assert.deepEqual((await ask(createProjector())).problems.map(({ step }) => step), [0]) // prettier-ignore
  })

  it('gives equal positions whether frames are asked for one by one or together', async () => {
    const live = createProjector()
    for (const step of [0, 10, 20]) {
      write(step)
      await ask(live, { method: 'umap' })
    }
    assert.deepEqual(await ask(live, { method: 'umap' }), await ask(createProjector(), { method: 'umap' }))
  })

  it('forgets what a resume dropped and what it wrote anew', async () => {
    for (const step of [0, 10, 20, 30]) write(step)
    const projector = createProjector()
    const before = await ask(projector)
    dropAfter(folder(), 10)
    assert.deepEqual(steps(await ask(projector)), [0, 10])
    write(20, 0.9)
    const after = await ask(projector)
    assert.deepEqual(steps(after), [0, 10, 20])
    assert.deepEqual(after.frames.slice(0, 2), before.frames.slice(0, 2))
    assert.notEqual(after.frames[2]!.positions, before.frames[2]!.positions)
    assert.deepEqual(after, await ask(createProjector()))
  })

  it('notices frames written anew that it never saw missing', async () => {
    for (const step of [0, 10, 20]) write(step)
    const projector = createProjector()
    await ask(projector)
    write(10, 0.8)
    assert.deepEqual(await ask(projector), await ask(createProjector()))
  })

  it('leaves out frames that were thinned, and the others stay as they are', async () => {
    for (const step of [0, 10, 20, 30]) write(step)
    const projector = createProjector()
    const before = await ask(projector)
    rmSync(file(10))
    write(40)
    const after = await ask(projector)
    assert.deepEqual(steps(after), [0, 20, 30, 40])
    assert.deepEqual(after.frames.slice(0, 3), [before.frames[0], before.frames[2], before.frames[3]])
  })

  it('answers after one frame where somebody waits, and says how many are left', async () => {
    for (const step of [0, 10, 20]) write(step)
    const projector = createProjector()
    const replies = [await ask(projector, {}, true), await ask(projector, {}, true), await ask(projector, {}, true)]
    assert.deepEqual(replies.map(steps), [[0], [0, 10], [0, 10, 20]]) // prettier-ignore
    assert.deepEqual(replies.map(({ remaining }) => remaining), [2, 1, 0]) // prettier-ignore
    const slow = await ask(createProjector({ sliceMs: 0 }))
    assert.deepEqual([steps(slow), slow.remaining], [[0], 2])
  })

  it('leaves out a frame that is not finite, and says of each what is wrong', async () => {
    const broken = plantedClusters({ rows, width, clusters: 4 })
    broken[width + 2] = NaN
    write(0, 0, broken)
    const projector = createProjector()
    const error = { code: 'source/embedding', context: { row: 1, column: 2, value: 'NaN' } }
    const alone = await ask(projector)
    assert.deepEqual([alone.frames, alone.problems], [[], [{ step: 0, error }]])
    write(10)
    write(20, 0, broken)
    write(30)
    const later = await ask(projector, { afterStep: 10 })
    assert.deepEqual([steps(later), later.problems], [[30], [0, 20].map((step) => ({ step, error }))])
  })

  it('gives nothing where there is no frame', async () => {
    assert.deepEqual(await ask(createProjector(), { tower: 'image' }), { towers: [], tower: 'image', points: 0, frames: [], problems: [], remaining: 0 })
  })

  it('makes anew what it no longer remembers', async () => {
    write(0)
    const projector = createProjector({ remembered: 1 })
    const first = await ask(projector)
    await ask(projector, { tower: 'text' })
    assert.deepEqual(await ask(projector), first)
  })

  it('shows the frames beside a damaged one, also beside a damaged newest, and says why that is missing', async () => {
    for (const step of [0, 10, 20]) write(step)
    for (const step of [10, 20]) writeFileSync(file(step), readFileSync(file(step)).subarray(0, 30))
    const { frames, problems, towers } = await ask(createProjector())
    assert.deepEqual([frames.map(({ step }) => step), towers], [[0], ['image', 'text']])
    assert.deepEqual(problems.map(({ step, error }) => [step, error.code, error.context['file']]), [
      [10, 'run/frame', `frames/${stepName(10)}.safetensors`],
      [20, 'run/frame', `frames/${stepName(20)}.safetensors`],
    ]) // prettier-ignore
    assert.match(JSON.stringify(problems[0]!.error.context), /header/)
  })

  it('says why where all are damaged', async () => {
    write(0)
    writeFileSync(file(0), '')
    const { towers, frames, problems } = await ask(createProjector())
    assert.deepEqual([towers, frames, problems.map(({ error }) => error.code)], [[], [], ['run/frame']])
  })
})

function positionsOf({ positions }: WireFrame): Float32Array {
  return new Float32Array(fromBase64(positions).buffer)
}
