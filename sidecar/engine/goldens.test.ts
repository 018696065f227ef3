import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEngine } from './start'

interface Stored {
  shape: number[]
  values: number[]
}
interface Golden {
  convolutions: {
    title: string
    stride: number
    pad: 'same' | 'valid'
    depthwise: boolean
    x: Stored
    w: Stored
    dy: Stored
    y: Stored
    dx: Stored
    dw: Stored
  }[]
  segments: { title: string; x: Stored; ids: number[]; count: number; sums: Stored }[]
  einsum: { equation: string; operands: Stored[]; dy: Stored; y: Stored; gradients: Stored[] }[]
}
const golden = JSON.parse(readFileSync(join(__dirname, '../../test/goldens/engine.json'), 'utf8')) as Golden

for (const engine of ['cpu', 'wasm'] as const) {
  describe(`${engine} agrees with NumPy`, () => {
    before(() => startEngine(engine))

    for (const { title, stride, pad, depthwise, x, w, dy, y, dx, dw } of golden.convolutions) {
      it(`convolution and its gradients: ${title}`, () => {
        const convolve = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
          depthwise ? tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad) : tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad)
        check(() => [convolve(tensor(x), tensor(w)), ...tf.grads(convolve)([tensor(x), tensor(w)], tensor(dy))], [y, dx, dw])
      })
    }

    for (const { title, x, ids, count, sums } of golden.segments) {
      it(`segment sum: ${title}`, () => check(() => [tf.unsortedSegmentSum(tensor(x), tf.tensor1d(ids, 'int32'), count)], [sums]))
    }

    for (const { equation, operands, dy, y, gradients } of golden.einsum) {
      it(`einsum and its gradients: ${equation}`, () => {
        const contract = (...tensors: tf.Tensor[]): tf.Tensor => tf.einsum(equation, ...tensors)
        check(() => [contract(...operands.map(tensor)), ...tf.grads(contract)(operands.map(tensor), tensor(dy))], [y, ...gradients])
      })
    }

    it('einsum names the axis whose sizes differ', () => {
      assert.throws(() => tf.tidy(() => tf.einsum('ij,jk->ik', tf.ones([2, 3]), tf.ones([4, 2]))), /axis j is 4|axis j is 3/)
      assert.throws(() => tf.tidy(() => tf.einsum('ij,jk->ik', tf.ones([2]), tf.ones([4, 2]))), /operand 1 has shape \[2\]/)
    })
  })
}

function check(compute: () => tf.Tensor[], expected: Stored[]): void {
  const got = tf.tidy(compute)
  got.forEach((output, i) => {
    const { shape, values } = expected[i]!
    assert.deepEqual(output.shape, shape)
    const scale = Math.max(...values.map(Math.abs))
    output
      .dataSync()
      .forEach((value, at) => assert.ok(Math.abs(value - values[at]!) <= 2e-6 * scale, `output ${i}[${at}] is ${value} instead of ${values[at]}`))
  })
  assert.equal(got.length, expected.length)
  tf.dispose(got)
}

function tensor({ shape, values }: Stored): tf.Tensor {
  return tf.tensor(values, shape, 'float32')
}
