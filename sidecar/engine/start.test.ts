import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { describeError, ENGINES, GradlabError } from '../../protocol'
import { listEngines, openEngine } from './engines'
import { startEngine } from './start'

/** What a graphics card of this machine would change; the webgpu layer looks at that engine. */
before(() => void (process.env['GRADLAB_WEBGPU_ADAPTER'] = 'none'))

/** An engine is opened once a process, and so perhaps by the tests of another file, under what the caller's environment says. */
const threads = Number(process.env['GRADLAB_THREADS'] || availableParallelism())

/** One that this machine's user has installed would be found, and be the best. */
function withoutTensorflow(): void {
  const named = process.env['GRADLAB_TENSORFLOW']
  before(() => (process.env['GRADLAB_TENSORFLOW'] = join(__dirname, 'none')))
  after(() => {
    if (named === undefined) delete process.env['GRADLAB_TENSORFLOW']
    else process.env['GRADLAB_TENSORFLOW'] = named
  })
}

describe('startEngine', () => {
  withoutTensorflow()

  it('takes wasm for auto until the engines are measured', async () => {
    const { engine, why, fingerprint, stepTimes } = await startEngine('auto')
    assert.deepEqual([engine, why, tf.getBackend(), stepTimes], ['wasm', 'until-measured', 'wasm', undefined])
    assert.deepEqual(fingerprint, {
      engine: 'wasm',
      simd: 'relaxed',
      threads,
      adapter: '',
      tfjs: '4.22.0',
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    })
  })

  it('takes for auto what was measured as the fastest, with the figures', async () => {
    const { fingerprint } = await startEngine('cpu')
    const remembered = { engine: 'cpu', why: 'measured', stepTimes: { wasm: 2, cpu: 1 }, fingerprint } as const
    const { engine, why, stepTimes } = await startEngine('auto', remembered)
    assert.deepEqual([engine, why, stepTimes, tf.getBackend()], ['cpu', 'measured', { wasm: 2, cpu: 1 }, 'cpu'])
    const { why: alone, stepTimes: none } = await startEngine('auto', { engine: 'wasm', why: 'only-usable', stepTimes: {} })
    assert.deepEqual([alone, none], ['only-usable', undefined])
  })

  it('takes wasm again where the measured engine is another now, or works no more', async () => {
    const { fingerprint } = await startEngine('cpu')
    const changed = { engine: 'cpu', why: 'measured', stepTimes: { wasm: 2, cpu: 1 }, fingerprint: { ...fingerprint, adapter: 'another' } } as const
    const gone = { ...changed, engine: 'tensorflow' } as const
    for (const remembered of [changed, gone]) {
      const { engine, why } = await startEngine('auto', remembered)
      assert.deepEqual([engine, why, tf.getBackend()], ['wasm', 'until-measured', 'wasm'])
    }
  })

  for (const name of ['wasm', 'cpu'] as const) {
    it(`starts ${name} when it is named`, async () => {
      const { engine, why, fingerprint } = await startEngine(name)
      assert.deepEqual([engine, why, tf.getBackend(), fingerprint.engine], [name, 'asked', name, name])
    })
  }

  it('says how to install tensorflow where it is not', async () => {
    await assert.rejects(
      startEngine('tensorflow'),
      (error) =>
        error instanceof GradlabError && error.code === 'engine/tensorflow' && /not installed/.test(error.message) && /--install/.test(error.suggestion),
    )
  })

  it('refuses webgpu where it is switched off', async () => {
    await assert.rejects(
      startEngine('webgpu'),
      (error) =>
        error instanceof GradlabError &&
        error.code === 'engine/unusable' &&
        /switched off by the name/.test(error.message) &&
        /已通过将适配器设为/.test(describeError(error.toData(), 'zh-cn').message),
    )
  })

  it('refuses webgpu in an editor’s own Node, and does not load it there', async () => {
    const versions = Object.getOwnPropertyDescriptor(process, 'versions')!
    Object.defineProperty(process, 'versions', { ...versions, value: { ...process.versions, electron: '39.0.0' } })
    process.env['GRADLAB_WEBGPU_ADAPTER'] = ''
    try {
      const { usable, reason } = await openEngine('webgpu')
      assert.deepEqual([usable, reason], [false, 'editors-node'])
    } finally {
      Object.defineProperty(process, 'versions', versions)
      process.env['GRADLAB_WEBGPU_ADAPTER'] = 'none'
    }
  })
})

describe('listEngines', () => {
  withoutTensorflow()
  it('reports every engine of the ladder, best first, and leaves the engine in use as it was', async () => {
    await startEngine('cpu')
    const reports = await listEngines()
    assert.deepEqual(
      reports.map(({ engine }) => engine),
      [...ENGINES],
    )
    assert.deepEqual(
      reports.map(({ usable }) => usable),
      [false, false, true, true],
    )
    assert.deepEqual(
      reports.map(({ reason }) => reason),
      ['not-installed', 'switched-off', 'ready', 'reference'],
    )
    assert.deepEqual(reports[2]!.detail, { simd: 'relaxed', threads })
    assert.equal(tf.getBackend(), 'cpu')
  })

  it('calls an engine that gives a wrong product unusable, and says what it gave', async () => {
    const kernel = tf.getKernel('BatchMatMul', 'wasm')
    const right = kernel.kernelFunc
    kernel.kernelFunc = () => tf.zeros([3, 3])
    try {
      const report = (await listEngines())[2]!
      assert.deepEqual([report.usable, report.reason], [false, 'probe-failed'])
      assert.match(String(report.detail['problem']), /gave 0, 0, .* instead of 14, 38/)
      await assert.rejects(startEngine('wasm'), (error) => error instanceof GradlabError && error.code === 'engine/unusable')
      assert.equal((await startEngine('auto')).engine, 'cpu')
    } finally {
      kernel.kernelFunc = right
    }
  })

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    await listEngines()
    assert.equal(tf.memory().numTensors, before)
  })
})
