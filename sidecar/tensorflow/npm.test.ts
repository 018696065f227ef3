import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { findNpm } from './npm'

describe('findNpm', () => {
  let root: string
  beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'gradlab-npm-')))))
  afterEach(() => rmSync(root, { recursive: true }))
  const write = (...path: string[]): string => {
    const file = join(root, ...path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '')
    chmodSync(file, 0o755)
    return file
  }
  const find = (platform: NodeJS.Platform, environment: NodeJS.ProcessEnv = {}) => findNpm({ environment, node: join(root, 'node', 'bin', 'node'), platform })

  it('takes the one that came with this Node', () => {
    const script = write('node', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
    assert.deepEqual(find('linux'), { command: join(root, 'node', 'bin', 'node'), args: [script] })
  })

  it('follows a link on PATH to its script', () => {
    const script = write('lib', 'npm', 'bin', 'npm-cli.js')
    mkdirSync(join(root, 'bin'))
    symlinkSync(script, join(root, 'bin', 'npm'))
    assert.deepEqual(find('linux', { PATH: `${join(root, 'none')}${delimiter}${join(root, 'bin')}` })?.args, [script])
  })

  it("starts a version manager's program on PATH as it is", () => {
    const shim = write('shims', 'npm')
    assert.deepEqual(find('linux', { PATH: join(root, 'shims') }), { command: shim, args: [] })
  })

  it('never starts npm.cmd on Windows, but the script beside it', () => {
    write('nodejs', 'npm.cmd')
    const script = write('nodejs', 'node_modules', 'npm', 'bin', 'npm-cli.js')
    assert.deepEqual(find('win32', { Path: join(root, 'nodejs') }), { command: join(root, 'node', 'bin', 'node'), args: [script] })
    rmSync(script)
    assert.equal(find('win32', { Path: join(root, 'nodejs') }), undefined)
  })

  it('takes the one that is named before any other, and none where that is missing', () => {
    write('node', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
    const named = write('named.cjs')
    assert.deepEqual(find('linux', { GRADLAB_NPM: named })?.args, [named])
    assert.equal(find('linux', { GRADLAB_NPM: join(root, 'missing.js') }), undefined)
  })
})
