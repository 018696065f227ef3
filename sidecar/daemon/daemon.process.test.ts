import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { RunEvent } from '../../protocol'
import { connections, gone, isAlive, joinDaemon, openWindow, ownRuntimeFolder, type Reached, type TestWindow } from '../../test/support/daemon'
import { makeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { readEvents } from '../store/events'
import { readManifest } from '../store/runs'

describe('the daemon', function () {
  this.timeout(120_000)
  const runtime = ownRuntimeFolder()
  const folder = temporaryFolder()
  const workspace = (): string => realpathSync(folder())
  const experiment = (): string => makeExperiment(join(workspace(), 'experiment'), ['regression.ts'])
  const join1 = (idleSeconds = 60): Promise<Reached> => joinDaemon([workspace()], { idleSeconds })
  const windowOf = async (reached: Reached, about = {}): Promise<TestWindow> => openWindow(reached, { folders: [workspace()], ...about })
  const train = async (window: TestWindow, set: Record<string, string> = {}): Promise<string> =>
    (await window.request('gradlab/run/start', { experiment: experiment(), variant: 'innovation', seed: 1, engine: 'wasm', set })).run

  it('is one for all windows of a folder, also for two that ask at once', async () => {
    const [first, second] = await Promise.all([join1(), join1()])
    assert.equal(first.pid, second.pid)
    assert.equal((await join1()).pid, first.pid)
    assert.equal(connections(runtime()).length, 1)
  })

  it('is another for another folder', async () => {
    const other = join(workspace(), 'other')
    mkdirSync(other)
    assert.notEqual((await join1()).pid, (await joinDaemon([other])).pid)
  })

  it('is started anew where a crash left its connection file and its socket', async () => {
    const first = await join1()
    process.kill(first.pid, 'SIGKILL')
    await gone(first.pid)
    assert.equal(connections(runtime()).length, 1)
    const next = await join1()
    assert.notEqual(next.pid, first.pid)
    await windowOf(next)
  })

  it('is started anew where the connection file is torn, or names a process that is another now', async () => {
    const [{ file, pid, ...rest }] = [await join1().then(() => connections(runtime())[0]!)]
    process.kill(pid, 'SIGKILL')
    await gone(pid)
    for (const content of ['{"pid":', JSON.stringify({ ...rest, pid: process.pid })]) {
      writeFileSync(file, content)
      const next = await join1()
      await windowOf(next)
      process.kill(next.pid, 'SIGKILL')
      await gone(next.pid)
    }
  })

  it('answers nobody without the token, and hangs up', async () => {
    const reached = await join1()
    for (const token of ['', 'guess', `${reached.token}x`]) await assert.rejects(windowOf(reached, { token }), /token|disposed/)
    await assert.rejects(windowOf(reached, { protocol: 0 }), /protocol 0/)
    await windowOf(reached)
  })

  it('ends some time after the last window has left, and leaves nothing', async () => {
    const reached = await join1(0.3)
    const window = await windowOf(reached, { isTrusted: false })
    await setTimeout(600)
    assert.ok(isAlive(reached.pid))
    window.leave()
    await gone(reached.pid)
    assert.deepEqual(left(runtime()), [])
  })

  it('refuses to run the code of a workspace that is not trusted, and shows what is stored there', async () => {
    const window = await windowOf(await join1(), { isTrusted: false })
    await assert.rejects(train(window), (error: { data?: { code?: string } }) => error.data?.code === 'daemon/untrusted')
    const [found] = await window.request('gradlab/experiments', {})
    assert.equal(found?.name, 'experiment')
    assert.deepEqual(found.runs, [])
  })

  it("refuses paths outside the window's folders", async () => {
    const window = await windowOf(await join1())
    const outside = makeExperiment(join(runtime(), 'outside'), ['regression.ts'])
    await assert.rejects(
      window.request('gradlab/describe', { experiment: outside }),
      (error: { data?: { code?: string } }) => error.data?.code === 'daemon/outside',
    )
  })

  it('goes on training when the window is gone, and tells the next one the whole story without a gap', async () => {
    const reached = await join1()
    const first = await windowOf(reached)
    const run = await train(first, { sleepMs: '20' })
    const seen = eventsOf(first, run)
    await first.request('gradlab/run/watch', { run, afterSeq: 0 })
    while (!seen.some(({ kind }) => kind === 'scalars')) await setTimeout(20)
    first.leave()
    const second = await windowOf(reached)
    const later = eventsOf(second, run)
    const { events } = await second.request('gradlab/run/watch', { run, afterSeq: seen.at(-1)!.seq })
    while (!later.some(({ kind }) => kind === 'ended')) await setTimeout(20)
    const all = [...seen, ...events, ...later]
    assert.deepEqual(
      all.slice(all.findIndex(({ seq }) => seq === seen[0]!.seq)).map(({ seq }) => seq),
      Array.from({ length: all.length }, (_, i) => seen[0]!.seq + i),
    )
    assert.deepEqual(all.at(-1), readEvents(run).at(-1))
    assert.equal(readManifest(run).status, 'completed')
  })

  it('that is killed loses no run and leaves no socket: the next one goes on', async () => {
    const first = await join1()
    const run = await train(await windowOf(first), { sleepMs: '30' })
    while (!readEvents(run).some(({ kind }) => kind === 'checkpoint')) await setTimeout(20)
    process.kill(first.pid, 'SIGKILL')
    await gone(first.pid)
    const window = await windowOf(await join1()) // at once: the run's process has not noticed yet
    assert.equal(left(runtime()).filter((name) => name.startsWith('daemon-') && name.endsWith('.sock')).length, 1, 'the socket of the killed one is gone')
    const seen = eventsOf(window, run)
    const { events } = await window.request('gradlab/run/watch', { run, afterSeq: 0 })
    while (![...events, ...seen].some((event) => event.kind === 'ended' && event.status === 'completed')) await setTimeout(50)
    while (readManifest(run).status !== 'completed') await setTimeout(20) // written after the event
  })

  it('stops all: every run interrupted with a checkpoint, no process, no socket and no file left', async () => {
    const reached = await join1()
    const window = await windowOf(reached)
    const run = await train(window, { sleepMs: '100' })
    while (!readEvents(run).some(({ kind }) => kind === 'scalars')) await setTimeout(20)
    const pids = (await window.request('gradlab/processes', {})).map(({ pid }) => pid)
    assert.ok(pids.length >= 2)
    await window.request('gradlab/stopAll', {})
    await window.closed
    await Promise.all(pids.map(gone))
    assert.equal(readManifest(run).status, 'interrupted')
    assert.ok(readEvents(run).some(({ kind }) => kind === 'checkpoint'))
    assert.deepEqual(left(runtime()), [])
  })
})

/** Sockets and connection files; a log may stay. */
function left(runtimeFolder: string): string[] {
  return readdirSync(join(runtimeFolder, 'gradlab')).filter((name) => !name.endsWith('.log'))
}

function eventsOf(window: TestWindow, run: string): RunEvent[] {
  const events: RunEvent[] = []
  window.onNotification('gradlab/run/event', (told) => void (told.run === run && events.push(told.event)))
  return events
}
