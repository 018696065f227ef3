import assert from 'node:assert/strict'
import { readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { RunEvent } from '../../protocol'
import { connections, gone, isAlive, joinDaemon, openWindow, ownRuntimeFolder, type TestWindow } from '../../test/support/daemon'
import { makeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { gradlab } from '../../test/support/gradlab'
import { checkpointSteps } from '../store/checkpoints'
import { readEvents } from '../store/events'
import { readLock } from '../store/lock'
import { readManifest } from '../store/runs'

describe('when something goes wrong around the daemon', function () {
  this.timeout(60_000)
  const runtime = ownRuntimeFolder()
  const folder = temporaryFolder()
  const givenNode = process.env['GRADLAB_NODE']
  afterEach(() => {
    if (givenNode === undefined) delete process.env['GRADLAB_NODE']
    else process.env['GRADLAB_NODE'] = givenNode
  })
  const workspace = (): string => realpathSync(folder())
  const window = async (): Promise<TestWindow> => openWindow(await joinDaemon([workspace()]), { folders: [workspace()] })
  const experiment = (): string => makeExperiment(join(workspace(), 'experiment'), ['regression.ts'])
  const train = async (by: TestWindow, set: Record<string, string> = {}): Promise<string> =>
    (await by.request('gradlab/run/start', { experiment: experiment(), variant: 'innovation', seed: 1, engine: 'wasm', set })).run

  it('a killed run is interrupted with its last checkpoint, both windows hear it, and it is resumed to its end', async () => {
    const [first, second] = [await window(), await window()]
    const run = await train(first, { sleepMs: '20' })
    const [seen, seenBySecond] = [eventsOf(first, run), eventsOf(second, run)]
    const stories = await Promise.all([first, second].map((each) => each.request('gradlab/run/watch', { run, afterSeq: 0 })))
    await until(() => checkpointSteps(run).length > 0)
    const { pid } = readLock(run)!
    process.kill(pid, 'SIGKILL')
    await until(() => [seen, seenBySecond].every((events) => events.at(-1)?.kind === 'ended'))
    const end = seen.at(-1)!
    assert.ok(end.kind === 'ended' && end.status === 'interrupted' && end.error?.code === 'child/crashed', JSON.stringify(end))
    assert.equal(end.error.context['how'], 'SIGKILL')
    const whole = readEvents(run)
    for (const [i, events] of [seen, seenBySecond].entries()) assert.deepEqual([...stories[i]!.events, ...events], whole, `window ${i}`)
    assert.equal(isAlive(pid), false)
    await until(() => readLock(run) === undefined)

    const checkpoint = checkpointSteps(run).at(-1)!
    await second.request('gradlab/run/resume', { run })
    await until(() => readManifest(run).status === 'completed')
    const resumed = readEvents(run).find((event) => event.kind === 'resumed')
    assert.equal(resumed?.kind === 'resumed' && resumed.fromStep, checkpoint)
  })

  it('a full disk ends the run with the reason, leaves its last checkpoint whole, and lets it go on when there is room', async () => {
    const disk = fillableDisk(folder())
    const by = await window()
    const run = await train(by, { sleepMs: '20' })
    const seen = eventsOf(by, run)
    await by.request('gradlab/run/watch', { run, afterSeq: 0 })
    await until(() => checkpointSteps(run).length > 0)
    disk.fill(sizeOf(dirname(run)))
    await until(() => seen.at(-1)?.kind === 'ended')
    const end = seen.at(-1)!
    assert.deepEqual(end.kind === 'ended' && [end.status, end.error?.code], ['failed', 'disk/full'])
    await until(() => readLock(run) === undefined)
    const processes = await by.request('gradlab/processes', {})
    assert.deepEqual(
      processes.filter(({ kind }) => kind === 'run'),
      [],
    )
    const [found] = (await by.request('gradlab/experiments', {}))[0]!.runs
    assert.deepEqual([found!.manifest.status, found!.manifest.error?.code], ['failed', 'disk/full'])
    assert.deepEqual(readEvents(run).at(-1), end)

    disk.empty()
    const checkpoint = checkpointSteps(run).at(-1)!
    await by.request('gradlab/run/resume', { run })
    await until(() => readManifest(run).status === 'completed')
    assert.equal(readManifest(run).error, undefined)
    const events = readEvents(run)
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, i) => i + 1),
    )
    assert.equal(events.find((event) => event.kind === 'resumed')?.fromStep, checkpoint)
  })

  it('a window that is killed in the middle of its request harms nobody', async () => {
    const [first, second] = [await window(), await window()]
    const asked = first.request('gradlab/run/start', { experiment: experiment(), variant: 'innovation', seed: 1, engine: 'wasm', set: { sleepMs: '20' } })
    asked.catch(() => undefined) // nobody is left to hear the answer
    await setTimeout(20)
    first.leave()
    const found = async (): Promise<readonly string[]> =>
      (await second.request('gradlab/experiments', {})).flatMap(({ runs }) =>
        runs.filter(({ manifest }) => manifest.status === 'running').map((run) => run.folder),
      )
    while ((await found()).length === 0) await setTimeout(50)
    const [run] = await found()
    await second.request('gradlab/run/command', { run: run!, command: { kind: 'stop' } })
    await until(() => readManifest(run!).status === 'stopped')
  })

  it('a run that a terminal trains is told to a window to its end', async () => {
    const by = await window()
    const training = gradlab(['train', experiment(), '--engine', 'wasm', '--set', 'sleepMs=20', '--json'])
    let run: string | undefined
    while (run === undefined) {
      await setTimeout(20)
      run = (await by.request('gradlab/experiments', {}))[0]?.runs.find(({ manifest }) => manifest.status === 'running')?.folder
    }
    const seen = eventsOf(by, run)
    const { events } = await by.request('gradlab/run/watch', { run, afterSeq: 0 })
    assert.equal((await training).code, 0)
    await until(() => seen.at(-1)?.kind === 'ended')
    assert.deepEqual([...events, ...seen], readEvents(run))
  })

  it('a daemon that has lost its socket file is replaced, and what it trains goes on to its end', async () => {
    const first = await window()
    const run = await train(first, { sleepMs: '20' })
    const [{ socket, pid }] = connections(runtime()) as [ReturnType<typeof connections>[number]]
    rmSync(socket)
    const second = await window()
    const story = eventsOf(second, run)
    const { events } = await second.request('gradlab/run/watch', { run, afterSeq: 0 })
    await until(() => [...events, ...story].some(({ kind }) => kind === 'ended'))
    assert.equal(readManifest(run).status, 'completed')
    first.leave()
    process.kill(pid, 'SIGTERM')
    await gone(pid)
    assert.equal(readdirSync(join(runtime(), 'gradlab')).filter((name) => name.endsWith('.json')).length, 1, 'the new daemon can still be found')
  })
})

