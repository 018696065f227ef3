import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFakePackage } from './fakePackage'
import { findTensorflow } from './find'
import { installedFolder } from './storage'

describe('findTensorflow', () => {
  let root: string
  let environment: NodeJS.ProcessEnv
  let experiment: string
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'gradlab-find-')))
    environment = { XDG_DATA_HOME: join(root, 'data'), LOCALAPPDATA: join(root, 'data'), GRADLAB_STORAGE: join(root, 'editor') }
    experiment = join(root, 'work', 'deep', 'experiment')
    mkdirSync(experiment, { recursive: true })
  })
  afterEach(() => rmSync(root, { recursive: true }))
  const found = (): string | undefined => findTensorflow({ environment, from: experiment }).found?.folder

  it('finds none where none is installed', () => assert.deepEqual(findTensorflow({ environment, from: experiment }), { found: undefined, others: [] }))

  it('prefers what is named to what Gradlab installed, and that to node_modules above the experiment', () => {
    const above = writeFakePackage(join(root, 'work'))
    assert.equal(found(), above)
    const installed = writeFakePackage(installedFolder(join(root, 'editor')))
    assert.equal(found(), installed)
    const named = writeFakePackage(join(root, 'named'))
    environment['GRADLAB_TENSORFLOW'] = join(root, 'named')
    assert.equal(found(), named)
    environment['GRADLAB_TENSORFLOW'] = named
    assert.equal(found(), named)
  })

  it('looks nowhere else when a folder is named', () => {
    writeFakePackage(join(root, 'work'))
    environment['GRADLAB_TENSORFLOW'] = join(root, 'nothing')
    assert.equal(found(), undefined)
  })

  it('takes the package for graphics cards of two side by side', () => {
    writeFakePackage(join(root, 'work'))
    const gpu = writeFakePackage(join(root, 'work'), { name: '@tensorflow/tfjs-node-gpu' })
    assert.equal(found(), gpu)
  })

  it('passes by another version, and says so', () => {
    writeFakePackage(experiment, { version: '3.21.1' })
    const above = writeFakePackage(join(root, 'work'))
    const { found: suitable, others } = findTensorflow({ environment, from: experiment })
    assert.equal(suitable?.folder, above)
    assert.deepEqual(
      others.map(({ version }) => version),
      ['3.21.1'],
    )
  })
})
