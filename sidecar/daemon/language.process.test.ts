import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { gone, joinDaemon, openWindow, ownRuntimeFolder, type TestWindow } from '../../test/support/daemon'
import { makeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { readManifest } from '../store/runs'

const faulty = "throw new Error('too tired')"

describe('the error of a run in Problems', function () {
  this.timeout(60_000)
  ownRuntimeFolder()
  const folder = temporaryFolder()
  let experiment: string
  let line: number
  beforeEach(() => {
    experiment = makeExperiment(join(realpathSync(folder()), 'experiment'), ['regression.ts'])
    const source = readFileSync(model(), 'utf8')
    const step = 'seen.value += x.shape[0] / 3'
    line = source.slice(0, source.indexOf(step)).split('\n').length - 1
    writeFileSync(model(), source.replace(step, faulty))
  })
  const model = (): string => join(experiment, 'model.ts')
  const uri = (): string => pathToFileURL(model()).href
  const reach = () => joinDaemon([realpathSync(folder())])
  const window = async (reached = reach()): Promise<TestWindow> => openWindow(await reached, { folders: [realpathSync(folder())] })
  const train = async (by: TestWindow): Promise<string> =>
    (await by.request('gradlab/run/start', { experiment, variant: 'innovation', seed: 1, engine: 'wasm', set: {} })).run
  const fail = async (by: TestWindow): Promise<void> => {
    const run = await train(by)
    while (!by.problems.has(uri())) await setTimeout(20)
    while (readManifest(run).status !== 'failed') await setTimeout(20)
  }
  /** Time for all that the window is told when it comes: the same folders are read for the answers. */
  const settled = async (by: TestWindow): Promise<void> => {
    for (let i = 0; i < 5; i++) await by.request('gradlab/experiments', {})
  }

  it('stands there again for a window that joins later, also where the daemon is another', async () => {
    const reached = await reach()
    const first = await window(Promise.resolve(reached))
    await fail(first)
    const seen = first.problems.get(uri())
    assert.deepEqual([seen?.length, seen?.[0]?.range.start.line], [1, line])
    assert.match(seen![0]!.message, /too tired/)
    first.leave()

    const second = await window(Promise.resolve(reached))
    while (!second.problems.has(uri())) await setTimeout(20)
    assert.deepEqual(second.problems.get(uri()), seen)
    second.open(uri(), readFileSync(model(), 'utf8'))
    await settled(second)
    assert.deepEqual(second.problems.get(uri()), seen, 'the file is opened as the run had it')

    process.kill(reached.pid, 'SIGKILL')
    await gone(reached.pid)
    const third = await window()
    while (!third.problems.has(uri())) await setTimeout(20)
    assert.deepEqual(third.problems.get(uri()), seen)
    third.open(uri(), `${readFileSync(model(), 'utf8')}\n// not saved yet`)
    while (third.problems.has(uri())) await setTimeout(20)
  })

  it('is not told again where the file has changed since, or where a newer run met no error', async () => {
    const first = await window()
    await fail(first)
    const broken = readFileSync(model(), 'utf8')
    appendFileSync(model(), '\n')
    const second = await window()
    await settled(second)
    assert.deepEqual([...second.problems], [])

    writeFileSync(model(), broken.replace(faulty, ''))
    const run = await train(first)
    while (readManifest(run).status !== 'completed') await setTimeout(20)
    writeFileSync(model(), broken)
    const third = await window()
    await settled(third)
    assert.deepEqual([...third.problems], [])
  })
})
