import assert from 'node:assert/strict'
import type { EngineFingerprint, EngineName, EngineReport, EngineVerdict } from '../../protocol'
import { candidates, choose, identityOf, isSoftware, isTiny, mayBeTiny, recall, sizeClassOf, stillHolds } from './choose'
import type { Remembered } from './memory'

const fingerprintOf = (engine: EngineName, adapter = ''): EngineFingerprint => ({
  engine,
  simd: 'relaxed',
  threads: 2,
  adapter,
  tfjs: '4.22.0',
  node: 'v24.0.0',
  platform: 'linux-x64',
})
const measured = (engine: EngineName, stepMs: number, parameters = 1000): EngineVerdict => ({
  state: 'measured',
  engine,
  fingerprint: fingerprintOf(engine),
  stepMs,
  steps: 20,
  parameters,
  batchSize: 32,
})
const failed = (engine: EngineName): EngineVerdict => ({
  state: 'failed',
  engine,
  error: { code: 'engine/trial-crashed', context: { engine, how: 'SIGSEGV' } },
})
const report = (engine: EngineName, about: Partial<EngineReport> = {}): EngineReport => ({ engine, usable: true, reason: 'ready', detail: {}, ...about })

describe('the engine chosen of those that were tried', () => {
  const check = (verdicts: EngineVerdict[], expected: [EngineName, string] | undefined): void => {
    const choice = choose(verdicts)
    assert.deepEqual(choice && [choice.engine, choice.why], expected)
  }
  it('is the fastest', () => {
    check([measured('wasm', 14), measured('webgpu', 6.1)], ['webgpu', 'measured'])
    check([measured('wasm', 6.1), measured('webgpu', 14)], ['wasm', 'measured'])
    check([measured('wasm', 0.5), measured('cpu', 0.1)], ['cpu', 'measured'])
    check([measured('wasm', 9), measured('webgpu', 5), measured('tensorflow', 2)], ['tensorflow', 'measured'])
  })
  it('is the less risky one where two are about equal', () => {
    check([measured('wasm', 10.9), measured('webgpu', 10)], ['wasm', 'measured'])
    check([measured('wasm', 11.1), measured('webgpu', 10)], ['webgpu', 'measured'])
    check([measured('cpu', 1), measured('wasm', 1.05)], ['wasm', 'measured'])
    check([measured('wasm', 30), measured('tensorflow', 10), measured('webgpu', 10.5)], ['webgpu', 'measured'])
  })
  it('is never one that failed', () => {
    check([measured('wasm', 100), failed('webgpu')], ['wasm', 'measured'])
    check([failed('wasm'), measured('webgpu', 100)], ['webgpu', 'measured'])
  })
  it('is none where none was measured', () => {
    check([], undefined)
    check([failed('wasm'), failed('webgpu')], undefined)
    check([{ state: 'skipped', engine: 'wasm', reason: 'peers' }], undefined)
  })
  it('is the only one where there is nothing to compare it with', () => {
    check([{ state: 'alone', engine: 'wasm' }], ['wasm', 'only-usable'])
    check([measured('wasm', 7)], ['wasm', 'only-usable'])
  })
  it('comes with the figures of all that were measured', () => {
    assert.deepEqual(choose([measured('wasm', 14), measured('webgpu', 6), failed('tensorflow')])?.stepTimes, { wasm: 14, webgpu: 6 })
    assert.deepEqual(choose([measured('wasm', 14)])?.stepTimes, {})
  })
})

