import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { distFolder } from '../sidecar/places'
import { writeFakeNpm } from '../sidecar/tensorflow/fakeNpm'
import { writeFakePackage } from '../sidecar/tensorflow/fakePackage'
import { makeExperiment } from './support/experiment'
import { temporaryFolder } from './support/folder'

/** Elsewhere an installation is refused before npm is started. */
const isPublished = `${process.platform}-${process.arch}` === 'linux-x64'

describe('the tensorflow engine from the command line', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()

  function start(typed: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const { GRADLAB_TENSORFLOW: _named, ...inherited } = process.env
    const own = {
      GRADLAB_STORAGE: join(folder(), 'storage'),
      XDG_DATA_HOME: join(folder(), 'data'),
      LOCALAPPDATA: join(folder(), 'data'),
      XDG_RUNTIME_DIR: folder(),
      XDG_CACHE_HOME: join(folder(), 'cache'),
    }
    const child = spawn(process.execPath, [join(distFolder, 'cli.js'), ...typed], {
      cwd: folder(),
      env: { ...inherited, ...own, GRADLAB_LANGUAGE: 'en', ...environment },
    })
    const output = { out: '', error: '' }
    child.stdout.on('data', (text: Buffer) => (output.out += text.toString()))
    child.stderr.on('data', (text: Buffer) => (output.error += text.toString()))
    const ended = new Promise<{ code: number | null; out: string; error: string }>((resolve) => child.once('close', (code) => resolve({ code, ...output })))
    return { child, ended }
  }
  const lastOf = (out: string): Record<string, unknown> => JSON.parse(out.trim().split('\n').at(-1)!) as Record<string, unknown>
  const train = (environment: NodeJS.ProcessEnv = {}) => {
    const experiment = makeExperiment(join(folder(), 'experiment'), ['regression.ts'])
    return start(['train', experiment, '--engine', 'tensorflow', '--max-steps', '5', '--json'], environment).ended
  }

  it('refuses to train where it is not installed, and says how to install it', async () => {
    const { code, error, out } = await train()
    assert.equal(code, 2)
    assert.match(error, /not installed[^]*engines --install tensorflow/)
    assert.equal(lastOf(out)['status'], 'failed')
  })

  it('trains on what stands above the experiment', async () => {
    writeFakePackage(folder())
    const { code, out, error } = await train()
    assert.equal(code, 0, error)
    const { engine, status, steps } = lastOf(out)
    assert.deepEqual([engine, status, steps], ['tensorflow', 'completed', 5])
  })

  it('outlives one that crashes: the run says why, and the other engines are listed', async () => {
    const bad = writeFakePackage(join(folder(), 'bad'), { behaves: 'aborts' })
    const { code, error } = await train({ GRADLAB_TENSORFLOW: bad })
    assert.equal(code, 2)
    assert.match(error, /native code ended the process that tried it/)
    const { out } = await start(['engines', '--json'], { GRADLAB_TENSORFLOW: bad }).ended
    const reports = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { engine: string; usable: boolean; reason: string })
    assert.deepEqual([reports[0]!.reason, reports[0]!.usable], ['probe-crashed', false])
    assert.ok(reports.some(({ engine, usable }) => engine === 'wasm' && usable))
  })

  it('says that the package for cards computes on the processor, and what it looked for', async () => {
    const gpu = writeFakePackage(join(folder(), 'gpu'), { name: '@tensorflow/tfjs-node-gpu', behaves: 'lacksCuda' })
    const { out } = await start(['engines'], { GRADLAB_TENSORFLOW: gpu }).ended
    assert.match(out.split('\n')[0]!, /✓ +tensorflow +usable +works, but on the processor.*libcudart\.so\.11\.0/)
    const { out: onCard } = await start(['engines'], { GRADLAB_TENSORFLOW: gpu, FAKE_CARD: '1', LD_LIBRARY_PATH: '/cuda' }).ended
    assert.match(onCard.split('\n')[0]!, /✓ +tensorflow +usable +ready.*adapter GPU, driver TensorFlow 2\.9\.1/)
  })

  it('is tried for auto where it stands above the experiment, wherever the terminal is', async () => {
    const experiment = makeExperiment(join(folder(), 'project', 'experiment'), ['regression.ts'])
    writeFakePackage(join(folder(), 'project'))
    const { code, out, error } = await start(['engines', '--measure', experiment, '--json']).ended
    assert.equal(code, 0, error)
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; engine: string; state?: string })
    assert.deepEqual(
      lines.filter(({ event }) => event === 'tried').map(({ engine, state }) => [engine, state]),
      [
        ['wasm', 'measured'],
        ['tensorflow', 'measured'],
        ['cpu', 'measured'],
      ],
    )
    assert.equal((await start(['train', experiment, '--max-steps', '2', '--json']).ended).code, 0)
  })

  if (!isPublished) return

  it('is installed by a fake npm, used, and uninstalled', async () => {
    const npm = writeFakeNpm(folder(), 'brings')
    const { code, error } = await start(['engines', '--install', 'tensorflow', '--yes'], { GRADLAB_NPM: npm }).ended
    assert.equal(code, 0, error)
    assert.equal((await train()).code, 0)
    assert.match((await start(['engines', '--uninstall']).ended).out, /removed/)
    assert.deepEqual(readdirSync(join(folder(), 'storage')), [])
  })

  it('leaves nothing of an installation that Ctrl-C canceled', async () => {
    const npm = writeFakeNpm(folder(), 'hangs')
    const { child, ended } = start(['engines', '--install', 'tensorflow', '--yes'], { GRADLAB_NPM: npm })
    const pids = join(folder(), 'registry', 'pids.json')
    while (!existsSync(pids) || readFileSync(pids, 'utf8') === '') await setTimeout(50)
    child.kill('SIGINT')
    const { code, error } = await ended
    assert.equal(code, 130, error)
    assert.match(error, /canceled/)
    assert.deepEqual(readdirSync(join(folder(), 'storage')), [])
  })
})
