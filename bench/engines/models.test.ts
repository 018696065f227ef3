import assert from 'node:assert/strict'
import { models, type ModelName } from './models'
import { sizeOf } from './tensors'

const dense = (...widths: number[]): number => widths.slice(1).reduce((sum, outputs, i) => sum + widths[i]! * outputs + outputs, 0)

/** By hand, from the layers that each title names. */
const parameters: Record<ModelName, number> = {
  mlp: dense(784, 256, 256, 10),
  cnn: 9 * 16 + 16 + (9 * 16 * 32 + 32) + dense(7 * 7 * 32, 64, 10),
  depthwise: 27 * 32 + 32 + (9 * 32 + 32 * 64 + 64) + (9 * 64 + 64 * 128 + 128) + (9 * 128 + 128 * 128 + 128) + dense(128, 10),
  gru: 2 * (128 * 3 * 128 + 3 * 128) + dense(128, 10),
  transformer: 64 * 128 + 64 * 128 + 2 * (dense(128, 3 * 128) + dense(128, 128) + dense(128, 512, 128) + 2 * 2 * 128) + 2 * 128 + dense(128, 64),
  graph: 3000 * 64,
  autoencoder: dense(784, 512, 128, 30, 128, 512, 784),
}

describe('the models of the bench', () => {
  it('are seven', () => assert.deepEqual(models.map(({ name }) => name).sort(), Object.keys(parameters).sort()))

  for (const { name, make } of models) {
    describe(name, () => {
      const data = make()

      it(`has ${parameters[name]} parameters`, () => {
        assert.equal(
          Object.values(data.weights).reduce((sum, { shape }) => sum + sizeOf(shape), 0),
          parameters[name],
        )
      })

      it('has as many values as its shapes say, all finite', () => {
        for (const group of [data.weights, data.constants, ...data.batches]) {
          for (const [tensor, { shape, values }] of Object.entries(group)) {
            assert.equal(values.length, sizeOf(shape), tensor)
            assert.ok(values.every(Number.isFinite), tensor)
          }
        }
      })

      it('takes at least 64 rows, or 32 sequences, a step', () => {
        const rows = Object.values(data.batches[0]!)[0]!.shape[0]!
        assert.ok(rows >= (name === 'gru' || name === 'transformer' ? 32 : 64))
      })

      it('has batches that differ', () => {
        const first = (batch: number): number[] => [...Object.values(data.batches[batch]!)[0]!.values.slice(0, 20)]
        assert.notDeepEqual(first(0), first(1))
      })

      it('is the same when it is made again', () => assert.deepEqual(make().weights, data.weights))
    })
  }

  it('weighs the edges of the graph so that D^-½·A·D^-½ times √degree is √degree', () => {
    const { source, target, weight } = models.find(({ name }) => name === 'graph')!.make().constants
    const root = new Float64Array(3000)
    for (const node of target!.values) root[node]!++
    root.forEach((degree, node) => (root[node] = Math.sqrt(degree)))
    const product = new Float64Array(3000)
    source!.values.forEach((from, edge) => (product[target!.values[edge]!]! += weight!.values[edge]! * root[from]!))
    product.forEach((value, node) => assert.ok(Math.abs(value - root[node]!) < 1e-5, `node ${node}`))
  })
})
