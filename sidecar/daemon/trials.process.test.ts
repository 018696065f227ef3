import assert from 'node:assert/strict'
import { existsSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { ProcessSummary, StartRunParams } from '../../protocol'
import { gone, isAlive, joinDaemon, openWindow, ownRuntimeFolder, type TestWindow } from '../../test/support/daemon'
import { makeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { memoryFile, readMemory } from '../choice/memory'
import { readManifest } from '../store/runs'

describe('a daemon that tries engines', function () {
  this.timeout(120_000)
  ownRuntimeFolder()
  const folder = temporaryFolder()
  const before = process.env['XDG_CACHE_HOME']
  beforeEach(() => (process.env['XDG_CACHE_HOME'] = join(folder(), 'cache')))
  afterEach(() => {
    if (before === undefined) delete process.env['XDG_CACHE_HOME']
    else process.env['XDG_CACHE_HOME'] = before
  })
  const open = async (): Promise<TestWindow> => {
    const folders = [realpathSync(folder())]
    return openWindow(await joinDaemon(folders), { folders })
  }
  const start = async (window: TestWindow, source: string, about: Partial<StartRunParams> = {}): Promise<string> => {
    const experiment = makeExperiment(join(realpathSync(folder()), source), [source])
    return (await window.request('gradlab/run/start', { experiment, variant: 'innovation', seed: 1, engine: 'auto', set: {}, ...about })).run
  }
  const ended = async (run: string): Promise<void> => {
    while (readManifest(run).status !== 'completed') await setTimeout(20)
  }
  const processes = async (window: TestWindow, kind: ProcessSummary['kind']): Promise<readonly ProcessSummary[]> =>
    (await window.request('gradlab/processes', {})).filter((each) => each.kind === kind)
  const trial = async (window: TestWindow): Promise<number> => {
    for (;;) {
      const [found] = await processes(window, 'measurement')
      if (found) return found.pid
      await setTimeout(20)
    }
  }

  it('does so after a run under auto, and the next run goes by it', async () => {
    const window = await open()
    const first = await start(window, 'regression.ts')
    await ended(first)
    assert.equal(readManifest(first).engineWhy, 'until-measured')
    while (readMemory(memoryFile()).entries.length === 0) await setTimeout(50)
    const second = await start(window, 'regression.ts')
    await ended(second)
    assert.match(readManifest(second).engineWhy ?? '', /^(measured|only-usable)$/)
  })

  it('does not while a run trains, nor after one whose engine was named', async () => {
    const window = await open()
    const named = await start(window, 'regression.ts', { engine: 'wasm' })
    await ended(named)
    const long = await start(window, 'regression.ts', { set: { sleepMs: '200' } })
    const short = await start(window, 'regression.ts')
    await ended(short)
    while (readManifest(long).status !== 'completed') {
      assert.deepEqual(await processes(window, 'measurement'), [])
      await setTimeout(100)
    }
    assert.equal(existsSync(memoryFile()), false)
    await trial(window)
  })

  it('drops a trial the moment a run is asked for, which finds a warm process; and makes the trial later', async () => {
    const window = await open()
    await ended(await start(window, 'slow.ts', { maxSteps: 3 }))
    const pid = await trial(window)
    const isWarm = async (): Promise<boolean> => (await processes(window, 'spare')).length === 1
    while (!(await isWarm())) await setTimeout(20)
    const [spare] = await processes(window, 'spare')
    const run = await start(window, 'regression.ts', { engine: 'wasm' })
    await gone(pid)
    const [training] = await processes(window, 'run')
    if (training) assert.equal(training.pid, spare?.pid)
    await ended(run)
    assert.equal(existsSync(memoryFile()), false)
    assert.notEqual(await trial(window), pid)
  })

  it('leaves none behind when all is stopped', async () => {
    const window = await open()
    await ended(await start(window, 'slow.ts', { maxSteps: 3 }))
    const pid = await trial(window)
    assert.ok(isAlive(pid))
    await window.request('gradlab/stopAll', {}).catch(() => undefined) // with no run to wait for, it may be gone before it has answered
    await window.closed
    await gone(pid)
    rmSync(memoryFile(), { force: true })
  })
})
