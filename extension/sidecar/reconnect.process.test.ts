import assert from 'node:assert/strict'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gone, openWindow, ownRuntimeFolder } from '../../test/support/daemon'
import { makeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import type { RunEvent } from '../../protocol'
import { createRunFeed } from '../runs/feed'
import { asDaemonError } from './daemonError'
import { joinDaemon } from './join'
import type { Link } from './link'
import { createSidecar } from './sidecar'

const program = join(__dirname, '..', '..', 'dist', 'daemon.js')

describe('the extension and a real daemon', function () {
  this.timeout(60_000)
  ownRuntimeFolder()
  const folder = temporaryFolder()

  const open = async (): Promise<Link> => {
    const folders = [realpathSync(folder())]
    const reached = await joinDaemon({ node: process.execPath, program, folders, idleSeconds: 30, environment: {} })
    const window = await openWindow(reached, { folders })
    return {
      request: async (method, params) => {
        try {
          return await Promise.race([window.request(method, params), window.closed.then(() => Promise.reject(new Error('closed')))])
        } catch (thrown) {
          throw asDaemonError(thrown)
        }
      },
      onNotification: window.onNotification,
      closed: window.closed,
      close: async () => window.leave(),
      daemon: { pid: reached.pid, node: { path: process.execPath, version: process.version, source: 'path', isElectron: false } },
    }
  }

  it('hear every event of a run once and in order, though the daemon is killed and another goes on with the run', async () => {
    const experiment = makeExperiment(join(realpathSync(folder()), 'experiment'), ['regression.ts'])
    const sidecar = createSidecar(open)
    const problems: unknown[] = []
    const feed = createRunFeed(sidecar, (problem) => problems.push(problem))
    const { run } = await sidecar.request('gradlab/run/start', { experiment, variant: 'innovation', seed: 1, engine: 'wasm', set: { sleepMs: '40' } })
    const heard: RunEvent[] = []
    feed.follow(run, (events) => heard.push(...events))
    while (!heard.some(({ kind }) => kind === 'scalars')) await setTimeout(20)
    assert.ok(sidecar.state.kind === 'running')
    const { pid } = sidecar.state.daemon
    process.kill(pid, 'SIGKILL')
    await gone(pid)
    while (!heard.some((event) => event.kind === 'ended' && event.status === 'completed')) await setTimeout(50)
    assert.deepEqual(
      heard.map(({ seq }) => seq),
      heard.map((_, i) => i + 1),
    )
    assert.ok(sidecar.state.daemon.pid !== pid)
    await sidecar.stopAll()
    assert.equal(sidecar.state.kind, 'stopped')
  })

  it('end in an error that says why, in the words of the daemon, where the program is missing or refuses', async () => {
    const request = { node: process.execPath, folders: [realpathSync(folder())], idleSeconds: 1, environment: {} }
    await assert.rejects(joinDaemon({ ...request, program: join(folder(), 'missing.js') }), (error: Error) => /Cannot find module/.test(error.message))
    await assert.rejects(joinDaemon({ ...request, program, node: join(folder(), 'no-node') }), { code: 'daemon/start' })
    await assert.rejects(joinDaemon({ ...request, program, folders: [join(folder(), 'nowhere')] }), { code: 'internal' })
  })

  it('are told what the daemon refuses with its code', async () => {
    const sidecar = createSidecar(open)
    await assert.rejects(sidecar.request('gradlab/describe', { experiment: '/' }), { code: 'daemon/outside' })
    await sidecar.leave()
  })
})
