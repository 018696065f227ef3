import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { GradlabError, type ErrorCode, type InstallableEngine, type InstallProgress } from '../../protocol'
import { startTimeOf } from '../store/processes'
import { writeFakeNpm } from './fakeNpm'
import { findTensorflow } from './find'
import { installTensorflow, uninstallTensorflow, type InstallOptions } from './install'
import { installedFolder } from './storage'

describe('installing a TensorFlow', () => {
  let root: string
  let storage: string
  let environment: NodeJS.ProcessEnv
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'gradlab-install-')))
    storage = join(root, 'storage')
    environment = { ...process.env, GRADLAB_STORAGE: storage, XDG_DATA_HOME: join(root, 'data'), LOCALAPPDATA: join(root, 'data') }
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const seen: InstallProgress[] = []
  const install = (npm: string | undefined, more: Partial<InstallOptions> = {}, engine: InstallableEngine = 'tensorflow') =>
    installTensorflow(engine, {
      signal: new AbortController().signal,
      onProgress: (progress) => seen.push(progress),
      platform: 'linux-x64',
      freeBytes: async () => 1e12,
      environment: { ...environment, ...(npm !== undefined && { GRADLAB_NPM: npm }) },
      ...more,
    })
  const refuses = async (work: Promise<unknown>, code: ErrorCode, words: RegExp): Promise<void> => {
    await assert.rejects(work, (error) => {
      assert.ok(error instanceof GradlabError, String(error))
      assert.equal(error.code, code)
      assert.match(`${error.message} ${error.suggestion}`, words)
      return true
    })
  }
  const left = (): string[] => (existsSync(storage) ? readdirSync(storage) : [])

  it('brings it in one folder, tried out, where it is found from then on', async () => {
    const { folder, verdict } = await install(writeFakeNpm(root, 'brings'))
    assert.deepEqual([folder, left()], [installedFolder(storage), ['tensorflow-4.22.0']])
    assert.equal(verdict.tensorflow, '2.9.1')
    assert.equal(findTensorflow({ environment, from: root }).found?.folder, join(folder, 'node_modules', '@tensorflow', 'tfjs-node'))
    assert.equal(seen.at(-1)?.phase, 'trying')
    assert.ok(seen.at(-1)!.bytes > 500)
    const { typed, node } = JSON.parse(readFileSync(join(root, 'registry', 'typed.json'), 'utf8')) as { typed: string[]; node: string }
    assert.equal(typed.at(-1), '@tensorflow/tfjs-node@4.22.0')
    assert.ok(['install', '--prefix', '--no-audit', '--no-fund'].every((each) => typed.includes(each)))
    assert.equal(node, dirname(process.execPath))
    const { allowScripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { allowScripts: unknown }
    assert.deepEqual(allowScripts, { '@tensorflow/tfjs-node': true })
  })

  it('takes the place of the one before, and is gone when it is uninstalled', async () => {
    await install(writeFakeNpm(root, 'brings'))
    await install(writeFakeNpm(root, 'brings', { name: '@tensorflow/tfjs-node-gpu' }), {}, 'tensorflow-gpu')
    assert.deepEqual(left(), ['tensorflow-4.22.0'])
    assert.equal(findTensorflow({ environment, from: root }).found?.name, '@tensorflow/tfjs-node-gpu')
    assert.equal(uninstallTensorflow(environment), true)
    assert.deepEqual([left(), uninstallTensorflow(environment)], [[], false])
  })

  it('keeps the one before when the new one does not work, and leaves nothing of it', async () => {
    await install(writeFakeNpm(root, 'brings'))
    await refuses(
      install(writeFakeNpm(root, 'brings', { behaves: 'aborts' })),
      'install/probe',
      /removed again: its native code ended .*AVX.*without a graphics card/s,
    )
    assert.deepEqual(left(), ['tensorflow-4.22.0'])
    assert.ok(findTensorflow({ environment, from: root }).found)
  })

  it('names the library that the new one lacks', async () => {
    await refuses(install(writeFakeNpm(root, 'brings', { behaves: 'lacksLibrary' })), 'install/probe', /libtensorflow\.so\.2.*CUDA 11\.2/s)
    assert.deepEqual(left(), [])
  })

  const failures = [
    ['registryAway', 'install/network', /registry.*proxy/s],
    ['libraryAway', 'install/library', /storage\.googleapis\.com.*TFJS_NODE_CDN_STORAGE/s],
    ['diskFull', 'install/space-npm', /disk became full/],
  ] as const
  for (const [how, code, words] of failures) {
    it(`says ${code}, and leaves nothing behind`, async () => {
      await refuses(install(writeFakeNpm(root, how)), code, words)
      assert.deepEqual(left(), [])
    })
  }

  it('ends npm and what npm has started when it is canceled, and leaves nothing behind', async () => {
    const abort = new AbortController()
    const ended = refuses(install(writeFakeNpm(root, 'hangs'), { signal: abort.signal }), 'install/canceled', /nothing is left/)
    const pidsFile = join(root, 'registry', 'pids.json')
    while (!existsSync(pidsFile) || readFileSync(pidsFile, 'utf8') === '') await setTimeout(20)
    const pids = JSON.parse(readFileSync(pidsFile, 'utf8')) as number[]
    abort.abort(new GradlabError('install/canceled'))
    await ended
    assert.deepEqual(left(), [])
    while (pids.some((pid) => startTimeOf(pid) !== undefined)) await setTimeout(20)
  })

  it('sweeps up after one that was killed, and does not run beside another', async () => {
    const npm = writeFakeNpm(root, 'brings')
    mkdirSync(join(storage, '.installing-999999999-abc', 'node_modules'), { recursive: true })
    await install(npm)
    assert.deepEqual(left(), ['tensorflow-4.22.0'])
    const other = join(storage, `.installing-${process.ppid}-abc`)
    mkdirSync(other)
    await refuses(install(npm), 'install/running', /under way/)
    assert.ok(existsSync(other))
  })

  it('refuses before it does anything: another platform, no npm, no space', async () => {
    await refuses(install(writeFakeNpm(root, 'brings'), { platform: 'darwin-arm64' }), 'install/platform', /linux-x64, win32-x64, not for darwin-arm64/)
    await refuses(install(join(root, 'no-npm.js')), 'install/npm', /GRADLAB_NPM/)
    await refuses(install(writeFakeNpm(root, 'brings'), { freeBytes: async () => 3e8 }), 'install/space', /0\.3 GB free.*0\.7 GB/)
    assert.deepEqual(left(), [])
  })
})
