import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { fusedUpdate } from '../../../sdk/fusedUpdate'
import { createRng } from '../../../sdk/random/rng'
import { startEngine } from '../start'
import type { WasmBackend } from './backend'

const [nodes, edges, width] = [9, 40, 37]

describe('what wasm has only promised', () => {
  let backend: WasmBackend
  before(async () => {
    await startEngine('wasm')
    backend = tf.backend() as WasmBackend
  })
  beforeEach(() => tf.engine().startScope('test'))
  afterEach(() => tf.engine().endScope())

  it('takes no memory until somebody looks', () => {
    const { x, source } = messages()
    const before = backend.heap.bytesInUse
    const rows = tf.gather(x, source)
    assert.equal(backend.heap.bytesInUse, before)
    assert.deepEqual(
      [...rows.dataSync().slice(0, width)],
      [
        ...x
          .dataSync()
          .slice(source.dataSync()[0]! * width)
          .slice(0, width),
      ],
    )
    assert.ok(backend.heap.bytesInUse > before)
  })

  it('can be larger than what is left of the memory when it is looked at', () => {
    const x = tf.ones([1, 1024]) // a promise takes nothing, so the memory has to grow for the numbers themselves
    const rows = tf.gather(x, tf.zeros([Math.ceil(backend.heap.memory.buffer.byteLength / 4096) + 1], 'int32'))
    const values = rows.dataSync()
    assert.deepEqual([values.length, values[0], values.at(-1)], [rows.size, 1, 1])
  })

  it('is made from the inputs as they were, whatever became of them', () => {
    const x = tf.variable(tf.range(0, 8).reshape([4, 2]))
    const rows = tf.gather(x, [3, 0])
    fusedUpdate('GradlabFusedSgd', x, tf.ones([4, 2]), {}, { learningRate: 100 })
    x.dispose()
    assert.deepEqual([...rows.dataSync()], [6, 7, 0, 1])
  })

  it('gives back all that it held on to, looked at or not', () => {
    const held = (): number[] => [tf.memory().numTensors, tf.memory().numDataBuffers, backend.numDataIds(), backend.heap.bytesInUse]
    const before = held()
    for (const isLookedAt of [false, true]) {
      const { x, source, weights, target } = messages()
      const rows = tf.gather(x, source)
      const weighted = rows.mul(weights)
      tf.dispose([x, source, weights, target, rows])
      if (isLookedAt) weighted.dataSync()
      weighted.dispose()
      assert.deepEqual(held(), before)
    }
  })

  it('sums weighted rows by segment to the bits of one step after another, when the ids are new and when they come again', () => {
    const { x, source, weights, target } = messages()
    const rows = tf.gather(x, source)
    rows.dataSync()
    const product = tf.mul(weights, rows)
    const expected = sumsOf(product.dataSync(), target.dataSync())
    for (let i = 0; i < 3; i++) {
      const sums = tf.unsortedSegmentSum(tf.gather(x, source).mul(weights), target, nodes)
      assert.deepEqual(sums.dataSync(), expected)
      assert.deepEqual(tf.unsortedSegmentSum(product, target, nodes).dataSync(), expected)
    }
  })

  it('is weighted by what is one for each row only', () => {
    const x = tf.range(0, 12).reshape([3, 4])
    const rows = tf.gather(x, [2, 0, 1, 1])
    const across = rows.mul(tf.tensor2d([[1, 10, 100, 1000]]))
    assert.deepEqual([...across.dataSync().slice(0, 4)], [8, 90, 1000, 11000])
    assert.deepEqual(
      [
        ...rows
          .mul(tf.tensor2d([[1], [2], [3], [4]]))
          .dataSync()
          .slice(4, 8),
      ],
      [0, 2, 4, 6],
    )
    assert.deepEqual([...rows.mul(rows).dataSync().slice(0, 4)], [64, 81, 100, 121])
  })

  it('makes a product, a bias and a rectifier at once to the bits that they have one after another', () => {
    const rng = createRng(6, 'linear', 0)
    const [x, matrix] = [rng.normal([29, 301], 1) as tf.Tensor2D, rng.normal([301, 21], 1) as tf.Tensor2D]
    const [images, filter] = [rng.normal([3, 9, 8, 5], 1) as tf.Tensor4D, rng.normal([3, 3, 5, 21], 1) as tf.Tensor4D]
    const bias = rng.normal([21], 1)
    for (const product of [() => x.matMul(matrix), () => tf.conv2d(images, filter, 2, 'same')]) {
      for (const after of [(y: tf.Tensor) => y, (y: tf.Tensor) => y.add(bias), (y: tf.Tensor) => y.relu(), (y: tf.Tensor) => bias.add(y).relu()]) {
        const expected = after(product()).dataSync()
        assert.deepEqual(inForwardPass(() => after(product())).dataSync(), expected)
      }
    }
  })

  it('never makes what only a bias and a rectifier come after', () => {
    const before = backend.heap.bytesInUse
    const [x, matrix, bias] = [tf.ones([64, 64]), tf.ones([64, 64]), tf.ones([64])]
    const y = inForwardPass(() => {
      const inputs = backend.heap.bytesInUse
      const made = x.matMul(matrix).add(bias).relu()
      assert.equal(backend.heap.bytesInUse, inputs + 64 * 64 * 4)
      return made
    })
    tf.dispose([x, matrix, bias, y])
    assert.equal(backend.heap.bytesInUse, before)
  })

  it('is right where what came before a rectifier is looked at after all, the first time and from then on', () => {
    const [x, matrix] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[1, -1], [1, -1]])] // prettier-ignore
    for (let i = 0; i < 3; i++) {
      const [before, after] = inForwardPass(() => {
        const product = x.matMul(matrix)
        const y = product.relu()
        return tf.stack([product, y])
      }).arraySync() as number[][][]
      assert.deepEqual([before, after], [[[3, -3]], [[3, 0]]])
    }
  })
})

/** What a loss computes while a gradient records it. */
function inForwardPass(compute: () => tf.Tensor): tf.Tensor {
  let result: tf.Tensor | undefined
  const loss = (at: tf.Tensor): tf.Tensor => {
    result = tf.keep(compute())
    return at.square()
  }
  tf.tidy(() => void tf.grad(loss)(tf.scalar(1)))
  return result!
}

/** Edges into all nodes but one, and two that lead nowhere. */
function messages(): { x: tf.Tensor2D; source: tf.Tensor1D; weights: tf.Tensor2D; target: tf.Tensor1D } {
  const rng = createRng(5, 'messages', 0)
  const target = Int32Array.from({ length: edges }, () => rng.integer(nodes - 1))
  target.set([-1, nodes], 7)
  return {
    x: rng.normal([nodes, width], 1) as tf.Tensor2D,
    source: tf.tensor1d(
      Int32Array.from({ length: edges }, () => rng.integer(nodes)),
      'int32',
    ),
    weights: rng.normal([edges, 1], 1) as tf.Tensor2D,
    target: tf.tensor1d(target, 'int32'),
  }
}

function sumsOf(rows: ArrayLike<number>, ids: ArrayLike<number>): Float32Array {
  const sums = new Float32Array(nodes * width)
  for (let r = 0; r < ids.length; r++) {
    if (ids[r]! < 0 || ids[r]! >= nodes) continue
    for (let i = 0; i < width; i++) sums[ids[r]! * width + i]! += rows[r * width + i]!
  }
  return sums
}
