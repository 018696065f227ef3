import assert from 'node:assert/strict'
import { formatMs, sayWhy } from './why'

describe('why a run trains on its engine', () => {
  it('is said with the figures where it was measured', () => {
    const run = { engine: 'wasm', why: 'measured', stepTimes: { wasm: 6.14, webgpu: 14.02 } } as const
    assert.equal(sayWhy('en', run), "measured: 6.1 ms a step against webgpu's 14.0 ms")
    assert.equal(sayWhy('zh-cn', run), '实测：每步 6.1 毫秒；webgpu 为 14.0 毫秒')
    const three = { ...run, stepTimes: { ...run.stepTimes, cpu: 0.421 } }
    assert.equal(sayWhy('en', three), "measured: 6.1 ms a step against webgpu's 14.0 ms, cpu's 0.42 ms")
    assert.equal(sayWhy('zh-cn', three), '实测：每步 6.1 毫秒；webgpu 为 14.0 毫秒，cpu 为 0.42 毫秒')
  })
  it('is said without where the others failed', () => {
    assert.equal(sayWhy('en', { engine: 'wasm', why: 'measured', stepTimes: { wasm: 6.14 } }), 'measured as the fastest')
  })
  it('is said in words for every other reason, an old one too', () => {
    assert.equal(sayWhy('en', { engine: 'wasm', why: 'best-usable' }), 'the best this machine can use')
    assert.equal(sayWhy('zh-cn', { engine: 'wasm', why: 'until-measured' }), '在此模型上测量各引擎之前')
    assert.equal(sayWhy('en', {}), 'as you asked')
  })
  it('has as many digits as can be trusted', () => {
    assert.deepEqual([0.0421, 0.421, 6.14, 99.94, 140.2].map(formatMs), ['0.042', '0.42', '6.1', '99.9', '140'])
  })
})
