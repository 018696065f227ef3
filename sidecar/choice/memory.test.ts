import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../../test/support/folder'
import { memoryFile, readMemory, remember, type Remembered } from './memory'

const entry = (key: string, engine: 'wasm' | 'cpu' = 'wasm', machine = 'here'): Remembered => ({
  machine,
  model: { key, scaffold: 'a/b', data: 'digits', sizeClass: 5, batchSize: 32 },
  measuredAt: '2025-01-01T00:00:00.000Z',
  verdicts: [
    { state: 'alone', engine },
    { state: 'skipped', engine: 'webgpu', reason: 'peers' },
    { state: 'failed', engine: 'tensorflow', error: { code: 'engine/trial-crashed', context: { engine: 'tensorflow', how: 'SIGSEGV' } } },
    {
      state: 'measured',
      engine: 'cpu',
      fingerprint: { engine: 'cpu', simd: 'none', threads: 1, adapter: '', tfjs: '4.22.0', node: 'v24.0.0', platform: 'linux-x64' },
      stepMs: 0.25,
      steps: 20,
      parameters: 200,
      batchSize: 32,
    },
  ],
  usable: ['wasm | plain', 'cpu'],
})

describe('the memory of engines', () => {
  const folder = temporaryFolder()
  const file = (): string => join(folder(), 'gradlab', 'engines.json')

  it('gives back what was put in, the newest first, one of each model and machine', () => {
    for (const each of [entry('a'), entry('b'), entry('a', 'cpu'), entry('a', 'wasm', 'there')]) remember(file(), each)
    assert.deepEqual(readMemory(file()), { entries: [entry('a', 'wasm', 'there'), entry('a', 'cpu'), entry('b')], isDamaged: false })
    assert.deepEqual(readdirSync(dirname(file())), ['engines.json'])
  })
  it('is empty, and not damaged, where nothing was measured', () => {
    assert.deepEqual(readMemory(file()), { entries: [], isDamaged: false })
  })
  it('counts as empty where it cannot be understood, says so, and is written anew', () => {
    remember(file(), entry('a'))
    const whole = readFileSync(file(), 'utf8')
    mkdirSync(dirname(file()), { recursive: true })
    for (const text of [
      '',
      '{',
      '[]',
      whole.slice(0, -20),
      whole.replace('"format": 1', '"format": 2'),
      whole.replace('0.25', '"fast"'),
      whole.replace('"cpu"', '"gpu"'),
    ]) {
      writeFileSync(file(), text)
      assert.deepEqual(readMemory(file()), { entries: [], isDamaged: true }, text)
    }
    remember(file(), entry('b'))
    assert.deepEqual(readMemory(file()), { entries: [entry('b')], isDamaged: false })
  })
  it('forgets the oldest of very many', () => {
    for (let i = 0; i < 203; i++) remember(file(), entry(`k${i}`))
    const { entries } = readMemory(file())
    assert.deepEqual([entries.length, entries[0]?.model.key, entries.at(-1)?.model.key], [200, 'k202', 'k3'])
  })
  it("lies beside the data sets, in the user's cache", () => {
    assert.equal(memoryFile({ XDG_CACHE_HOME: '/c' }, 'linux'), join('/c', 'gradlab', 'engines.json'))
  })
})
