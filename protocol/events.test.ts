import assert from 'node:assert/strict'
import { sameFingerprint, isEngineChoice, type EngineFingerprint } from './engines'
import { fromJsonNumber, toJsonNumber, type JsonNumber } from './events'
import { hasEnded } from './runs'

describe('numbers in events', () => {
  for (const value of [0, 1.5, -1e300, Number.MIN_VALUE, NaN, Infinity, -Infinity]) {
    it(`${value} survives JSON`, () => {
      assert.equal(fromJsonNumber(JSON.parse(JSON.stringify(toJsonNumber(value))) as JsonNumber), value)
    })
  }
})

describe('a fingerprint', () => {
  const one: EngineFingerprint = { engine: 'wasm', simd: 'plain', threads: 2, adapter: '', tfjs: '4.22.0', node: '24', platform: 'linux-x64' }
  const others: Partial<EngineFingerprint>[] = [
    { engine: 'cpu' },
    { simd: 'relaxed' },
    { threads: 1 },
    { adapter: 'x' },
    { tfjs: '4.21.0' },
    { node: '22' },
    { platform: 'darwin-arm64' },
  ]

  it('is equal to a copy and to none that differs in one field', () => {
    assert.ok(sameFingerprint(one, { ...one }))
    for (const other of others) assert.ok(!sameFingerprint(one, { ...one, ...other }), JSON.stringify(other))
    assert.deepEqual(others.flatMap(Object.keys).sort(), Object.keys(one).sort())
  })
})

describe('names of engines and statuses', () => {
  it('are told from others', () => {
    assert.ok(isEngineChoice('auto') && isEngineChoice('wasm') && !isEngineChoice('cuda') && !isEngineChoice('toString'))
    assert.ok(hasEnded('failed') && hasEnded('interrupted') && !hasEnded('paused') && !hasEnded('starting'))
  })
})
