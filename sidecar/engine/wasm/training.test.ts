import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { adam, createParams, type Params } from '../../../sdk'
import { createRng, type Rng } from '../../../sdk/random/rng'
import { startEngine } from '../start'
import type { WasmBackend } from './backend'

/** Builds a model's variables and gives its loss on a batch of rows. */
type Model = (params: Params, rng: Rng) => (rows: Int32Array) => tf.Scalar

const rowCount = 24
const batchSize = 8
const classCount = 3

const models: Record<string, Model> = {
  'a convolutional net': (params, rng) => {
    const images = rng.uniform([rowCount, 8, 8, 1])
    const labels = oneHotLabels()
    const first = params.variable('first', params.rng.normal([3, 3, 1, 4], 0.4)) as tf.Tensor4D
    const second = params.variable('second', params.rng.normal([3, 3, 4, 6], 0.3)) as tf.Tensor4D
    const out = params.variable('out', params.rng.normal([2 * 2 * 6, classCount], 0.3)) as tf.Tensor2D
    return (rows) => {
      let x = tf.conv2d(tf.gather(images, rows) as tf.Tensor4D, first, 1, 'same').relu() as tf.Tensor4D
      x = tf.maxPool(x, 2, 2, 'same')
      x = tf.conv2d(x, second, 2, 'same').relu() as tf.Tensor4D
      return crossEntropy(x.reshape([rows.length, 2 * 2 * 6]).matMul(out), tf.gather(labels, rows))
    }
  },
  'a depthwise net': (params, rng) => {
    const images = rng.uniform([rowCount, 7, 7, 2])
    const labels = oneHotLabels()
    const depth = params.variable('depth', params.rng.normal([3, 3, 2, 3], 0.4)) as tf.Tensor4D
    const point = params.variable('point', params.rng.normal([1, 1, 6, 8], 0.4)) as tf.Tensor4D
    const again = params.variable('again', params.rng.normal([3, 3, 8, 1], 0.3)) as tf.Tensor4D
    const out = params.variable('out', params.rng.normal([8, classCount], 0.4)) as tf.Tensor2D
    return (rows) => {
      let x = tf.depthwiseConv2d(tf.gather(images, rows) as tf.Tensor4D, depth, 1, 'same') as tf.Tensor4D
      x = tf.conv2d(x, point, 1, 'valid').relu() as tf.Tensor4D
      x = tf.depthwiseConv2d(x, again, 2, 'valid') as tf.Tensor4D
      return crossEntropy(tf.avgPool(x, 3, 1, 'valid').reshape([rows.length, 8]).matMul(out), tf.gather(labels, rows))
    }
  },
  'an embedding with attention and layer norm': (params, rng) => {
    const [length, width, words] = [10, 8, 30]
    const texts = tf.tensor2d(
      Int32Array.from({ length: rowCount * length }, () => rng.integer(words)),
      [rowCount, length],
      'int32',
    )
    const labels = oneHotLabels()
    const table = params.variable('table', params.rng.normal([words, width], 0.5))
    const [query, key, value] = ['query', 'key', 'value'].map((name) => params.variable(name, params.rng.normal([width, width], 0.4)) as tf.Tensor2D)
    const scale = params.variable('scale', tf.ones([width]))
    const out = params.variable('out', params.rng.normal([width, classCount], 0.4)) as tf.Tensor2D
    return (rows) => {
      const x = tf.gather(table, tf.gather(texts, rows))
      const [q, k, v] = [query!, key!, value!].map((matrix) => x.reshape([-1, width]).matMul(matrix).reshape([rows.length, length, width]))
      const attention = tf.softmax(tf.einsum('bqd,bkd->bqk', q!, k!).div(Math.sqrt(width)))
      const { mean, variance } = tf.moments(x.add(tf.matMul(attention, v!)), -1, true)
      const normed = x.sub(mean).div(variance.add(1e-5).sqrt()).mul(scale)
      return crossEntropy(normed.mean(1).matMul(out as tf.Tensor), tf.gather(labels, rows))
    }
  },
}

describe('training on wasm', () => {
  for (const [name, model] of Object.entries(models)) {
    it(`${name} has the losses that it has on cpu`, async () => {
      const expected = await losses(model, 'cpu')
      const got = await losses(model, 'wasm')
      assert.ok(expected.at(-1)! < expected[0]! * 0.97, `it does not learn: ${expected.join(' ')}`)
      got.forEach((loss, i) => assert.ok(Math.abs(loss - expected[i]!) <= 1e-3 * expected[i]!, `step ${i}: ${loss} instead of ${expected[i]}`))
    })

    it(`${name} has the same losses, bit for bit, when it is trained again`, async () => {
      assert.deepEqual(await losses(model, 'wasm'), await losses(model, 'wasm'))
    })

    it(`${name} keeps tensors, heap blocks and heap size as they are`, async () => {
      await startEngine('wasm')
      const { step, dispose } = start(model)
      for (let i = 0; i < 20; i++) step(i).dispose()
      const before = held()
      for (let i = 20; i < 120; i++) step(i).dispose()
      assert.deepEqual(held(), before)
      dispose()
    })
  }
})

async function losses(model: Model, engine: 'cpu' | 'wasm'): Promise<number[]> {
  await startEngine(engine)
  const { step, dispose } = start(model)
  const all: number[] = []
  for (let i = 0; i < (3 * rowCount) / batchSize; i++) {
    const loss = step(i)
    all.push(loss.dataSync()[0]!)
    loss.dispose()
  }
  dispose()
  return all
}

function start(model: Model): { step(i: number): tf.Scalar; dispose(): void } {
  tf.engine().startScope('model')
  const params = createParams(createRng(3, 'init', -1))
  const lossOf = model(params, createRng(3, 'data', -1))
  const optimizer = adam(params, { learningRate: () => 0.01 })
  return {
    step: (i) => {
      const rows = Int32Array.from({ length: batchSize }, (_, k) => (i * batchSize + k) % rowCount)
      return tf.tidy(() => optimizer.minimize(() => lossOf(rows)))
    },
    dispose() {
      tf.engine().endScope()
      tf.disposeVariables()
    },
  }
}

function held(): { tensors: number; blocks: number; bytesInUse: number; heapBytes: number } {
  const backend = tf.backend() as WasmBackend
  const { heap } = backend
  return { tensors: tf.memory().numTensors, blocks: backend.numDataIds(), bytesInUse: heap.bytesInUse, heapBytes: heap.memory.buffer.byteLength }
}

const oneHotLabels = (): tf.Tensor => tf.oneHot(tf.range(0, rowCount, 1, 'int32').mod(classCount).toInt() as tf.Tensor1D, classCount).toFloat()
const crossEntropy = (logits: tf.Tensor, labels: tf.Tensor): tf.Scalar => tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar
