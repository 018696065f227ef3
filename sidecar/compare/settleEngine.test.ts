import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { EngineName, EngineReport } from '../../protocol'
import { temporaryFolder } from '../../test/support/folder'
import { machineName } from '../choice/machine'
import { memoryFile, remember } from '../choice/memory'
import { nameModel } from '../choice/recall'
import { settleEngine } from './settleEngine'

describe('the one engine of a comparison', () => {
  const folder = temporaryFolder()
  const before = process.env['XDG_CACHE_HOME']
  beforeEach(() => (process.env['XDG_CACHE_HOME'] = join(folder(), 'cache')))
  afterEach(() => {
    if (before === undefined) delete process.env['XDG_CACHE_HOME']
    else process.env['XDG_CACHE_HOME'] = before
  })
  const model = { sourceHash: 'h', direction: '01-a', scaffold: 'image', data: 'digits', set: {} }
  const usable = (engine: EngineName, more: Partial<EngineReport> = {}): EngineReport => ({ engine, usable: true, reason: 'ready', detail: {}, ...more })
  const settle = (reports: readonly EngineReport[], set: Readonly<Record<string, string>> = {}): Promise<EngineName> =>
    settleEngine('auto', folder(), { ...model, set }, () => Promise.resolve(reports))
  const rememberWebgpuFor = (set: Readonly<Record<string, string>>): void =>
    remember(memoryFile(), {
      machine: machineName(),
      model: { ...nameModel({ ...model, set }), sizeClass: 5, batchSize: 32 },
      measuredAt: '2025-01-01T00:00:00.000Z',
      verdicts: [{ state: 'alone', engine: 'webgpu' }],
      usable: [],
    })

  it('is the one that was named, without a look at the others', async () => {
    assert.equal(await settleEngine('cpu', folder(), model, () => assert.fail('nobody needs to know')), 'cpu')
  })
  it('is wasm until one was measured, else the first that works and is no graphics card that the processor plays', async () => {
    assert.equal(await settle([usable('webgpu'), usable('wasm'), usable('cpu')]), 'wasm')
    const software = usable('webgpu', { reason: 'software-adapter' })
    assert.equal(await settle([software, usable('wasm', { usable: false, reason: 'probe-failed' }), usable('cpu')]), 'cpu')
  })
  it('is what was measured on the model with the hyper-parameters that all runs are given', async () => {
    rememberWebgpuFor({ width: '512' })
    assert.equal(await settle([usable('webgpu'), usable('wasm')], { width: '512' }), 'webgpu')
    assert.equal(await settle([usable('webgpu'), usable('wasm')]), 'wasm')
  })
  it('is wasm where what was measured works no more', async () => {
    rememberWebgpuFor({})
    assert.equal(await settle([usable('webgpu')]), 'webgpu')
    assert.equal(await settle([usable('webgpu', { usable: false, reason: 'no-adapter' }), usable('wasm')]), 'wasm')
  })
})
