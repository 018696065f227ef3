import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ENGINES, type EngineVerdict, type ModelToMeasure, type RunEvent, type RunManifest } from '../../protocol'
import { gone } from '../../test/support/daemon'
import { makeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { gradlab } from '../../test/support/gradlab'
import { bundleExperiment } from '../load/bundle'
import { startChild } from '../supervisor/child'
import { askEngines, measureEngines } from '../supervisor/engines'
import { startRun } from '../supervisor/runs'
import { tryEngine } from '../supervisor/tryEngines'
import { choose } from './choose'
import { isKnown, learnFromRun } from './learn'
import { memoryFile } from './memory'

describe('engines tried on a model', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  const own = { XDG_CACHE_HOME: 'cache', XDG_RUNTIME_DIR: 'runtime', GRADLAB_TENSORFLOW: 'none' }
  const before = Object.keys(own).map((name) => [name, process.env[name]] as const)
  beforeEach(() => Object.entries(own).forEach(([name, at]) => (process.env[name] = join(folder(), at))))
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
  const modelOf = async (sources: string[], set: Record<string, string> = {}): Promise<ModelToMeasure> => {
    const { entries } = await bundleExperiment(makeExperiment(join(folder(), 'experiment'), sources))
    return { ...entries['./model.ts']!, seed: 1, variant: 'innovation', set, data: 'digits' }
  }
  const train = async (): Promise<{ folder: string; manifest: RunManifest; events: RunEvent[] }> => {
    const experiment = makeExperiment(join(folder(), 'experiment'), ['regression.ts'])
    const run = await startRun({ experiment, variant: 'innovation', seed: 1, engine: 'auto', set: {} })
    const events: RunEvent[] = []
    for await (const event of run.events) events.push(event)
    return { folder: run.folder, manifest: await run.ended, events }
  }
  const codeOf = (verdict: EngineVerdict | undefined): string | undefined => (verdict?.state === 'failed' ? verdict.error.code : verdict?.state)

  for (const engine of ['wasm', 'cpu'] as const) {
    it(`have their steps timed in a process of their own: ${engine}`, async () => {
      const verdict = await tryEngine(engine, await modelOf(['regression.ts']), {})
      assert.ok(verdict?.state === 'measured', JSON.stringify(verdict))
      const { fingerprint, steps, stepMs, parameters, batchSize } = verdict
      assert.deepEqual([verdict.engine, fingerprint.engine, steps, parameters, batchSize], [engine, engine, 20, 41, 8])
      assert.ok(stepMs > 0 && Number.isFinite(stepMs))
    })
  }

  it('that crash, hang or lack an op have failed, and nothing else has', async () => {
    const fault = async (name: string): Promise<ModelToMeasure> => modelOf(['dies.ts'], { fault: name })
    assert.equal(codeOf(await tryEngine('wasm', await fault('crash'), {})), 'engine/trial-crashed')
    assert.equal(codeOf(await tryEngine('wasm', await fault('hang'), { mostMs: 3000 })), 'engine/trial-slow')
    const lacking = await tryEngine('wasm', await fault('error'), {})
    assert.equal(codeOf(lacking), 'source/exception')
    assert.equal(lacking?.state === 'failed' && lacking.error.where?.file, 'model.ts')
    assert.equal(codeOf(await tryEngine('cpu', await fault('crash'), {})), 'measured')
    assert.equal(codeOf(await tryEngine('tensorflow', await fault('crash'), {})), 'engine/tensorflow')
  })

  it('are not tried on a model that starts processes of its own', async () => {
    assert.deepEqual(await tryEngine('wasm', await modelOf(['peers.ts', 'worker.ts']), {}), { state: 'skipped', engine: 'wasm', reason: 'peers' })
  })

  it('are dropped at once when there is no more time for them', async () => {
    const abort = new AbortController()
    let pid = 0
    const takeChild = async (): ReturnType<typeof startChild> => {
      const child = await startChild()
      pid = child.pid
      void child.ready.then(() => setTimeout(500)).then(() => abort.abort())
      return child
    }
    assert.equal(await tryEngine('wasm', await modelOf(['dies.ts'], { fault: 'hang' }), { takeChild, signal: abort.signal }), undefined)
    await gone(pid)
    assert.equal(await tryEngine('wasm', await modelOf(['dies.ts'], { fault: 'hang' }), { takeChild, signal: abort.signal }), undefined)
  })

  it('decide what the next run under auto trains on, which says so; the run they were tried for stays as it was', async () => {
    const first = await train()
    assert.deepEqual([first.manifest.engine, first.manifest.engineWhy, first.manifest.stepTimes], ['wasm', 'until-measured', undefined])
    const reports = await askEngines()
    assert.equal(isKnown(first.manifest, reports), false)
    const files = stateOf(first.folder)
    const verdicts = await learnFromRun(first.folder, reports)
    assert.deepEqual(stateOf(first.folder), files)
    assert.equal(verdicts?.[0]?.state, 'measured')
    assert.equal(isKnown(first.manifest, reports), true)
    assert.equal(isKnown(first.manifest, reports.slice(0, -1)), false, 'an engine came or went')
    const choice = choose(verdicts)!
    const { manifest, events } = await train()
    assert.deepEqual([manifest.engine, manifest.engineWhy], [choice.engine, choice.why])
    assert.deepEqual(manifest.stepTimes ?? {}, choice.stepTimes)
    const started = events.find((event) => event.kind === 'started')!
    assert.deepEqual([started.why, started.stepTimes], [manifest.engineWhy, manifest.stepTimes])
  })

  it('are forgotten where the memory is damaged, and the run says so', async () => {
    mkdirSync(dirname(memoryFile()), { recursive: true })
    writeFileSync(memoryFile(), '{ "format": 1, "entries": [')
    const { manifest, events } = await train()
    assert.deepEqual([manifest.status, manifest.engine, manifest.engineWhy], ['completed', 'wasm', 'until-measured'])
    assert.ok(events.some((event) => event.kind === 'notice' && event.code === 'engine-memory-damaged'))
  })

  it('on the command line, where it is asked for, and say what is chosen', async () => {
    const experiment = makeExperiment(join(folder(), 'experiment'), ['regression.ts'])
    const { code, lines, error } = await gradlab(['engines', '--measure', experiment, '--json'])
    assert.equal(code, 0, error)
    const [first, ...others] = lines.map((line) => JSON.parse(line) as { event: string; engine: string; state?: string; why?: string })
    assert.deepEqual([first?.event, first?.engine, first?.state], ['tried', 'wasm', 'measured'])
    const last = others.at(-1)
    assert.equal(last?.event, 'choice')
    const { manifest } = await train()
    assert.deepEqual([manifest.engine, manifest.engineWhy], [last.engine, last.why])
  })

  it('have figures, each a positive number', async () => {
    for (const { engine, usable, detail } of await measureEngines()) {
      assert.ok(ENGINES.includes(engine))
      if (!usable) continue
      assert.match(String(detail['adapter']), /\w/)
      for (const name of ['cores', 'matmulGflops', 'convolutionGflops', 'bandwidthGbps', 'opOverheadUs'] as const) {
        const value = detail[name]
        assert.ok(typeof value === 'number' && Number.isFinite(value) && value > 0, `${engine} ${name} ${value}`)
      }
      const missing = String(detail['missingOps'] ?? '')
        .split(' ')
        .filter(Boolean)
      assert.equal(missing.length, detail['missingOpCount'])
      if (engine === 'cpu') assert.equal(missing.length, 0)
    }
  })

  it('stay usable where they could not be measured in time, and say so', async () => {
    for (const { usable, detail } of await measureEngines(undefined, 1)) if (usable) assert.equal(detail['unmeasuredAfterS'], 0.001)
  })
})

/** Every file of a folder with its size and time. */
function stateOf(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return names.map((name) => {
    const { size, mtimeMs } = statSync(join(folder, name))
    return `${name} ${size} ${mtimeMs}`
  })
}
