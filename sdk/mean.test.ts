import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import type { Context, Split } from '.'
import { mean, readScalars } from './mean'

const context = (signal = new AbortController().signal): Context<unknown> => ({ signal }) as Context<unknown>
/** Row i has the value i. */
const rows = (size: number): Split<{ x: tf.Tensor1D; rows: number[] }> => ({
  size,
  batch: (indices) => ({ x: tf.tensor1d(Float32Array.from(indices)), rows: [...indices] }),
})

describe('mean', () => {
  before(() => tf.ready())

  for (const size of [1, 127, 128, 129, 300]) {
    it(`of ${size} rows weighs the last, smaller batch by its rows`, async () => {
      const { x, twice } = await mean(rows(size), context(), ({ x }) => ({
        x: x.mean() as tf.Scalar,
        twice: (2 * (x.dataSync() as Float32Array).reduce((a, b) => a + b, 0)) / x.size,
      }))
      assert.ok(Math.abs(Number(x) - (size - 1) / 2) < 1e-4, String(x))
      assert.ok(Math.abs(Number(twice) - (size - 1)) < 1e-9, String(twice))
    })
  }

  it('reads each row once, in order', async () => {
    const seen: number[] = []
    await mean(rows(300), context(), (batch) => (seen.push(...batch.rows), { n: 1 }))
    assert.deepEqual(
      seen,
      Array.from({ length: 300 }, (_, i) => i),
    )
  })

  it('leaves no tensors, neither of batches nor of measures that take their time', async () => {
    const before = tf.memory().numTensors
    await mean(rows(300), context(), async ({ x }) => {
      const square = x.square()
      await square.data()
      return { s: square.mean() as tf.Scalar }
    })
    assert.equal(tf.memory().numTensors, before)
  })

  it('leaves no tensors where a measure throws', async () => {
    const before = tf.memory().numTensors
    await assert.rejects(
      mean(rows(300), context(), ({ x }) => {
        x.square()
        throw new Error('on purpose')
      }),
      /on purpose/,
    )
    assert.equal(tf.memory().numTensors, before)
  })

  it('ends at the next batch once the run is aborted', async () => {
    const controller = new AbortController()
    let batches = 0
    await assert.rejects(
      mean(rows(1000), context(controller.signal), () => (++batches === 2 && controller.abort(new Error('stopped')), { n: 1 })),
      /stopped/,
    )
    assert.equal(batches, 2)
  })

  it('keeps what is not a number, so that it is seen', async () => {
    assert.ok(Number.isNaN((await mean(rows(300), context(), ({ rows: [first] }) => ({ x: first === 0 ? NaN : 1 })))['x']))
  })
})

describe('readScalars', () => {
  it('gives tensors and numbers in the order of their names, numbers as doubles', async () => {
    const read = await readScalars({
      b: tf.scalar(2),
      pi: Math.PI,
      a: tf.scalar(3, 'int32'),
      yes: tf.scalar(true, 'bool') as tf.Scalar,
      one: tf.tensor1d([7]) as unknown as tf.Scalar,
    })
    assert.deepEqual(Object.entries(read), [
      ['b', 2],
      ['pi', Math.PI],
      ['a', 3],
      ['yes', 1],
      ['one', 7],
    ])
  })
  it('gives a copy where there are only numbers', async () => {
    const given = { a: 1 }
    const read = await readScalars(given)
    given.a = 2
    assert.deepEqual(read, { a: 1 })
  })
})
