import assert from 'node:assert/strict'
import type { EngineReport, EngineVerdict } from '../../../protocol'
import { fakeCli, fakeEvents, fakeManifest, fakeRun } from '../fakeCli'
import type { Services } from '../services'

describe('gradlab engines', () => {
  const reports: readonly EngineReport[] = [
    { engine: 'tensorflow', usable: false, reason: 'library-missing', detail: { problem: 'libtensorflow.so.2' } },
    { engine: 'webgpu', usable: true, reason: 'ready', detail: { adapter: 'RTX', driver: '550', matmulGflops: 9000, bandwidthGbps: 400, opOverheadUs: 21 } },
    {
      engine: 'wasm',
      usable: true,
      reason: 'ready',
      detail: { simd: 'relaxed', threads: 2, cores: 2, convolutionGflops: 50, missingOpCount: 2, missingOps: 'FFT IFFT' },
    },
    { engine: 'cpu', usable: true, reason: 'reference', detail: { threads: 1, unmeasuredAfterS: 60 } },
  ]
  const services = { measureEngines: async () => reports }

  it('tells what each runs on and how fast it is', async () => {
    const cli = fakeCli(services)
    assert.equal(await cli.run('engines'), 0)
    assert.deepEqual(cli.lines, [
      '·  tensorflow  not usable  a library that it needs is not on this machine, problem: libtensorflow.so.2',
      '✓  webgpu      usable      ready, adapter RTX, driver 550, matmul 9000 GFLOP/s, memory 400 GB/s, 21 µs an op',
      '✓  wasm        usable      ready, SIMD relaxed, threads 2, cores 2, convolution 50 GFLOP/s, 2 ops missing',
      '✓  cpu         usable      the reference the others are checked against; slow, threads 1, speed not known: not measured within 60 s',
    ])
    assert.deepEqual(cli.errors, ['Measuring the engines; this takes some seconds…'])
    const chinese = fakeCli(services, { language: 'zh-cn' })
    await chinese.run('engines')
    assert.match(chinese.lines[2]!, /就绪，SIMD 指令 relaxed，线程 2，核心 2，卷积 50 GFLOP\/s，缺少 2 个操作/)
  })
  it('names what an engine lacks where that is asked for', async () => {
    const cli = fakeCli(services)
    assert.equal(await cli.run('engines', '--verbose'), 0)
    assert.deepEqual(cli.lines[3], '  missing: FFT IFFT')
    const json = fakeCli(services)
    assert.equal(await json.run('engines', '--json'), 0)
    assert.deepEqual(
      json.lines.map((line) => JSON.parse(line) as unknown),
      reports,
    )
    assert.deepEqual(json.errors, [])
  })

  const fingerprint = { engine: 'wasm', simd: 'relaxed', threads: 2, adapter: '', tfjs: '4.22.0', node: 'v24.0.0', platform: 'linux-x64' } as const
  const measured = { state: 'measured', engine: 'wasm', fingerprint, stepMs: 6.14, steps: 20, parameters: 1234, batchSize: 32 } as const
  const verdicts: EngineVerdict[] = [
    measured,
    { ...measured, engine: 'webgpu', stepMs: 14.02 },
    { state: 'failed', engine: 'tensorflow', error: { code: 'engine/trial-crashed', context: { engine: 'tensorflow', how: 'SIGSEGV' } } },
  ]
  const learning = (found: readonly EngineVerdict[]): Partial<Services> => ({
    learnEngines: async (experiment, onVerdict) => {
      assert.equal(experiment, '/home/me/x')
      found.forEach(onVerdict)
      return found
    },
  })

  it('tries them on a model, and says what auto takes from now on', async () => {
    const cli = fakeCli(learning(verdicts))
    assert.equal(await cli.run('engines', '--measure', 'x'), 0)
    assert.deepEqual(cli.lines, [
      'wasm: 6.1 ms a step, median of 20',
      'webgpu: 14.0 ms a step, median of 20',
      'tensorflow: failed: The process that tried the tensorflow engine ended without a word (SIGSEGV).',
      "From now on `auto` trains it on wasm (measured: 6.1 ms a step against webgpu's 14.0 ms).",
    ])
    const chinese = fakeCli(learning(verdicts), { language: 'zh-cn' })
    await chinese.run('engines', '--measure', 'x')
    assert.equal(chinese.lines.at(-1), '今后 `auto` 将用 wasm 训练它（实测：每步 6.1 毫秒；webgpu 为 14.0 毫秒）。')
    const json = fakeCli(learning(verdicts))
    await json.run('engines', '--measure', 'x', '--json')
    assert.deepEqual(
      json.lines.map((line) => JSON.parse(line) as unknown),
      [
        { event: 'tried', engine: 'wasm', state: 'measured', stepMs: 6.14, steps: 20 },
        { event: 'tried', engine: 'webgpu', state: 'measured', stepMs: 14.02, steps: 20 },
        {
          event: 'tried',
          engine: 'tensorflow',
          state: 'failed',
          code: 'engine/trial-crashed',
          message: 'The process that tried the tensorflow engine ended without a word (SIGSEGV).',
        },
        { event: 'choice', engine: 'wasm', why: 'measured' },
      ],
    )
  })
  it('says why a model is not tried, or one engine alone is', async () => {
    const peers = fakeCli(learning([{ state: 'skipped', engine: 'wasm', reason: 'peers' }]))
    assert.equal(await peers.run('engines', '--measure', 'x'), 1)
    assert.deepEqual(peers.lines, ['wasm: not tried, because this model starts processes of its own', 'Nothing was measured, so `auto` stays with wasm.'])
    const alone = fakeCli(learning([{ state: 'alone', engine: 'wasm' }]))
    assert.equal(await alone.run('engines', '--measure', 'x'), 0)
    assert.match(alone.lines[1]!, /trains it on wasm \(the only one worth measuring here\)/)
  })
  it('are said of a run with the figures they were chosen by', async () => {
    const manifest = { ...fakeManifest, engineWhy: 'measured' as const, stepTimes: { wasm: 6.14, webgpu: 14.02 } }
    const cli = fakeCli({ startRun: async () => fakeRun(fakeEvents, manifest), readManifest: async () => manifest })
    assert.equal(await cli.run('train', 'x'), 0)
    const said = cli.lines.filter((line) => line.includes("wasm (measured: 6.1 ms a step against webgpu's 14.0 ms)"))
    assert.equal(said.length, 2, 'at its start and at its end')
  })
})
