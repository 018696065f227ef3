import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { startEngine } from '../start'

/** The function in doubles, the values it is tried on, and how many units in the last place of a float it may be off. */
const cases: readonly [name: string, of: (x: tf.Tensor) => tf.Tensor, exact: (x: number) => number, from: number, to: number, units: number][] = [
  ['exp', tf.exp, Math.exp, -87, 88.7, 3],
  ['expm1', tf.expm1, Math.expm1, -20, 88, 4],
  ['log', tf.log, Math.log, 1e-30, 1e6, 3],
  ['log1p', tf.log1p, Math.log1p, -0.9, 100, 4],
  ['sigmoid', tf.sigmoid, (x) => 1 / (1 + Math.exp(-x)), -80, 80, 5],
  ['tanh', tf.tanh, Math.tanh, -10, 10, 4],
  ['softplus', tf.softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), -80, 80, 6],
  ['sqrt', tf.sqrt, Math.sqrt, 0, 1e6, 1],
  ['rsqrt', tf.rsqrt, (x) => 1 / Math.sqrt(x), 1e-6, 1e6, 2],
]

describe('elementary functions of the wasm engine', () => {
  before(() => startEngine('wasm'))

  for (const [name, of, exact, from, to, units] of cases) {
    it(`${name} is within ${units} units in the last place from ${from} to ${to}`, () => {
      // An odd number, so that what is left of a row of four is tried too; half of them near 0.
      const x = Float32Array.from({ length: 4003 }, (_, i) => (i % 2 ? from + ((to - from) * i) / 4002 : Math.max(from, Math.min(to, (i - 2001) / 2000))))
      const input = tf.tensor1d(x)
      const output = of(input)
      output.dataSync().forEach((got, i) => {
        const expected = Math.fround(exact(x[i]!))
        const unit = 2 ** Math.max(-149, Math.floor(Math.log2(Math.abs(expected) || 1e-45)) - 23)
        assert.ok(Math.abs(got - expected) <= units * unit, `${name}(${x[i]}) is ${got}, not ${expected}`)
      })
      tf.dispose([input, output])
    })
  }

  it('keep what is not a number and what is infinite as mathematics has them', () => {
    const of = (op: (x: tf.Tensor) => tf.Tensor, ...values: number[]): number[] => tf.tidy(() => [...op(tf.tensor1d(values)).dataSync()])
    const infinity = Infinity
    assert.deepEqual(of(tf.exp, NaN, infinity, -infinity, 89, -104, 0), [NaN, infinity, 0, infinity, 0, 1])
    assert.deepEqual(of(tf.log, NaN, infinity, 0, -1, 1), [NaN, infinity, -infinity, NaN, 0])
    assert.deepEqual(of(tf.tanh, NaN, infinity, -infinity, 0), [NaN, 1, -1, 0])
    assert.deepEqual(of(tf.sigmoid, NaN, infinity, -infinity, 0), [NaN, 1, 0, 0.5])
    assert.deepEqual(of(tf.relu, NaN, infinity, -infinity, -2), [NaN, infinity, 0, 0])
    assert.deepEqual(of(tf.log1p, NaN, infinity, -1, 0), [NaN, infinity, -infinity, 0])
    assert.deepEqual(
      of((x) => tf.step(x, 0.5), NaN, 3, -3, 0),
      [NaN, 1, 0.5, 0.5],
    )
  })
})
