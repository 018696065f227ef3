import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RunManifest } from '../../protocol'
import { temporaryFolder } from '../../test/support/folder'
import { createRun } from '../store/runs'
import { writeManifest } from '../store/manifest'
import { sizeClassOf } from './choose'
import { machineName } from './machine'
import { memoryFile, remember } from './memory'
import { nameModel, recallEngine } from './recall'

describe('the engine that is recalled for a run', () => {
  const folder = temporaryFolder()
  const before = process.env['XDG_CACHE_HOME']
  beforeEach(() => (process.env['XDG_CACHE_HOME'] = join(folder(), 'cache')))
  afterEach(() => {
    if (before === undefined) delete process.env['XDG_CACHE_HOME']
    else process.env['XDG_CACHE_HOME'] = before
  })
  const experiment = (): string => join(folder(), 'experiment')
  const about = {
    direction: '01-a',
    scaffold: 'image',
    data: 'digits',
    variant: 'innovation',
    seed: 0,
    engineAsked: 'auto' as const,
    set: {},
    sourceHash: 'h1',
    versions: {},
  }
  /** A run that has ended, as later ones find it. */
  const ended = (changes: Partial<RunManifest> = {}): RunManifest => {
    const { folder: run, manifest } = createRun(experiment(), about, {})
    const whole: RunManifest = {
      ...manifest,
      status: 'completed',
      parameters: 29_322,
      hyper: { batchSize: 32, rate: 0.1, width: 8 },
      fields: { rate: { kind: 'range', value: 0.1, min: 0, max: 1, log: false, live: true }, width: { kind: 'number', value: 8 } },
      ...changes,
    }
    writeManifest(run, whole)
    return whole
  }
  const rememberOf = (manifest: RunManifest): void =>
    remember(memoryFile(), {
      machine: machineName(),
      model: { ...nameModel(manifest), sizeClass: sizeClassOf(manifest.parameters!), batchSize: 32 },
      measuredAt: manifest.createdAt,
      verdicts: [{ state: 'alone', engine: 'webgpu' }],
      usable: [],
    })
  const recalled = (changes: Partial<RunManifest> = {}): string | undefined => {
    const { folder: run, manifest } = createRun(experiment(), { ...about, ...changes }, {})
    return recallEngine(run, manifest).choice?.engine
  }

  it('is what was measured on its source, for every variant and seed', () => {
    rememberOf(ended())
    assert.equal(recalled(), 'webgpu')
    assert.equal(recalled({ variant: 'baseline', seed: 7 }), 'webgpu')
  })
  it('holds for an edited source of the same size, and for what cannot change the size', () => {
    rememberOf(ended())
    assert.equal(recalled({ sourceHash: 'h2' }), 'webgpu')
    assert.equal(recalled({ sourceHash: 'h2', set: { rate: '0.5', steps: '9' } }), 'webgpu')
  })
  it('is none where size, batch or data differ, or may', () => {
    rememberOf(ended())
    assert.equal(recalled({ set: { width: '512' } }), undefined)
    assert.equal(recalled({ set: { batchSize: '128' } }), undefined)
    assert.equal(recalled({ sourceHash: 'h2', data: 'emails' }), undefined)
    ended({ sourceHash: 'h3', parameters: 9_000_000, createdAt: '2100-01-01T00:00:00.000Z' })
    assert.equal(recalled({ sourceHash: 'h3' }), undefined, 'the newest run was of another size')
  })
  it('is not asked for where an engine was named', () => {
    rememberOf(ended())
    assert.equal(recalled({ engineAsked: 'wasm' }), undefined)
  })
  it('is none, and says so, where the memory is damaged', () => {
    mkdirSync(dirname(memoryFile()), { recursive: true })
    writeFileSync(memoryFile(), '{')
    const { folder: run, manifest } = createRun(experiment(), about, {})
    assert.deepEqual(recallEngine(run, manifest), { isDamaged: true })
  })
})
