import assert from 'node:assert/strict'
import { truncateSync, appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunEvent, RunManifest } from '../../protocol'
import { makeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { checkpointSteps, readLatestCheckpoint } from '../store/checkpoints'
import { curvesOf, readEvents } from '../store/events'
import { readFrames } from '../store/frames'
import { checkpointsFolder, eventsFile, stepName } from '../store/layout'
import { readLock } from '../store/lock'
import { readManifest } from '../store/runs'
import { resumeRun, startRun, type LiveRun } from '../supervisor/runs'

describe('a run', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  const experiment = (): string => makeExperiment(join(folder(), 'experiment'), ['regression.ts'])
  const start = (request: Partial<Parameters<typeof startRun>[0]> = {}): Promise<LiveRun> =>
    startRun({ experiment: experiment(), variant: 'innovation', seed: 5, engine: 'wasm', set: {}, ...request })

  it('trains to its end, falls, and leaves its whole story in its folder', async () => {
    const run = await start()
    const events = await collect(run)
    const manifest = await run.ended
    assert.equal(manifest.status, 'completed')
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'started' || kind === 'ended').map(({ kind }) => kind),
      ['started', 'ended'],
    )
    assert.deepEqual(readEvents(run.folder), events)
    const { 'train/loss': loss, 'validation/error': error } = curvesOf(events)
    assert.deepEqual(
      loss!.steps,
      Array.from({ length: 60 }, (_, i) => i + 1),
    )
    assert.ok(loss!.values.at(-1)! < loss!.values[0]! / 2)
    assert.deepEqual(error!.steps, [10, 20, 30, 40, 50, 60])
    assert.equal(readFrames(run.folder).length, 7) // one before the first step
    assert.equal(manifest.parameters, 3 * 8 + 8 + 8 + 1)
    assert.equal(typeof manifest.metrics?.['test/error'], 'number')
    assert.equal(manifest.metrics?.['final/seen'], manifest.metrics?.['train/seen'])
    assert.equal(readLock(run.folder), undefined)
  })

  it('of the same seed gives the same metrics, of another seed others', async () => {
    const metrics = async (seed: number): Promise<RunManifest['metrics']> => (await finish(await start({ seed }))).metrics
    const [first, again, other] = [await metrics(5), await metrics(5), await metrics(6)]
    assert.deepEqual(again, first)
    assert.notDeepEqual(other, first)
  })

  it('cut short by maxSteps is completed, and its test split was opened', async () => {
    const manifest = await finish(await start({ maxSteps: 7 }))
    assert.equal(manifest.status, 'completed')
    assert.equal(manifest.step, 7)
    assert.ok('test/error' in manifest.metrics!)
  })

  it('killed at any step and resumed, twice in a row, ends with bitwise equal parameters and metrics', async () => {
    const whole = await start()
    const expected = await finish(whole)
    for (const [first, second] of [
      [1, 23],
      [9, 10],
      [30, 31],
      [47, 59],
    ] as const) {
      const killed = await start({ set: { sleepMs: '4' } })
      await killAt(killed, first)
      const again = await resumeRun(killed.folder)
      await killAt(again, second)
      const manifest = await finish(await resumeRun(killed.folder))
      assert.equal(manifest.status, 'completed')
      assert.deepEqual(manifest.metrics, expected.metrics, `killed at ${first} and ${second}`)
      assert.deepEqual(finalTensors(killed.folder), finalTensors(whole.folder))
      assert.deepEqual(curvesOf(readEvents(killed.folder)), curvesOf(readEvents(whole.folder)))
    }
  })

  it('whose newest checkpoint is damaged and whose log is torn goes on from the one before, to the same end', async () => {
    const whole = await finish(await start())
    const killed = await start({ set: { sleepMs: '4' } })
    await killAt(killed, 35)
    const newest = checkpointSteps(killed.folder).at(-1)!
    truncateSync(join(checkpointsFolder(killed.folder), `${stepName(newest)}.safetensors`), 200)
    appendFileSync(eventsFile(killed.folder), '{"seq":9999,"ki')
    const resumed = await resumeRun(killed.folder)
    const events = await collect(resumed)
    assert.deepEqual((await resumed.ended).metrics, whole.metrics)
    const notices = events.flatMap((event) => (event.kind === 'notice' ? [event.code] : []))
    assert.deepEqual(notices.sort(), ['checkpoint-damaged', 'log-repaired'])
  })

  it('that is completed makes no step more when it is resumed', async () => {
    const run = await start()
    const before = await finish(run)
    const after = await finish(await resumeRun(run.folder))
    assert.deepEqual(after.metrics, before.metrics)
    assert.equal(after.step, before.step)
  })

  it('that trains is not resumed a second time', async () => {
    const run = await start({ set: { sleepMs: '20' } })
    await until(run, ({ kind }) => kind === 'scalars')
    await assert.rejects(resumeRun(run.folder), { code: 'run/training' })
    await run.command({ kind: 'stop' })
    assert.equal((await run.ended).status, 'stopped')
  })
})

/** Kills the process with a signal nobody can catch, once it has made that step. */
async function killAt(run: LiveRun, step: number): Promise<void> {
  await until(run, (event) => event.kind === 'scalars' && event.steps.some((made) => made >= step))
  process.kill(readLock(run.folder)!.pid, 'SIGKILL')
  const manifest = await run.ended
  assert.equal(manifest.status, 'interrupted')
  assert.equal(readManifest(run.folder).status, 'interrupted')
}

async function until(run: LiveRun, is: (event: RunEvent) => boolean): Promise<void> {
  for await (const event of run.events) if (is(event)) return
  throw new Error('the run ended before')
}

async function collect(run: LiveRun): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of run.events) events.push(event)
  return events
}

async function finish(run: LiveRun): Promise<RunManifest> {
  await collect(run)
  return run.ended
}

function finalTensors(folder: string): unknown {
  const read = readLatestCheckpoint(folder)
  assert.ok(read.step !== undefined)
  return { step: read.step, tensors: read.file.tensors, numbers: read.file.metadata['numbers'] }
}
