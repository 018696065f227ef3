import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { startEngine } from '../start'
import { axisFromStart } from './axisFromStart'
import { paddedByHand } from './padding'

type Image = tf.Tensor4D

/** cpu's kernels stand for TensorFlow's, and refuse what those refuse: the whole parity suite runs where tfjs-node is. */
describe('kernels of tfjs-node that refuse what tfjs asks of them', () => {
  const replaced = [
    tf.Conv2D,
    tf.Conv2DBackpropFilter,
    tf.Conv2DBackpropInput,
    tf.DepthwiseConv2dNative,
    tf.DepthwiseConv2dNativeBackpropFilter,
    tf.DepthwiseConv2dNativeBackpropInput,
  ]
  before(() => startEngine('cpu'))
  const originals = (): tf.KernelConfig[] => replaced.map((name) => tf.getKernel(name, 'cpu'))
  const register = (kernel: tf.KernelConfig): void => {
    tf.unregisterKernel(kernel.kernelName, 'cpu')
    tf.registerKernel(kernel)
  }
  const refusing = (original: tf.KernelConfig): tf.KernelConfig => ({
    ...original,
    kernelFunc: (call) => {
      if (typeof call.attrs!['pad'] !== 'string') throw new Error('TF Backend supports only valid and same padding')
      return original.kernelFunc(call)
    },
  })

  const image = tf.util.createShuffledIndices(2 * 6 * 5 * 2)
  const weights = tf.util.createShuffledIndices(3 * 3 * 2 * 2)
  const cases: [title: string, compute: (x: Image, filter: Image) => tf.Tensor][] = [
    ['a number', (x, filter) => tf.conv2d(x, filter, 1, 2)],
    ['a number with strides that leave a rest', (x, filter) => tf.conv2d(x, filter, 2, 1, 'NHWC', 1, 'floor')],
    ['another for each side', (x, filter) => tf.conv2d(x, filter, [2, 1], [[0, 0], [2, 1], [0, 2], [0, 0]])], // prettier-ignore
    ['of a dilated filter', (x, filter) => tf.conv2d(x, filter, 1, 2, 'NHWC', 2)],
    ['of each channel by itself', (x, filter) => tf.depthwiseConv2d(x, filter, 1, [[0, 0], [1, 2], [0, 1], [0, 0]])], // prettier-ignore
  ]
  for (const [title, compute] of cases) {
    it(`convolve with a padding, ${title}, and so do their gradients`, () => {
      const run = (): Float32Array[] => {
        const tensors = tf.tidy(() => {
          const [x, filter] = [tf.tensor4d([...image], [2, 6, 5, 2], 'float32'), tf.tensor4d([...weights], [3, 3, 2, 2], 'float32')]
          const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(compute(a as Image, b as Image).square()))([x, filter])
          return [compute(x, filter), ...gradients]
        })
        const values = tensors.map((tensor) => tensor.dataSync() as Float32Array)
        tf.dispose(tensors)
        return values
      }
      const expected = run()
      const before = [tf.memory().numTensors, tf.backend().numDataIds()]
      const right = originals()
      right.map(refusing).map(paddedByHand).forEach(register)
      try {
        assert.deepEqual(run(), expected)
      } finally {
        right.forEach(register)
      }
      assert.deepEqual([tf.memory().numTensors, tf.backend().numDataIds()], before)
    })
  }

  it('gather along an axis that is counted from the end', () => {
    const axes: number[] = []
    const original = tf.getKernel(tf.GatherV2, 'cpu')
    const { kernelFunc } = axisFromStart({
      ...original,
      kernelFunc: (call) => {
        axes.push((call.attrs as { axis: number }).axis)
        return original.kernelFunc(call)
      },
    })
    const gathered = tf.tidy(() => {
      const inputs = { x: tf.tensor2d([[1, 2, 3], [4, 5, 6]]), indices: tf.tensor1d([2, 0], 'int32') } // prettier-ignore
      const made = [-1, 1].map((axis) => kernelFunc({ inputs, attrs: { axis, batchDims: 0 }, backend: tf.backend() }) as tf.TensorInfo)
      return made.map((info) => [...tf.engine().makeTensorFromTensorInfo(info).dataSync()])
    })
    assert.deepEqual([axes, gathered], [[1, 1], [[3, 1, 6, 4], [3, 1, 6, 4]]]) // prettier-ignore
  })
})
