import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { startEngine } from '../engine/start'
import { createCostMeter } from './costMeter'
import { watchKernels, type KernelWatch } from './kernelWatch'
import { multiplyAddsOf } from './multiplyAdds'

const count = (kernel: string, inputs: Record<string, number[]>, output: number[], attributes: Record<string, unknown> = {}): number =>
  multiplyAddsOf({ kernel, inputs, output, attributes })

describe('the multiply-adds of a kernel', () => {
  it('are M·K·N of a matrix product, however its operands lie, times the batch', () => {
    assert.equal(count('BatchMatMul', { a: [2, 3], b: [3, 5] }, [2, 5]), 2 * 3 * 5)
    assert.equal(count('_FusedMatMul', { a: [3, 2], b: [5, 3], bias: [5] }, [2, 5], { transposeA: true, transposeB: true }), 2 * 3 * 5)
    assert.equal(count('BatchMatMul', { a: [7, 2, 3], b: [1, 3, 5] }, [7, 2, 5]), 7 * 2 * 3 * 5)
  })
  it('are one filter an output of a convolution, and as many of each of its gradients', () => {
    const each = 8 * 14 * 14 * 16 * (3 * 3 * 4)
    const [x, dy, filter] = [
      [8, 28, 28, 4],
      [8, 14, 14, 16],
      [3, 3, 4, 16],
    ]
    assert.equal(count('Conv2D', { x, filter }, dy), each)
    assert.equal(count('FusedConv2D', { x, filter, bias: [16] }, dy), each)
    assert.equal(count('Conv2DBackpropInput', { dy, filter }, x), each)
    assert.equal(count('Conv2DBackpropFilter', { x, dy }, filter, { filterShape: filter }), each)
    assert.equal(count('Conv3D', { x: [1, 4, 4, 4, 2], filter: [2, 2, 2, 2, 3] }, [1, 3, 3, 3, 3]), 81 * 16)
    assert.equal(count('Conv3DBackpropFilterV2', { x: [1, 4, 4, 4, 2], dy: [1, 3, 3, 3, 3] }, [2, 2, 2, 2, 3], { filterShape: [2, 2, 2, 2, 3] }), 81 * 16)
  })
  it('are one plane an output of a depthwise convolution, and as many of each of its gradients', () => {
    const each = 2 * 6 * 6 * 8 * 9
    const [x, dy, filter] = [
      [2, 6, 6, 4],
      [2, 6, 6, 8],
      [3, 3, 4, 2],
    ]
    assert.equal(count('DepthwiseConv2dNative', { x, filter }, dy), each)
    assert.equal(count('DepthwiseConv2dNativeBackpropInput', { dy, filter }, x), each)
    assert.equal(count('DepthwiseConv2dNativeBackpropFilter', { x, dy }, filter, { filterShape: filter }), each)
  })
  it('are all indices of an Einstein sum, once for each product', () => {
    assert.equal(count('Einsum', { 0: [4, 3, 2], 1: [4, 2, 5] }, [4, 3, 5], { equation: 'bij,bjk->bik' }), 4 * 3 * 2 * 5)
    assert.equal(count('Einsum', { 0: [3], 1: [4], 2: [5] }, [3, 4, 5], { equation: 'i,j,k->ijk' }), 2 * 60)
    assert.equal(count('Einsum', { 0: [3, 3] }, [], { equation: 'ii->' }), 0)
  })
  it('are none of anything else', () => assert.equal(count('Multiply', { a: [9], b: [9] }, [9]), 0))
})

describe('the cost of a step', () => {
  let kernels: KernelWatch
  const alone: Parameters<typeof createCostMeter>[0]['peers'] = { countMultiplyAdds: () => Promise.resolve({ stop: () => Promise.resolve(0) }) }
  const multiply = (times: number) => async () => {
    for (let i = 0; i < times; i++) tf.dispose(tf.matMul(tf.ones([1, 2]), tf.ones([2, 1])))
  }
  before(async () => {
    await startEngine('cpu')
    kernels = watchKernels()
  })

  it('counts forward and backward: a linear layer’s backward pass makes the products for its kernel and its input', () => {
    const [rows, inputs, outputs] = [6, 4, 3]
    const counted = kernels.countMultiplyAdds()
    tf.tidy(() => {
      const loss = (x: tf.Tensor, w: tf.Tensor): tf.Scalar => tf.matMul(x, w).square().sum().asScalar()
      tf.grads((x, w) => loss(x!, w!))([tf.ones([rows, inputs]), tf.ones([inputs, outputs])])
    })
    assert.equal(counted.stop(), 3 * rows * inputs * outputs)
    assert.equal(kernels.countMultiplyAdds().stop(), 0)
  })
  it('counts a convolution and its two gradients as it runs them', () => {
    const counted = kernels.countMultiplyAdds()
    tf.tidy(() => {
      const loss = (x: tf.Tensor, w: tf.Tensor): tf.Scalar =>
        tf
          .conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 'same')
          .sum()
          .asScalar()
      tf.grads((x, w) => loss(x!, w!))([tf.ones([2, 8, 8, 3]), tf.ones([3, 3, 3, 5])])
    })
    assert.equal(counted.stop(), 3 * (2 * 4 * 4 * 5) * (3 * 3 * 3))
  })
  it('is the mean of the first steps, told once, and a failing step is passed on', async () => {
    const told: number[] = []
    const meter = createCostMeter({ kernels, peers: alone }, 2, (multiplyAdds) => void told.push(multiplyAdds))
    await meter.during(multiply(1))
    assert.deepEqual(told, [])
    await assert.rejects(
      meter.during(() => Promise.reject(new Error('on the way'))),
      /on the way/,
    )
    await meter.during(multiply(4))
    await meter.during(multiply(100))
    assert.deepEqual(told, [5])
  })
  it('is what peers do during a step too, and only then', async () => {
    const told: number[] = []
    let [counting, done] = [false, 0]
    const work = (multiplyAdds: number): void => void (counting && (done += multiplyAdds))
    const peers = {
      async countMultiplyAdds() {
        ;[counting, done] = [true, 0]
        return {
          async stop() {
            counting = false
            return done
          },
        }
      },
    }
    const meter = createCostMeter({ kernels, peers }, 2, (multiplyAdds) => void told.push(multiplyAdds))
    for (const inPeers of [30, 50]) {
      await meter.during(async () => {
        await multiply(1)()
        work(inPeers)
      })
      work(1000) // as an evaluation does
    }
    assert.deepEqual(told, [42])
  })
})
