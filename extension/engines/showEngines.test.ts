import assert from 'node:assert/strict'
import type { EngineChoice, EngineReport, Language } from '../../protocol'
import { createFakeEditor } from '../fakeEditor'
import { engineEntries } from './showEngines'

describe('the list of engines', () => {
  const { editor } = createFakeEditor([])
  const reports: readonly EngineReport[] = [
    { engine: 'webgpu', usable: false, reason: 'probe-failed', detail: { problem: 'no adapter' } },
    { engine: 'wasm', usable: true, reason: 'ready', detail: { threads: 2, matmulGflops: 44.2, opOverheadUs: 2.9, missingOpCount: 2, missingOps: 'FFT IFFT' } },
  ]

  const listed = (chosen: EngineChoice, language: Language): { value?: unknown; detail?: string | undefined }[] =>
    engineEntries(reports, { engine: chosen, say: editor.say }, language).flatMap((entry) => ('heading' in entry ? [] : [entry]))

  it('tells how fast each is, and offers those that are usable', () => {
    const entries = listed('auto', 'en')
    assert.deepEqual(
      entries.map(({ value }) => value),
      ['auto', undefined, 'wasm'],
    )
    assert.equal(entries[1]?.detail, 'it was tried and did not work, problem: no adapter')
    assert.equal(entries[2]?.detail, 'ready, threads 2, matmul 44.2 GFLOP/s, 2.9 µs an op, 2 ops missing')
  })
  it('speaks Chinese', () => {
    const entries = listed('wasm', 'zh-cn')
    assert.equal(entries[2]?.detail, '就绪，线程 2，矩阵乘 44.2 GFLOP/s，每个操作 2.9 µs，缺少 2 个操作')
  })
})
