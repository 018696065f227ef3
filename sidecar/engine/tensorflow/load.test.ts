import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import util from 'node:util'
import { writeFakePackage } from '../../tensorflow/fakePackage'
import { restoreRemovedUtil } from './legacyUtil'
import { tryOutTensorflow } from './tryOut'

describe('a package that stands for tfjs-node', () => {
  const root = mkdtempSync(join(tmpdir(), 'gradlab-load-'))
  let facts: Awaited<ReturnType<typeof tryOutTensorflow>>
  const names = ['GRADLAB_THREADS', 'TF_NUM_INTRAOP_THREADS'] as const
  const given = names.map((name) => process.env[name])
  before(async () => {
    Object.assign(process.env, { GRADLAB_THREADS: '3', TF_NUM_INTRAOP_THREADS: '7' })
    facts = await tryOutTensorflow(writeFakePackage(root))
  })
  after(() => {
    for (const [i, name] of names.entries()) {
      if (given[i] === undefined) delete process.env[name]
      else process.env[name] = given[i]
    }
    tf.removeBackend('tensorflow')
    for (const { kernelName } of tf.getKernelsForBackend('tensorflow')) tf.unregisterKernel(kernelName, 'tensorflow')
    rmSync(root, { recursive: true })
  })

  it('computes on the tfjs that is here', () => {
    assert.deepEqual(facts, { tensorflow: '2.9.1', device: 'cpu' })
    assert.equal(tf.getBackend(), 'tensorflow')
  })

  it('is given the threads that GRADLAB_THREADS says, whatever a parent had', () => {
    assert.equal(process.env['TF_NUM_INTRAOP_THREADS'], '3')
  })

  it('takes the kernels that it lacks from cpu', () => {
    const before = tf.memory().numTensors
    const [flipped, places, strange] = tf.tidy(() => [
      tf.image.transform(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), tf.tensor2d([-1, 0, 1, 0, 1, 0, 0, 0], [1, 8])),
      tf.searchSorted(tf.tensor1d([1, 3, 5]), tf.tensor1d([0, 3, 9])),
      tf.sparse.sparseReshape(tf.tensor2d([[0, 1]], [1, 2], 'int32'), tf.tensor1d([2, 3], 'int32'), tf.tensor1d([6], 'int32')).outputIndices!,
    ])
    assert.deepEqual([...flipped!.dataSync()], [2, 1, 4, 3])
    assert.deepEqual([...places!.dataSync()], [0, 1, 3])
    assert.deepEqual([...strange!.dataSync()], [1])
    const cpu = tf.findBackend('cpu') as unknown as { numDataIds(): number }
    const idle = cpu.numDataIds()
    tf.dispose(tf.tidy(() => tf.searchSorted(tf.tensor1d([1, 3]), tf.tensor1d([2]))))
    assert.equal(cpu.numDataIds(), idle)
    tf.dispose([flipped!, places!, strange!])
    assert.equal(tf.memory().numTensors, before)
  })

  it('takes from cpu what TensorFlow gives otherwise than every other engine, or not at all', () => {
    const values = tf.tidy(() => {
      const quotient = tf.floorDiv(tf.tensor1d([7, -7]), tf.tensor1d([2, 2]))
      const dense = tf.sparseToDense(tf.tensor1d([3, 1], 'int32'), tf.tensor1d([5, 6]), [4], tf.scalar(0))
      const pooled = tf.maxPool(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), 2, 2, 1)
      const none = tf.conv2d(tf.tensor4d([], [0, 4, 4, 3]), tf.tensor4d(new Array<number>(135).fill(1), [3, 3, 3, 5]), 1, 'same')
      return [quotient.dtype, [...quotient.dataSync()], [...dense.dataSync()], [...pooled.dataSync()], none.shape]
    })
    assert.deepEqual(values, ['int32', [3, -4], [0, 6, 0, 5], [1, 2, 3, 4], [0, 4, 4, 5]])
  })

  it('has every kernel that cpu has', () => {
    const own = new Set(tf.getKernelsForBackend('tensorflow').map(({ kernelName }) => kernelName))
    const lacking = tf.getKernelsForBackend('cpu').filter(({ kernelName }) => !own.has(kernelName))
    assert.deepEqual(lacking, [])
  })

  it('finds the functions of util that Node 23 removed', () => {
    const legacy = util as unknown as Record<string, ((value: unknown) => boolean) | undefined>
    delete legacy['isNullOrUndefined']
    restoreRemovedUtil()
    assert.deepEqual(
      [undefined, null, 0, ''].map((value) => legacy['isNullOrUndefined']!(value)),
      [true, true, false, false],
    )
  })
})