/**
 * A disk for the runs of every process started from now on, which is full when told so: a write that would make them larger meets ENOSPC.
 * A real one needs a mount, and so rights that a test does not have.
 */
function fillableDisk(place: string): { fill(used: number): void; empty(): void } {
  const [node, patch, limit] = [join(place, 'node'), join(place, 'patch.cjs'), join(place, 'limit')]
  writeFileSync(
    patch,
    `const fs = require('node:fs')
const { join } = require('node:path')
const { appendFileSync, openSync, readFileSync, writeFileSync, writeSync } = fs
const opened = new Map()
const used = (folder) => fs.readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
  const path = join(folder, entry.name)
  return sum + (entry.isDirectory() ? used(path) : (fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0))
}, 0)
const check = (file, content) => {
  const runs = /^.*[\\/]\\.gradlab[\\/]runs(?=[\\/])/.exec(typeof file === 'number' ? (opened.get(file) ?? '') : String(file))?.[0]
  if (runs && fs.existsSync(${JSON.stringify(limit)}) && used(runs) + content.length > Number(readFileSync(${JSON.stringify(limit)}, 'utf8')))
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
}
fs.openSync = (file, ...rest) => {
  const handle = openSync(file, ...rest)
  opened.set(handle, String(file))
  return handle
}
fs.appendFileSync = (file, content, ...rest) => (check(file, content), appendFileSync(file, content, ...rest))
fs.writeFileSync = (file, content, ...rest) => (check(file, content), writeFileSync(file, content, ...rest))
fs.writeSync = (file, content, ...rest) => (check(file, content), writeSync(file, content, ...rest))
`,
  )
  writeFileSync(node, `#!/bin/sh\nexec "${process.execPath}" --require "${patch}" "$@"\n`, { mode: 0o755 })
  process.env['GRADLAB_NODE'] = node
  return { fill: (used: number) => writeFileSync(limit, String(used)), empty: () => rmSync(limit) }
}

/** Bytes of all files below a folder. */
function sizeOf(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return entries.reduce((sum, { parentPath, name }) => sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0), 0)
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setTimeout(20)
}

function eventsOf(by: TestWindow, run: string): RunEvent[] {
  const events: RunEvent[] = []
  by.onNotification('gradlab/run/event', (told) => void (told.run === run && events.push(told.event)))
  return events
}
