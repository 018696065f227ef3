import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { startEngine } from '../start'
import { parityCases, values, type Compute, type Shape } from './parityCases'

describe('kernels added to wasm give what the cpu engine gives', () => {
  for (const { title, shapes, compute } of parityCases()) {
    it(title, async () => {
      const inputs = shapes.map((shape, i) => values(shape, `${title} ${i}`))
      const expected = await on('cpu', shapes, inputs, compute)
      const got = await on('wasm', shapes, inputs, compute)
      assert.equal(got.length, expected.length)
      got.forEach(({ shape, data }, i) => {
        assert.deepEqual(shape, expected[i]!.shape)
        const error = relativeError(data, expected[i]!.data)
        assert.ok(error <= 1e-5, `output ${i} differs by ${error}`)
      })
    })
  }
})

async function on(engine: 'cpu' | 'wasm', shapes: Shape[], inputs: Float32Array[], compute: Compute): Promise<{ shape: Shape; data: Float32Array }[]> {
  await startEngine(engine)
  const before = tf.memory().numTensors
  const heldBefore = tf.backend().numDataIds()
  const tensors = shapes.map((shape, i) => tf.tensor(inputs[i]!, shape))
  const outputs = tf.tidy(() => compute(tensors))
  const list = outputs instanceof tf.Tensor ? [outputs] : outputs
  const read = await Promise.all(list.map(async (tensor) => ({ shape: tensor.shape, data: (await tensor.data()) as Float32Array })))
  tf.dispose([tensors, list])
  assert.equal(tf.memory().numTensors, before, `tensors left on ${engine}`)
  assert.equal(tf.backend().numDataIds(), heldBefore, `heap blocks left on ${engine}`)
  return read
}

function relativeError(got: Float32Array, expected: Float32Array): number {
  let difference = 0
  let scale = 0
  expected.forEach((value, i) => {
    difference = Math.max(difference, Math.abs(value - got[i]!))
    scale = Math.max(scale, Math.abs(value))
  })
  return difference === 0 ? 0 : difference / scale
}
