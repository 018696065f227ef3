import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { GradlabError } from '../../../protocol'
import { createParams } from '../../../sdk'
import { adam, rmsProp, sgd, type Optimizer } from '../../../sdk/optimizers'
import type { Params, ParamsTree } from '../../../sdk/params'
import { createRng } from '../../../sdk/random/rng'
import { listEngines, openEngine } from '../engines'
import { startEngine } from '../start'
import type { GuardedBackend } from './backend'
import { closeWebgpu } from './open'
import { values } from './parityCases'

const backend = (): GuardedBackend => tf.backend() as GuardedBackend
const fails = (promise: Promise<unknown>, code: string, words: RegExp = /./): Promise<void> =>
  assert.rejects(promise, (error) => error instanceof GradlabError && error.code === code && words.test(error.message))

describe('the webgpu engine', function () {
  this.timeout(60_000)
  beforeEach(async () => {
    const report = await openEngine('webgpu')
    assert.ok(report.usable, JSON.stringify(report))
  })
  afterEach(() => {
    delete process.env['GRADLAB_WEBGPU_ADAPTER']
    closeWebgpu()
  })

  it('says on which adapter it is, and of what it is capable', async () => {
    const { reason, detail } = await openEngine('webgpu')
    assert.equal(reason, 'software-adapter')
    assert.match(String(detail['adapter']), /SwiftShader/)
    assert.deepEqual([detail['backend'], detail['type'], detail['vendor']], ['vulkan', 'cpu', 'google'])
    assert.ok(Number(detail['largestTensorBytes']) >= 2 ** 30 && Number(detail['buffersPerShader']) > 8)
    assert.equal(detail['hostOpCount'], 11)
  })

  it('raises the limits of its device to those of the adapter', () => {
    const { limits } = backend().device
    assert.ok(limits.maxBufferSize > 256 * 2 ** 20 && limits.maxStorageBufferBindingSize > 128 * 2 ** 20)
  })

  it('is not taken by auto where nothing is remembered, even if its adapter is named, and is where it is asked for', async () => {
    process.env['GRADLAB_WEBGPU_ADAPTER'] = 'swiftshader'
    assert.equal((await startEngine('auto')).engine, 'wasm')
    const { engine, fingerprint } = await startEngine('webgpu')
    assert.equal(engine, 'webgpu')
    assert.match(fingerprint.adapter, /SwiftShader.*, vulkan, SwiftShader driver/)
  })

  it('is taken by auto where it is remembered as the best, as long as the adapter is the same', async () => {
    const { fingerprint } = await startEngine('webgpu')
    const remembered = { engine: 'webgpu', why: 'measured', stepTimes: { wasm: 2, webgpu: 1 }, fingerprint } as const
    const { engine, why, stepTimes } = await startEngine('auto', remembered)
    assert.deepEqual([engine, why, stepTimes], ['webgpu', 'measured', { wasm: 2, webgpu: 1 }])
    const another = { ...remembered, fingerprint: { ...fingerprint, adapter: 'Voodoo 2' } }
    assert.equal((await startEngine('auto', another)).engine, 'wasm')
  })

  it('refuses a name that no adapter has and lists those that there are, in its report too; auto goes on with wasm', async () => {
    process.env['GRADLAB_WEBGPU_ADAPTER'] = 'Voodoo 2'
    await fails(startEngine('webgpu'), 'engine/adapter', /Voodoo 2.*SwiftShader Device \(Subzero\) \(vulkan\)/)
    const { usable, reason, detail } = (await listEngines()).find(({ engine }) => engine === 'webgpu')!
    assert.deepEqual([usable, reason, detail['asked']], [false, 'no-such-adapter', 'Voodoo 2'])
    assert.match(String(detail['known']), /SwiftShader Device \(Subzero\) \(vulkan\)/)
    assert.equal((await startEngine('auto')).engine, 'wasm')
  })

  it('gives its device back once it was listed, and leaves the engine in use', async () => {
    const { device } = backend()
    await openEngine('cpu')
    const reports = await listEngines()
    assert.deepEqual([reports[1]!.engine, reports[1]!.usable, tf.getBackend()], ['webgpu', true, 'cpu'])
    assert.equal((await device.lost).reason, 'destroyed')
  })

  it('refuses to read a tensor on the GPU at once, and reads it asynchronously', async () => {
    const x = tf.tensor1d(values([2000], 'x')).mul(2)
    for (const read of [() => x.dataSync(), () => x.arraySync(), () => x.bufferSync(), () => x.print()])
      assert.throws(read, (error) => error instanceof GradlabError && error.code === 'source/read-back' && error.suggestion.includes('await tensor.data()'))
    assert.equal((await x.data()).length, 2000)
    x.dispose()
  })

  it('refuses a tensor that is larger than the device allows, where it is made, and goes on', async () => {
    const theCulprit = (): tf.Tensor => tf.fill([300e6], 1)
    assert.throws(theCulprit, (error) => {
      assert.ok(error instanceof GradlabError && error.code === 'device/tensor-too-large')
      assert.match(error.message, /1\.2 GB.*1\.1 GB/)
      return /theCulprit/.test(error.stack ?? '')
    })
    const still = tf.fill([2], 1)
    assert.deepEqual([...(await still.data())], [1, 1])
    still.dispose()
  })

  it('says out of memory where the driver has none left, with the line that asked', async () => {
    const { device } = backend()
    const createBuffer = device.createBuffer.bind(device)
    Object.defineProperty(device, 'createBuffer', {
      value: (descriptor: GPUBufferDescriptor) => {
        if (descriptor.size > 1e6) throw new RangeError(`createBuffer failed, size (${descriptor.size}) is too large for the implementation`)
        return createBuffer(descriptor)
      },
    })
    const theCulprit = (): tf.Tensor => tf.fill([1e6], 1)
    assert.throws(theCulprit, (error) => error instanceof GradlabError && error.code === 'device/out-of-memory' && /theCulprit/.test(error.stack ?? ''))
    assert.throws(() => tf.fill([2], 1), GradlabError)
  })

  it('tells of an invalid shader at the next read-back, with the stack of the line that made it', async () => {
    const x = tf.tensor1d(values([2000], 'x')).mul(2)
    const { device } = backend()
    ;(function theCulprit() {
      device.createComputePipeline({ layout: 'auto', compute: { module: device.createShaderModule({ code: 'nonsense' }), entryPoint: 'main' } })
    })()
    await assert.rejects(x.data(), (error) => error instanceof GradlabError && error.code === 'device/failed')
    assert.throws(() => x.add(1), GradlabError)
    x.dispose()
  })

  it('tells of a lost device at the next operation and read-back, and opens a fresh one', async () => {
    const x = tf.tensor1d(values([2000], 'x')).mul(2)
    backend().device.destroy()
    await fails(x.data(), 'device/lost', /SwiftShader/)
    assert.throws(() => x.add(1), GradlabError)
    x.dispose()
    assert.ok((await openEngine('webgpu')).usable)
    const y = tf.tensor1d([1, 2]).add(tf.tensor1d(values([2], 'y')).mul(0))
    assert.deepEqual([...(await y.data())], [1, 2])
    y.dispose()
  })

  it('gives memory back that no shape of late asks for', async () => {
    const { pool } = backend()
    Object.assign(pool, { keepBytes: 1e5 })
    const train = async (rows: number): Promise<void> => {
      const read = tf.tidy(() =>
        tf
          .tensor2d(values([rows, 100], 'x'), [rows, 100])
          .mul(2)
          .tanh()
          .sum(),
      )
      await read.data()
      read.dispose()
    }
    const allocated: number[] = []
    for (let rows = 100; rows < 140; rows++) {
      await train(rows)
      backend().trim()
      allocated.push(pool.numBytesAllocated)
    }
    assert.ok(Math.max(...allocated.slice(10)) <= Math.max(...allocated.slice(0, 10)) * 1.5, allocated.join(' '))
    assert.equal(pool.numBytesUsed, 0)
  })

  it('lets its process end, at its own end or in the middle of work, with exit code 0 and without a word', async () => {
    const engines = JSON.stringify(join(__dirname, '../engines'))
    for (const ending of ['', 'process.exit(0)']) {
      const work = `const x = tf.randomNormal([300, 300]).mul(2); await x.sum().data(); x.matMul(x); ${ending}`
      const program = `const tf = require('@tensorflow/tfjs'); require(${engines}).openEngine('webgpu').then(async () => { ${work} })`
      const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', '-e', program], { cwd: __dirname, timeout: 30_000 })
      assert.deepEqual([stdout, stderr], ['', ''])
    }
  })

  const optimizers: Record<string, (params: Params) => Optimizer> = {
    sgd: (params) => sgd(params, { learningRate: () => 0.1 }),
    momentum: (params) => sgd(params, { learningRate: () => 0.05, momentum: 0.9 }),
    rmsProp: (params) => rmsProp(params, { learningRate: () => 0.02 }),
    adamw: (params) => adam(params, { learningRate: () => 0.02, weightDecay: 0.3 }),
  }

  /** Ten updates of a small net; the values of its variables and slots. */
  async function train(make: (params: Params) => Optimizer, between: (x: tf.Variable) => Promise<void> = async () => undefined): Promise<number[]> {
    const params = createParams(createRng(0, 'init', -1)) as ParamsTree
    const w = params.variable('w', tf.tensor2d(values([40, 30], 'w'), [40, 30]))
    const b = params.variable('b', tf.zeros([30]))
    const x = tf.tensor2d(values([50, 40], 'x'), [50, 40])
    const optimizer = make(params)
    for (let step = 0; step < 10; step++) {
      await between(w as tf.Variable)
      optimizer.minimize(() => x.matMul(w).add(b).tanh().sub(0.5).square().mean() as tf.Scalar).dispose()
    }
    const found: number[] = []
    for (const variable of params.entries.values()) found.push(...(await variable.data()))
    params.dispose()
    x.dispose()
    return found
  }

  for (const [name, make] of Object.entries(optimizers)) {
    it(`updates by ${name} in one dispatch a variable as the composed operations do`, async () => {
      const kernels = tf.getKernelsForBackend('webgpu').filter(({ kernelName }) => kernelName.startsWith('GradlabFused'))
      const fused = await train(make)
      for (const { kernelName } of kernels) tf.unregisterKernel(kernelName, 'webgpu')
      const composed = await train(make)
      for (const kernel of kernels) tf.registerKernel(kernel)
      assert.equal(kernels.length, 4)
      fused.forEach((value, i) => assert.ok(Math.abs(value - composed[i]!) <= 1e-6, `${i}: ${value} and ${composed[i]}`))
    })
  }

  it('keeps clones and read-backs of a variable true while it is updated in place', async () => {
    const clones: tf.Tensor[] = []
    const seen: number[][] = []
    const watched = await train(optimizers['adamw']!, async (w) => {
      clones.push(w.clone())
      seen.push([...(await w.data())])
    })
    assert.deepEqual(await train(optimizers['adamw']!), watched)
    for (const [i, clone] of clones.entries()) assert.deepEqual([...(await clone.data())], seen[i])
    assert.notDeepEqual(seen[0], seen[1])
    tf.dispose(clones)
  })

  it('holds no more memory after 60 updates than after ten', async () => {
    await train(optimizers['adamw']!)
    const before = [tf.memory().numTensors, tf.memory().numDataBuffers, backend().pool.numBytesUsed, backend().pool.numBytesAllocated]
    for (let i = 0; i < 5; i++) await train(optimizers['adamw']!)
    assert.deepEqual([tf.memory().numTensors, tf.memory().numDataBuffers, backend().pool.numBytesUsed, backend().pool.numBytesAllocated], before)
  })
})
