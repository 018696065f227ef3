import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { CompareRequest, ComparisonState } from '../../protocol'
import { gone, joinDaemon, openWindow, ownRuntimeFolder, type TestWindow } from '../../test/support/daemon'
import { makeExperiment, writeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { gradlab } from '../../test/support/gradlab'
import { curvesOf, readEvents } from '../store/events'
import { listRuns } from '../store/runs'

describe('a comparison in the daemon', function () {
  this.timeout(240_000)
  const folder = temporaryFolder()
  ownRuntimeFolder()
  const windowOf = async (isTrusted = true): Promise<TestWindow & { pid: number }> => {
    const reached = await joinDaemon([folder()])
    const window = await openWindow(reached, { folders: [folder()], isTrusted })
    return { ...window, pid: reached.pid }
  }
  const request = (experiment: string, more: Partial<CompareRequest> = {}): CompareRequest => ({
    experiment,
    seeds: 1,
    maxSteps: 20,
    engine: 'wasm',
    tune: false,
    ...more,
  })
  const slow = (): string => {
    const source = readFileSync(join(__dirname, '../../test/fixtures/experiments/regression.ts'), 'utf8').replace('sleepMs: range(0,', 'sleepMs: range(120,')
    return writeExperiment(join(folder(), 'experiment'), source)
  }

  it('tells each change whole, is listed, and its runs are kept as any others', async () => {
    const experiment = makeExperiment(join(folder(), 'experiment'), ['regression.ts'])
    const window = await windowOf()
    const told: ComparisonState[] = []
    window.onNotification('gradlab/comparison/changed', (state) => void told.push(state))
    const { file, status, runs } = await window.request('gradlab/comparison/start', request(experiment))
    assert.deepEqual([status, runs.length], ['running', 2])
    const first = await window.request('gradlab/comparison/watch', { comparison: file })
    assert.equal(first.file, file)
    const again = await window.request('gradlab/comparison/start', request(experiment))
    assert.equal(again.file, file, 'the same request is the same comparison')
    while (!told.some((state) => state.status === 'completed')) await setTimeout(20)
    const last = told.at(-1)!
    assert.deepEqual(last.result?.differences['innovation']?.doubts, ['few-seeds'])
    assert.equal(last.result?.event, 'comparison')
    const listed = await window.request('gradlab/comparison/list', { experiment })
    assert.deepEqual(
      listed.map((state) => [state.file, state.status]),
      [[file, 'completed']],
    )
    const [summary] = await window.request('gradlab/experiments', {})
    assert.equal(summary!.runs.length, 2)
    const { metric, arms } = await window.request('gradlab/comparison/curves', { comparison: file })
    assert.equal(metric, 'validation/error')
    assert.deepEqual(Object.keys(arms), ['baseline', 'innovation'])
    const { steps, counts, means, lows } = arms['innovation']!
    assert.deepEqual(
      [steps, counts, lows],
      [
        [10, 20],
        [1, 1],
        [null, null],
      ],
    )
    const logged = curvesOf(readEvents(join(experiment, '.gradlab/runs', last.runs.find(({ variant }) => variant === 'innovation')!.run!)))
    assert.deepEqual(means, logged['validation/error']!.values)
  })

  it('is written for a person or a paper in the language of who asks, once there is something to tell', async () => {
    const experiment = makeExperiment(join(folder(), 'experiment'), ['regression.ts'])
    const window = await windowOf()
    const { file } = await window.request('gradlab/comparison/start', request(experiment))
    const isRefused = (code: string) => (error: { data?: { code?: string } }) => error.data?.code === code
    await assert.rejects(window.request('gradlab/comparison/export', { comparison: file, format: 'md' }), isRefused('comparison/empty'))
    while ((await window.request('gradlab/comparison/watch', { comparison: file })).status === 'running') await setTimeout(50)
    for (const [format, begins] of [
      ['md', /^### experiment: test\/error on/],
      ['tex', /^% \\usepackage\{booktabs\}/],
      ['svg', /^<svg /],
    ] as const)
      assert.match((await window.request('gradlab/comparison/export', { comparison: file, format })).text, begins)
    const chinese = await openWindow(await joinDaemon([folder()]), { folders: [folder()], isTrusted: false, language: 'zh-cn' })
    assert.match((await chinese.request('gradlab/comparison/export', { comparison: file, format: 'md' })).text, /未见差异/)
    await assert.rejects(window.request('gradlab/comparison/export', { comparison: file, format: 'pdf' as 'md' }), isRefused('usage/format'))
  })

  it('cancelled writes a checkpoint, and goes on from a terminal', async () => {
    const experiment = slow()
    const window = await windowOf()
    const { file } = await window.request('gradlab/comparison/start', request(experiment))
    while (!listRuns(experiment).runs.some(({ manifest }) => manifest.status === 'running')) await setTimeout(20)
    const refused = await gradlab(['compare', experiment, '--seeds', '1', '--max-steps', '20', '--engine', 'wasm', '--json'])
    assert.equal(refused.code, 2, 'one process works at it')
    assert.match(refused.error, /under way in another process/)
    await window.request('gradlab/comparison/cancel', { comparison: file })
    let state = await window.request('gradlab/comparison/watch', { comparison: file })
    while (state.status === 'running') {
      await setTimeout(50)
      state = await window.request('gradlab/comparison/watch', { comparison: file })
    }
    assert.equal(state.status, 'interrupted')
    const { code } = await gradlab(['compare', experiment, '--seeds', '1', '--max-steps', '20', '--engine', 'wasm', '--json'])
    assert.equal(code, 0)
    assert.equal(listRuns(experiment).runs.length, 2, 'the run that was cut went on in its own folder')
    assert.equal((await window.request('gradlab/comparison/watch', { comparison: file })).status, 'completed')
  })

  it('is gone on with by the next daemon, when its own was killed', async () => {
    const experiment = slow()
    const first = await windowOf()
    const { file } = await first.request('gradlab/comparison/start', request(experiment))
    while (!listRuns(experiment).runs.some(({ manifest }) => manifest.status === 'running')) await setTimeout(20)
    process.kill(first.pid, 'SIGKILL')
    await gone(first.pid)
    const second = await windowOf()
    let state = await second.request('gradlab/comparison/watch', { comparison: file })
    while (state.status !== 'completed') {
      await setTimeout(50)
      state = await second.request('gradlab/comparison/watch', { comparison: file })
    }
    assert.equal(listRuns(experiment).runs.length, 2)
  })

  it('needs a trusted workspace, and a folder of it', async () => {
    const experiment = makeExperiment(join(folder(), 'experiment'), ['regression.ts'])
    const window = await windowOf(false)
    const isRefused = (code: string) => (error: { data?: { code?: string } }) => error.data?.code === code
    await assert.rejects(window.request('gradlab/comparison/start', request(experiment)), isRefused('daemon/untrusted'))
    await assert.rejects(window.request('gradlab/comparison/list', { experiment: '/' }), isRefused('daemon/outside'))
  })
})
