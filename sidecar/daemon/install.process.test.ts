import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { InstallProgress } from '../../protocol'
import { gone, joinDaemon, openWindow, ownRuntimeFolder, type TestWindow } from '../../test/support/daemon'
import { temporaryFolder } from '../../test/support/folder'
import { writeFakeNpm } from '../tensorflow/fakeNpm'

if (`${process.platform}-${process.arch}` === 'linux-x64')
  describe('the daemon that installs TensorFlow', function () {
    this.timeout(120_000)
    ownRuntimeFolder()
    const folder = temporaryFolder()
    const storage = (): string => join(folder(), 'storage')
    const before = { ...process.env }
    afterEach(() => {
      for (const name of ['GRADLAB_NPM', 'GRADLAB_STORAGE', 'XDG_DATA_HOME']) {
        if (before[name] === undefined) delete process.env[name]
        else process.env[name] = before[name]
      }
    })
    const open = async (how: Parameters<typeof writeFakeNpm>[1]): Promise<TestWindow> => {
      Object.assign(process.env, { GRADLAB_NPM: writeFakeNpm(folder(), how), GRADLAB_STORAGE: storage(), XDG_DATA_HOME: join(folder(), 'data') })
      return openWindow(await joinDaemon([folder()]), { folders: [folder()] })
    }
    const startedPids = async (): Promise<number[]> => {
      const file = join(folder(), 'registry', 'pids.json')
      while (!existsSync(file) || readFileSync(file, 'utf8') === '') await setTimeout(20)
      return JSON.parse(readFileSync(file, 'utf8')) as number[]
    }

    it('tells how far it is, uses it, and removes it', async () => {
      const window = await open('brings')
      const seen: InstallProgress[] = []
      window.onNotification('gradlab/engines/installing', (progress) => seen.push(progress))
      const installed = await window.request('gradlab/engines/install', { engine: 'tensorflow' })
      assert.deepEqual(installed, { folder: join(storage(), 'tensorflow-4.22.0'), package: '@tensorflow/tfjs-node' })
      assert.equal(seen.at(-1)?.phase, 'trying')
      const reports = await window.request('gradlab/engines', {})
      assert.deepEqual(reports.map(({ engine, usable }) => [engine, usable])[0], ['tensorflow', true])
      assert.deepEqual(await window.request('gradlab/engines/uninstall', {}), { wasThere: true })
      assert.deepEqual(readdirSync(storage()), [])
    })

    it('cancels on request, and leaves nothing', async () => {
      const window = await open('hangs')
      const refused = assert.rejects(window.request('gradlab/engines/install', { engine: 'tensorflow' }), /canceled/)
      const pids = await startedPids()
      await window.request('gradlab/engines/cancelInstall', {})
      await refused
      for (const pid of pids) await gone(pid)
      assert.deepEqual(readdirSync(storage()), [])
    })

    it('cancels for a window that leaves', async () => {
      const window = await open('hangs')
      window.request('gradlab/engines/install', { engine: 'tensorflow' }).catch(() => undefined) // the connection is gone
      const pids = await startedPids()
      window.leave()
      for (const pid of pids) await gone(pid)
      while (readdirSync(storage()).length > 0) await setTimeout(20)
    })
  })