describe('what is remembered', () => {
  const entry = (
    about: { machine?: string; key?: string; scaffold?: string; data?: string; size?: number; batch?: number },
    fastest: EngineName,
  ): Remembered => ({
    machine: about.machine ?? 'here',
    model: { key: about.key ?? 'k', scaffold: about.scaffold ?? 's', data: about.data ?? 'd', sizeClass: about.size ?? 5, batchSize: about.batch ?? 32 },
    measuredAt: '2025-01-01T00:00:00.000Z',
    verdicts: [measured('wasm', fastest === 'wasm' ? 1 : 10), measured('webgpu', 5)],
    usable: [],
  })
  const asked = { machine: 'here', key: 'k', scaffold: 's', data: 'd' }
  const same = (): { sizeClass: number; batchSize: number } => ({ sizeClass: 5, batchSize: 32 })
  const never = (): never => assert.fail('the size is not needed')

  it('of the very same model counts, whatever is like it', () => {
    assert.equal(recall([entry({ key: 'other' }, 'wasm'), entry({}, 'webgpu')], asked, never)?.engine, 'webgpu')
  })
  it('of another machine, or of nothing, counts for nothing', () => {
    assert.equal(recall([entry({ machine: 'there' }, 'wasm')], asked, never), undefined)
    assert.equal(recall([], asked, never), undefined)
  })
  it('of the newest like it counts where the source was edited', () => {
    const entries = [entry({ key: 'newer' }, 'webgpu'), entry({ key: 'older' }, 'wasm')]
    assert.equal(recall(entries, asked, same)?.engine, 'webgpu')
  })
  it('of another scaffold, data, size or batch is not like it', () => {
    for (const about of [{ scaffold: 't' }, { data: 'e' }, { size: 6 }, { batch: 64 }])
      assert.equal(recall([entry({ key: 'other', ...about }, 'webgpu')], asked, same), undefined)
    assert.equal(
      recall([entry({ key: 'other' }, 'webgpu')], asked, () => undefined),
      undefined,
      'no run has told its size yet',
    )
  })
  it('holds as long as the engine is what it was', () => {
    const choice = choose([measured('wasm', 9), measured('webgpu', 1)])!
    assert.ok(stillHolds(choice, fingerprintOf('webgpu')))
    assert.ok(!stillHolds(choice, fingerprintOf('webgpu', 'another adapter')))
    assert.ok(!stillHolds(choice, { ...fingerprintOf('webgpu'), node: 'v26.0.0' }))
    assert.ok(stillHolds(choose([{ state: 'alone', engine: 'wasm' }])!, fingerprintOf('wasm')))
  })
})

describe('the engines that are worth a try', () => {
  it('are the usable ones but the reference, wasm first', () => {
    assert.deepEqual(candidates([report('tensorflow'), report('webgpu'), report('wasm'), report('cpu')]), ['wasm', 'webgpu', 'tensorflow'])
    assert.deepEqual(candidates([report('webgpu', { usable: false }), report('wasm'), report('cpu')]), ['wasm'])
  })
  it('hold no GPU that the processor plays', () => {
    const software = report('webgpu', { reason: 'software-adapter', detail: { adapter: 'SwiftShader Device (Subzero)' } })
    assert.ok(isSoftware(software))
    assert.deepEqual(candidates([software, report('wasm')]), ['wasm'])
    assert.ok(!isSoftware(report('webgpu', { detail: { adapter: 'NVIDIA GeForce RTX 3060', driver: '550.54' } })))
  })
  it('hold the reference for tiny models only', () => {
    assert.ok(isTiny(measured('wasm', 0.4, 200)))
    assert.ok(!isTiny(measured('wasm', 40, 200)), 'few parameters, much arithmetic')
    assert.ok(!isTiny(measured('wasm', 0.4, 200_000)))
    assert.ok(!isTiny(failed('wasm')))
    assert.deepEqual([mayBeTiny(undefined), mayBeTiny(20_000), mayBeTiny(20_001)], [true, true, false])
  })
  it('are others with another driver, adapter or count of threads', () => {
    const detail = { simd: 'plain', threads: 2, adapter: 'a', driver: '1' }
    const identity = identityOf(report('webgpu', { detail }))
    for (const [name, value] of Object.entries({ simd: 'relaxed', threads: 4, adapter: 'b', driver: '2' }))
      assert.notEqual(identityOf(report('webgpu', { detail: { ...detail, [name]: value } })), identity, name)
    assert.equal(identityOf(report('webgpu', { detail: { ...detail, matmulGflops: 900 } })), identity, 'how fast it is does not make it another')
  })
})

describe('the size class of a model', () => {
  it('spans a factor of four', () => {
    assert.deepEqual([0, 1, 3, 4, 15, 16, 29_322, 1e6].map(sizeClassOf), [0, 0, 0, 1, 1, 2, 7, 9])
  })
})
