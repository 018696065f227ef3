import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { RunEvent } from '../../protocol'
import { makeExperiment, writeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { readLatestCheckpoint } from '../store/checkpoints'
import { readEvents } from '../store/events'
import { outputFile } from '../store/layout'
import { readLock } from '../store/lock'
import { isSameProcess } from '../store/processes'
import { listRuns, readManifest } from '../store/runs'
import { commandRun, resumeRun, startRun, type LiveRun } from '../supervisor/runs'

describe('a run that is spoken to', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  const start = (set: Record<string, string> = { sleepMs: '10', steps: '100000' }): Promise<LiveRun> =>
    startRun({ experiment: makeExperiment(join(folder(), 'experiment'), ['regression.ts']), variant: 'innovation', seed: 1, engine: 'cpu', set })

  it('pauses with a checkpoint, stands still, continues by resume, and stops', async () => {
    const run = await start()
    await until(run, ({ kind }) => kind === 'scalars')
    await commandRun(run.folder, { kind: 'pause' })
    await until(run, ({ kind }) => kind === 'paused')
    const paused = readManifest(run.folder)
    assert.equal(paused.status, 'paused')
    assert.equal(readLatestCheckpoint(run.folder).step, paused.step)
    const count = readEvents(run.folder).length
    await setTimeout(150)
    assert.equal(readEvents(run.folder).length, count)
    const resumedAtMs = performance.now()
    const followed = await resumeRun(run.folder)
    await until(followed, ({ kind }) => kind === 'continued')
    await commandRun(run.folder, { kind: 'stop' })
    assert.equal((await followed.ended).status, 'stopped')
    const ended = await run.ended
    assert.equal(ended.status, 'stopped')
    const sinceResumed = (performance.now() - resumedAtMs) / 1000
    assert.ok(
      ended.seconds - paused.seconds <= sinceResumed,
      `${paused.seconds} s at the pause, ${ended.seconds} at the end, ${sinceResumed} s after it went on`,
    )
    await assert.rejects(commandRun(run.folder, { kind: 'pause' }), { code: 'run/not-training' })
  })

  it('stopped while it is paused ends as stopped', async () => {
    const run = await start()
    await run.command({ kind: 'pause' })
    await run.command({ kind: 'stop' })
    assert.equal((await run.ended).status, 'stopped')
  })

  it('whose live rate is set to 0 freezes its weights, says so in its log and keeps that over a resume', async () => {
    const run = await start({ sleepMs: '2', steps: '100000' })
    await until(run, ({ kind }) => kind === 'scalars')
    await run.command({ kind: 'set', key: 'learningRate', value: '0' })
    const frozen = weights(run.folder)
    await until(run, ({ kind }) => kind === 'frame')
    await until(run, ({ kind }) => kind === 'frame')
    assert.deepEqual(weights(run.folder), frozen)
    await run.command({ kind: 'interrupt' })
    assert.equal((await run.ended).liveChanges, true)
    const resumed = await resumeRun(run.folder)
    await until(resumed, ({ kind }) => kind === 'frame')
    assert.deepEqual(weights(run.folder), frozen)
    await resumed.command({ kind: 'stop' })
    await resumed.ended
    assert.ok(readEvents(run.folder).some((event) => event.kind === 'hyper' && event.key === 'learningRate' && event.value === 0))
  })

  it('refuses a change that is unknown, out of range or not live, and trains on', async () => {
    const run = await start()
    await until(run, ({ kind }) => kind === 'scalars')
    await assert.rejects(run.command({ kind: 'set', key: 'nope', value: '1' }), { code: 'hyper/unknown' })
    await assert.rejects(run.command({ kind: 'set', key: 'learningRate', value: '7' }), { code: 'hyper/range' })
    await assert.rejects(commandRun(run.folder, { kind: 'set', key: 'width', value: '9' }), { code: 'hyper/not-live' })
    await until(run, ({ kind }) => kind === 'scalars')
    await run.command({ kind: 'stop' })
    assert.equal((await run.ended).liveChanges, false)
  })

  it('by SIGTERM writes a checkpoint and ends as interrupted', async () => {
    const run = await start()
    await until(run, ({ kind }) => kind === 'scalars')
    process.kill(readLock(run.folder)!.pid, 'SIGTERM')
    const manifest = await run.ended
    assert.equal(manifest.status, 'interrupted')
    assert.equal(readLatestCheckpoint(run.folder).step, manifest.step)
    assert.ok(manifest.step > 0)
  })

  it('whose supervisor is killed writes a checkpoint and ends by itself, whatever its step is doing', async () => {
    for (const sleepMs of ['10', '1000']) {
      const experiment = makeExperiment(join(folder(), `experiment-${sleepMs}`), ['regression.ts'])
      const script = join(folder(), 'supervisor.ts')
      writeFileSync(
        script,
        `import { startRun } from ${JSON.stringify(join(__dirname, '../supervisor/runs'))}
         void startRun(${JSON.stringify({ experiment, variant: 'innovation', seed: 1, engine: 'cpu', set: { sleepMs, steps: '100000' } })}).then(() => process.send!('started'))`,
      )
      const supervisor = fork(script, { execArgv: ['--require', require.resolve('tsx/cjs')], stdio: 'ignore' })
      await new Promise((resolve) => supervisor.once('message', resolve))
      const run = listRuns(experiment).runs[0]!.folder
      while (readManifest(run).status !== 'running' || readEvents(run).every(({ kind }) => kind !== 'scalars')) await setTimeout(50)
      const { pid, startTime } = readLock(run)!
      supervisor.kill('SIGKILL')
      const killedAt = Date.now()
      while (isSameProcess(pid, startTime)) {
        assert.ok(Date.now() - killedAt < 20_000, 'the child is orphaned')
        await setTimeout(50)
      }
      assert.equal(readManifest(run).status, 'interrupted')
      const resumed = await resumeRun(run)
      await until(resumed, ({ kind }) => kind === 'scalars')
      await resumed.command({ kind: 'stop' })
      await resumed.ended
    }
  })

  it('keeps what the code prints in output.log and passes it on', async () => {
    const model = readFileSync(join(__dirname, '../../test/fixtures/experiments/regression.ts'), 'utf8').replace(
      'async step(',
      "async step(...all: unknown[]) { console.log('héllo from step'); return (this as unknown as { work(...all: unknown[]): never }).work(...all) },\n  async work(",
    )
    let printed = ''
    const experiment = writeExperiment(
      join(folder(), 'printing'),
      model.replace('export default defineExperiment(', 'export default (defineExperiment as (x: unknown) => unknown)('),
    )
    const run = await startRun({ experiment, variant: 'innovation', seed: 1, engine: 'cpu', set: { steps: '2' } }, { onOutput: (text) => (printed += text) })
    await run.ended
    assert.equal(printed, 'héllo from step\nhéllo from step\n')
    assert.equal(readFileSync(outputFile(run.folder), 'utf8'), printed)
  })
})

function weights(run: string): unknown {
  const read = readLatestCheckpoint(run)
  assert.ok(read.step !== undefined)
  return [...read.file.tensors].filter(([name]) => name.startsWith('first/') || name.startsWith('second/'))
}

async function until(run: LiveRun, is: (event: RunEvent) => boolean): Promise<void> {
  for await (const event of run.events) if (is(event)) return
  throw new Error('the run ended before')
}
