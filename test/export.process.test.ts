import assert from 'node:assert/strict'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { decodeSafetensors } from '../protocol'
import { curvesOf, readEvents } from '../sidecar/store/events'
import { fixtureManifest, writeFixtureRun } from '../sidecar/report/fixtureRun'
import { joinDaemon, openWindow, ownRuntimeFolder } from './support/daemon'
import { makeExperiment } from './support/experiment'
import { temporaryFolder } from './support/folder'
import { gradlab } from './support/gradlab'

describe('gradlab export as a process', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()

  it('writes a trained run in each format, and one object of what it wrote', async () => {
    const experiment = makeExperiment(join(folder(), 'experiment'), ['regression.ts'])
    const { lines } = await gradlab(['train', experiment, '--max-steps', '20', '--engine', 'cpu', '--json'])
    const { run, parameters, metrics } = JSON.parse(lines.at(-1)!) as { run: string; parameters: number; metrics: Record<string, number> }
    const name = run.slice(run.lastIndexOf('/') + 1)
    const to = async (format: string, out: string, ...more: string[]): Promise<string[]> => {
      const ended = await gradlab(['export', name, '--format', format, join(folder(), out), '--json', ...more], { from: experiment })
      assert.equal(ended.code, 0, ended.error)
      assert.equal(ended.lines.length, 1)
      const { files, ...about } = JSON.parse(ended.lines[0]!) as { files: string[] }
      assert.deepEqual(about, { event: 'exported', run, format, status: 'completed', step: 20, damaged: [] })
      for (const file of files) assert.ok(existsSync(file), file)
      return files
    }

    const [scalars, last] = await to('csv', 'x.csv')
    const [head, ...rows] = readFileSync(scalars!, 'utf8').trimEnd().split('\r\n')
    const column = head!.split(',').indexOf('train/loss')
    assert.deepEqual(
      rows.map((row) => Number(row.split(',')[column])),
      curvesOf(readEvents(run))['train/loss']!.values,
    )
    assert.ok(readFileSync(last!, 'utf8').includes(`test/error,${metrics['test/error']}\r\n`))

    const [model] = await to('safetensors', 'model.safetensors')
    const { tensors } = decodeSafetensors(readFileSync(model!))
    assert.deepEqual([...tensors.keys()].sort(), ['first/bias', 'first/kernel', 'second/bias', 'second/kernel'])
    assert.equal(
      [...tensors.values()].reduce((sum, { bytes }) => sum + bytes.length / 4, 0),
      parameters,
    )
    const [everything] = await to('safetensors', 'all.safetensors', '--all')
    assert.ok(decodeSafetensors(readFileSync(everything!)).tensors.has('adam/0/m'))

    assert.equal((await to('tensorboard', 'log')).length, 4)
  })

  it('refuses in both languages what it cannot do, with 2 and a next step', async () => {
    const experiment = makeExperiment(join(folder(), 'experiment'), ['regression.ts'])
    const { lines } = await gradlab(['train', experiment, '--max-steps', '1', '--engine', 'cpu', '--json'])
    const { run } = JSON.parse(lines.at(-1)!) as { run: string }
    const to = (language: string, ...typed: string[]) => gradlab(['export', run, ...typed], { environment: { GRADLAB_LANGUAGE: language } })
    const unknown = await to('en', folder(), '--format', 'tensorbord')
    assert.equal(unknown.code, 2)
    assert.match(unknown.error, /no format "tensorbord"[^]*Did you mean tensorboard\?[^]*csv, safetensors, tensorboard/)
    const taken = await to('zh-cn', folder(), '--format', 'csv')
    assert.equal(taken.code, 2)
    assert.match(taken.error, /已存在[^]*--force/)
    const formless = await to('en', folder())
    assert.equal(formless.code, 2)
    assert.match(formless.error, /needs --format csv, safetensors or tensorboard/)
    assert.equal((await to('en', '--format', 'csv')).code, 2)
    assert.equal((await gradlab(['export', 'no-such-run', join(folder(), 'x'), '--format', 'csv'])).code, 2)
  })

  describe('through the daemon', () => {
    ownRuntimeFolder()
    it('writes a stored run where the person wants it, also of a workspace that is not trusted; never a run of another folder', async () => {
      const workspace = join(realpathSync(folder()), 'workspace')
      const runAt = (place: string): string => join(place, '.gradlab', 'runs', fixtureManifest.name)
      const [run, other] = [runAt(join(workspace, 'experiment')), runAt(join(realpathSync(folder()), 'other'))]
      for (const each of [run, other]) writeFixtureRun(each)
      const window = await openWindow(await joinDaemon([workspace]), { folders: [workspace], isTrusted: false })
      const out = join(folder(), 'outside', 'x.csv')
      const { files, step } = await window.request('gradlab/run/export', { run, format: 'csv', out, force: false })
      assert.deepEqual([files[0], files.filter((file) => existsSync(file)).length, step], [out, 3, 200])
      const refused = (code: string) => (error: { data?: { code?: string } }) => error.data?.code === code
      await assert.rejects(window.request('gradlab/run/export', { run, format: 'csv', out, force: false }), refused('usage/out-exists'))
      await assert.rejects(window.request('gradlab/run/export', { run: other, format: 'csv', out, force: true }), refused('daemon/outside'))
    })
  })

  it('tells a person which files there are', async () => {
    const experiment = makeExperiment(join(folder(), 'experiment'), ['regression.ts'])
    const { lines } = await gradlab(['train', experiment, '--max-steps', '1', '--engine', 'cpu', '--json'])
    const { run } = JSON.parse(lines.at(-1)!) as { run: string }
    const told = await gradlab(['export', run, join(folder(), 'log'), '--format', 'csv'], { from: folder(), environment: { GRADLAB_LANGUAGE: 'zh-cn' } })
    assert.match(told.lines[0]!, /^已导出 .*（第 1 步）/)
    assert.deepEqual(told.lines.slice(1), ['  log/scalars.csv', '  log/metrics.csv', '  log/embedding.csv'])
  })
})
