import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../../test/support/folder'
import { pickNode } from './node'

describe('the Node of a run, where the own one is an editor', () => {
  if (process.platform === 'win32') return // what stands for a Node here is a shell script
  const folder = temporaryFolder()
  beforeEach(() => Object.defineProperty(process.versions, 'electron', { value: '34.0.0', configurable: true }))
  afterEach(() => Reflect.deleteProperty(process.versions, 'electron'))
  const put = (name: string, version: string): string => {
    const path = join(folder(), name, 'node')
    mkdirSync(dirname(path))
    writeFileSync(path, `#!/bin/sh\necho ${version}\n`)
    chmodSync(path, 0o755)
    return path
  }

  it('is the one that was installed, where none on PATH is new enough', async () => {
    const [old, installed] = [put('old', 'v20.0.0'), put('installed', 'v24.0.0')]
    assert.deepEqual(await pickNode({ PATH: dirname(old), GRADLAB_INSTALLED_NODE: installed }), { path: installed, version: 'v24.0.0', source: 'installed' })
  })

  it('is one on PATH before the one that was installed', async () => {
    const [path, installed] = [put('path', 'v22.0.0'), put('installed', 'v24.0.0')]
    assert.equal((await pickNode({ PATH: dirname(path), GRADLAB_INSTALLED_NODE: installed })).source, 'path')
  })

  it('is another where the installed one is gone', async () => {
    const { source } = await pickNode({ PATH: '', GRADLAB_INSTALLED_NODE: join(folder(), 'gone') })
    assert.ok(source === 'cache' || source === 'own')
  })
})
