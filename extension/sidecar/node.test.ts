import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { findNode, isLimited } from './node'

describe('the Node of the sidecar', () => {
  const editor = { path: '/editor', version: 'v20.0.0', isElectron: true }
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'gradlab-node-'))
    for (const name of ['old', 'new', 'installed/v9.1.0-new', 'installed/v24.2.0-new', 'installed/v24.10.0-new', 'installed/v24.30.0-foreign']) {
      mkdirSync(join(folder, name), { recursive: true })
      writeFileSync(join(folder, name, process.platform === 'win32' ? 'node.exe' : 'node'), '')
    }
  })
  after(() => rmSync(folder, { recursive: true }))
  const versionOf = async (path: string) => (path.includes('old') ? 'v18.1.0' : path.includes('new') ? 'v24.1.0' : undefined)
  const search = (setting: string, folders: readonly string[], installed = 'missing') => {
    const searchPath = folders.map((name) => name && join(folder, name)).join(delimiter)
    return findNode({ setting, searchPath, installedFolder: join(folder, installed), editor, versionOf })
  }

  it("is the setting's, whatever is on PATH, and even an old one", async () => {
    assert.equal((await search('/opt/old', ['new'])).source, 'setting')
  })

  it('named by a setting that is none is an error, not another Node', async () => {
    await assert.rejects(search('/nowhere', ['new']), { code: 'daemon/node' })
  })

  it('is the first on PATH that is new enough', async () => {
    const found = await search('', ['', 'missing', 'old', 'new'])
    assert.deepEqual([found.source, found.version], ['path', 'v24.1.0'])
  })

  it('is the newest of those that were installed and run here, where PATH has none', async () => {
    const found = await search('', ['old'], 'installed')
    assert.deepEqual([found.source, found.path.includes('v24.10.0-new')], ['installed', true])
    assert.equal((await search('', ['new'], 'installed')).source, 'path')
  })

  it("is the editor's own where there is no other, which is known to be limited", async () => {
    assert.deepEqual(await search('', ['old']), { ...editor, source: 'editor' })
  })

  it('leaves something to wish for in an editor and when it is old, whoever named it', () => {
    const node = { path: '/n', version: 'v24.0.0', source: 'path', isElectron: false } as const
    assert.deepEqual([node, { ...node, isElectron: true }, { ...node, version: 'v20.9.0' }].map(isLimited), [false, true, true])
  })
})
