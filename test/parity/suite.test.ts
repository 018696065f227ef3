import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { startEngine } from '../../sidecar/engine/start'
import { readCases, titleOf } from './goldens'
import { measure } from './measure'
import { runSuite } from './suite'

/** The suite must be able to fail. */
describe('a kernel that is broken', () => {
  const example = readCases().find((each) => titleOf(each) === 'exp(3×5)')!
  const broken = async (name: string, kernelFunc: tf.KernelFunc) => {
    const kernel = tf.getKernel(name, 'cpu')
    const right = kernel.kernelFunc
    kernel.kernelFunc = kernelFunc
    try {
      return await measure(example)
    } finally {
      kernel.kernelFunc = right
    }
  }
  before(() => startEngine('cpu'))

  it('is not there before', async () => assert.equal((await measure(example)).verdict, 'ok'))

  it('is wrong where one value is', async () => {
    const { verdict, forwardError } = await broken('Exp', ({ inputs }) => {
      const values = (inputs['x'] as tf.Tensor).dataSync().map(Math.exp)
      values[7]! *= 1.001
      return tf.tensor(values, [3, 5])
    })
    assert.equal(verdict, 'wrong')
    assert.ok(forwardError > 1e-4 && forwardError < 1e-3, String(forwardError))
  })

  it('is wrong where the shape is', async () => assert.match((await broken('Exp', () => tf.zeros([5, 3]))).problem, /expected the shape \[3,5\], got \[5,3\]/))

  it('is wrong where the type is', async () => assert.match((await broken('Exp', () => tf.zeros([3, 5], 'int32'))).problem, /expected float32, got int32/))

  it('is wrong where data stay behind', async () => {
    const kernel = tf.getKernel('Exp', 'cpu').kernelFunc
    const leaky = await broken('Exp', (call) => {
      kernel(call)
      return kernel(call)
    })
    assert.match(leaky.problem, /leaves [12] tensors behind/)
  })

  it('has the engine started again after each failure, so that those that follow have one that works', async () => {
    const kernel = tf.getKernel('Exp', 'cpu')
    const right = kernel.kernelFunc
    kernel.kernelFunc = () => {
      throw new Error('the device is lost')
    }
    let starts = 0
    const [result] = await runSuite(
      readCases()
        .filter(({ op }) => op === 'exp')
        .slice(0, 3),
      async () => {
        starts++
        kernel.kernelFunc = right
      },
    )
    assert.deepEqual([result!.failures.length, result!.passed, starts], [1, 2, 1])
  })

  it('is missing where it is not registered', async () => {
    const kernel = tf.getKernel('Exp', 'cpu')
    tf.unregisterKernel('Exp', 'cpu')
    try {
      assert.equal((await measure(example)).verdict, 'missing kernel')
    } finally {
      tf.registerKernel(kernel)
    }
  })

  it('has a missing gradient where that is not registered', async () => {
    const gradient = tf.getGradient('Exp')
    tf.unregisterGradient('Exp')
    try {
      assert.equal((await measure(example)).verdict, 'missing gradient')
    } finally {
      tf.registerGradient(gradient)
    }
  })

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    await broken('Exp', () => {
      throw new Error('out of memory')
    })
    await measure(example)
    assert.equal(tf.memory().numTensors, before)
  })
})
