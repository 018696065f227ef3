import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/folder'
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from '../../protocol'
import { fixtureManifest, pointCount, runFolderIn, writeFixtureRun } from '../report/fixtureRun'
import { writeCheckpoint } from '../store/checkpoints'
import { openEventLog } from '../store/events'
import { writeFrame, writeProbe } from '../store/frames'
import { checkpointsFolder, eventsFile, framesFolder } from '../store/layout'
import { releaseLock, takeLock } from '../store/lock'
import { writeManifest } from '../store/manifest'
import { startTimeOf } from '../store/processes'
import { exportRun } from './exportRun'

describe('an export', () => {
  const folder = temporaryFolder()
  const run = (): string => runFolderIn(join(folder(), 'experiment'))
  const at = (name: string): string => join(folder(), name)
  const to = (format: string, out: string, about: { force?: boolean; all?: boolean } = {}) =>
    exportRun({ run: run(), format, out: at(out), force: false, all: false, ...about })
  const lines = (name: string): string[] => readFileSync(at(name), 'utf8').split('\r\n')
  const write = (content: string, name: string): void => writeFileSync(at(name), content)

  beforeEach(() => writeFixtureRun(run()))

  it('as csv has a row a step, a column a metric, NaN as NaN and nothing where there was nothing', () => {
    assert.deepEqual(to('csv', 'out').files, [at('out/scalars.csv'), at('out/metrics.csv'), at('out/embedding.csv')])
    const rows = lines('out/scalars.csv')
    assert.equal(rows.length, 1 + 200 + 1)
    assert.equal(rows[0], 'step,train/loss,train/margin,validation/accuracy')
    assert.match(rows[60]!, /^60,NaN,[\d.]+,$/)
    assert.match(rows[200]!, /^200,[\d.]+,[\d.]+,0\.95$/)
    assert.deepEqual(lines('out/metrics.csv'), ['metric,value', 'train/loss,0.09', 'validation/accuracy,0.95', 'test/accuracy,0.9375', 'final/margin,NaN', ''])
  })

  it('as csv leaves out what a resume has voided, twice over, and keeps what was made again', () => {
    rmSync(eventsFile(run()))
    const log = openEventLog(run())
    log.append({ kind: 'scalars', steps: [1, 2, 3, 4], series: { 'train/loss': [1, 2, 3, 4] } })
    log.append({ kind: 'scalars', steps: [4], series: { 'validation/gone': [9] } })
    log.append({ kind: 'resumed', fromStep: 3, sameFingerprint: true })
    log.append({ kind: 'scalars', steps: [4, 5], series: { 'train/loss': [40, 50] } })
    log.append({ kind: 'resumed', fromStep: 2, sameFingerprint: true })
    log.append({ kind: 'scalars', steps: [3], series: { 'train/loss': ['-Infinity'] } })
    assert.equal(to('csv', 'out').step, 3)
    assert.deepEqual(lines('out/scalars.csv'), ['step,train/loss', '1,1', '2,2', '3,-Infinity', ''])
  })

  it('as csv holds the newest embedding with labels and texts, quoted where they must be', () => {
    writeProbe(run(), [{ label: 'a,b' }, { label: 'c', text: 'says "x"\nand y' }])
    const values = Float32Array.of(0.5, NaN, -2, 1)
    writeFrame(run(), { step: 300, towers: { image: { width: 2, values }, text: { width: 1, values: values.subarray(2) } } })
    to('csv', 'x.csv')
    assert.equal(
      readFileSync(at('x.embedding.csv'), 'utf8'),
      'tower,point,label,text,x0,x1\r\nimage,0,"a,b",,0.5,NaN\r\nimage,1,c,"says ""x""\nand y",-2,1\r\ntext,0,"a,b",,-2\r\ntext,1,c,"says ""x""\nand y",1\r\n',
    )
    assert.ok(existsSync(at('x.csv')) && existsSync(at('x.metrics.csv')))
  })

  it('of a run that trains still is what there is, a torn last line left out, and says so', () => {
    const { metrics: _, ...manifest } = fixtureManifest
    writeManifest(run(), { ...manifest, status: 'running', step: 150 })
    takeLock(run(), { pid: process.pid, startTime: startTimeOf(process.pid)!, socket: '', token: '' })
    try {
      appendFileSync(eventsFile(run()), '{"seq":9,"time":1,"kind":"sca')
      const { status, step } = to('csv', 'out')
      assert.deepEqual([status, step], ['running', 200])
      assert.equal(lines('out/metrics.csv').length, 1 + 3 + 1)
    } finally {
      releaseLock(run(), process.pid)
    }
  })

  it('as TensorBoard files has the vectors and labels of the newest frame', () => {
    const { files } = to('tensorboard', 'log')
    assert.deepEqual(
      files.map((file) => file.slice(at('log/').length)),
      ['events.out.tfevents.1735787045.gradlab', 'tensors.tsv', 'metadata.tsv', 'projector_config.pbtxt'],
    )
    const vectors = readFileSync(at('log/tensors.tsv'), 'utf8').trimEnd().split('\n')
    assert.deepEqual([vectors.length, vectors[0]!.split('\t').length], [pointCount, 3])
    const labels = readFileSync(at('log/metadata.tsv'), 'utf8').trimEnd().split('\n')
    assert.deepEqual([labels[0], labels.length], ['label\ttext', 1 + pointCount])
    assert.match(readFileSync(at('log/projector_config.pbtxt'), 'utf8'), /tensor_name: "embedding \(200\)"[^]*metadata_path: "metadata.tsv"/)
  })

  it('keeps labels on their lines, and quotes the name of a tower', () => {
    writeProbe(run(), [{ label: 'a\tb\nc' }])
    writeFrame(run(), { step: 300, towers: { 'say "\\"': { width: 1, values: Float32Array.of(1) }, b: { width: 1, values: Float32Array.of(2) } } })
    to('tensorboard', 'log')
    assert.equal(readFileSync(at('log/metadata.tsv'), 'utf8'), 'a b c\n')
    assert.equal(readFileSync(at('log/tensors-1.tsv'), 'utf8'), '2\n')
    assert.ok(readFileSync(at('log/projector_config.pbtxt'), 'utf8').includes('tensor_name: "say \\"\\\\\\" (300)"'))
  })

  it('as safetensors is the model of the newest checkpoint, without what only training needs', () => {
    writeSomeCheckpoint(7)
    assert.equal(to('safetensors', 'model.safetensors').step, 7)
    const { tensors, metadata } = decodeSafetensors(readFileSync(at('model.safetensors')))
    assert.deepEqual([...tensors.keys()].sort(), ['layer/kernel', 'layer/mean', 'scale'])
    assert.deepEqual(tensors.get('layer/kernel'), scalar(1))
    assert.deepEqual(metadata, {
      run: fixtureManifest.name,
      experiment: 'made-up <experiment>',
      direction: '00-fixture',
      scaffold: 'image',
      variant: 'innovation',
      seed: '0',
      step: '7',
    })
  })

  it('as safetensors with all is the whole checkpoint', () => {
    writeSomeCheckpoint(7)
    to('safetensors', 'all.safetensors', { all: true })
    const { tensors, metadata } = decodeSafetensors(readFileSync(at('all.safetensors')))
    assert.equal(tensors.size, 6)
    assert.equal(metadata['numbers'], '{"adam/beta1Power":"0.5"}')
  })

  it('as safetensors takes the newest checkpoint that is whole, and names the damaged', () => {
    writeSomeCheckpoint(7)
    writeFileSync(join(checkpointsFolder(run()), 'step-000000009.safetensors'), encodeSafetensors({ tensors: new Map(), metadata: {} }).subarray(0, 8))
    const { step, damaged } = to('safetensors', 'model.safetensors')
    assert.deepEqual([step, damaged], [7, ['step-000000009.safetensors']])
    rmSync(join(checkpointsFolder(run()), 'step-000000007.safetensors'))
    assert.throws(() => to('safetensors', 'other.safetensors'), { code: 'checkpoint/damaged' })
    rmSync(checkpointsFolder(run()), { recursive: true })
    assert.throws(() => to('safetensors', 'other.safetensors'), { code: 'run/no-checkpoint' })
    assert.ok(!existsSync(at('other.safetensors')))
  })

  it('leaves alone what is there, unless forced, and then all else beside it', () => {
    writeSomeCheckpoint(7)
    mkdirSync(at('log'))
    write('mine', 'log/mine.txt')
    write('old', 'x.metrics.csv')
    write('old', 'model.safetensors')
    for (const [format, out] of [
      ['tensorboard', 'log'],
      ['csv', 'log'],
      ['safetensors', 'log'],
      ['csv', 'x.csv'],
      ['safetensors', 'model.safetensors'],
    ] as const) {
      assert.throws(() => to(format, out), { code: 'usage/out-exists' }, `${format} ${out}`)
    }
    assert.deepEqual([readdirSync(at('log')), existsSync(at('x.csv'))], [['mine.txt'], false])
    for (const out of ['log', 'x.csv']) to('csv', out, { force: true })
    to('tensorboard', 'log', { force: true })
    to('tensorboard', 'log', { force: true })
    to('safetensors', 'log', { force: true })
    assert.equal(readFileSync(at('log/mine.txt'), 'utf8'), 'mine')
    assert.equal(readdirSync(at('log')).length, 1 + 3 + 4 + 1)
    assert.equal(lines('x.metrics.csv')[0], 'metric,value')
  })

  it('fills a folder that is there and empty', () => {
    mkdirSync(at('empty'))
    assert.equal(to('csv', 'empty').files.length, 3)
  })

  it('refuses a format that it does not know, a file for a folder, and a place that cannot be', () => {
    assert.throws(() => to('parquet', 'x'), { code: 'usage/format', message: /parquet/ })
    write('mine', 'taken')
    assert.throws(() => to('tensorboard', 'taken'), { code: 'folder/is-file' })
    assert.throws(
      () => to('csv', 'taken/below/x.csv'),
      (error: { code: string }) => /^(disk|folder)\//.test(error.code),
    )
    assert.equal(readFileSync(at('taken'), 'utf8'), 'mine')
  })

  it('of a run with nothing but its manifest has heads and no rows', () => {
    for (const gone of ['events.jsonl', 'frames', 'figures', 'probe.json']) rmSync(join(run(), gone), { recursive: true })
    assert.equal(to('csv', 'out').files.length, 2)
    assert.deepEqual(lines('out/scalars.csv'), ['step', ''])
    assert.equal(to('tensorboard', 'log').files.length, 1)
  })

  it('names the frame that is damaged, and writes nothing', () => {
    writeFileSync(join(framesFolder(run()), 'step-000000300.safetensors'), 'oh dear')
    for (const format of ['csv', 'tensorboard']) assert.throws(() => to(format, 'out'), { code: 'run/frame', message: /300/ })
    assert.ok(!existsSync(at('out')))
  })

  function writeSomeCheckpoint(step: number): void {
    const names = ['layer/kernel', 'layer/mean', 'scale', 'adam/0/m', 'replay/states', 'peer:client0']
    writeCheckpoint(
      run(),
      step,
      {
        tensors: new Map(names.map((name, i) => [name, scalar(i + 1)])),
        metadata: { trained: JSON.stringify(['layer/kernel', 'scale']), numbers: '{"adam/beta1Power":"0.5"}' },
      },
      step,
    )
  }
})

function scalar(value: number): SafeTensor {
  return { dtype: 'F32', shape: [], bytes: new Uint8Array(Float32Array.of(value).buffer) }
}
