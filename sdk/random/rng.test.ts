import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { createRng, type Rng } from './rng'

const draw = (rng: Rng, count: number): number[] => Array.from({ length: count }, () => rng.next())
const values = (tensor: tf.Tensor): Float32Array => {
  const read = tensor.dataSync() as Float32Array
  tensor.dispose()
  return read
}

/** Largest distance between the empirical and the given distribution function (Kolmogorov–Smirnov). */
function ksDistance(sample: Float32Array, distribution: (x: number) => number): number {
  const sorted = Float32Array.from(sample).sort()
  return sorted.reduce((worst, x, i) => Math.max(worst, Math.abs(distribution(x) - i / sorted.length), Math.abs(distribution(x) - (i + 1) / sorted.length)), 0)
}
/** Critical distance at the 0.1 % level for large n: 1.95 ÷ √n. */
const ksLimit = (n: number): number => 1.95 / Math.sqrt(n)

/** Abramowitz & Stegun 7.1.26, absolute error below 1.5e-7. */
function normalDistribution(x: number): number {
  const z = Math.abs(x) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * z)
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-z * z)
  return x < 0 ? tail / 2 : 1 - tail / 2
}

describe('an rng', () => {
  before(() => tf.ready())

  it('is a function of seed, stream and step', () => {
    assert.deepEqual(draw(createRng(7, 'noise', 3), 9), draw(createRng(7, 'noise', 3), 9))
  })

  it('differs with the seed, with the stream and with the step', () => {
    const base = draw(createRng(7, 'noise', 3), 4)
    for (const other of [createRng(8, 'noise', 3), createRng(7, 'noisf', 3), createRng(7, 'noise', 4), createRng(7, 'noise', -1)]) {
      assert.notDeepEqual(draw(other, 4), base)
    }
  })

  it('gives one stream the same numbers whatever was drawn from others', () => {
    const alone = draw(createRng(1, 'a', 0), 5)
    const [a, b] = [createRng(1, 'a', 0), createRng(1, 'b', 0)]
    const interleaved = Array.from({ length: 5 }, () => (b.next(), a.next()))
    assert.deepEqual(interleaved, alone)
  })

  it('gives streams that are uncorrelated', () => {
    const n = 20000
    for (const [x, y] of [
      [createRng(1, 'a', 0), createRng(1, 'b', 0)],
      [createRng(1, 'a', 0), createRng(2, 'a', 0)],
      [createRng(1, 'a', 0), createRng(1, 'a', 1)],
      [createRng(1, 'order of epoch 0', -1), createRng(1, 'order of epoch 1', -1)],
    ] as const) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += (x.next() - 0.5) * (y.next() - 0.5)
      assert.ok(Math.abs((sum / n) * 12) < 4 / Math.sqrt(n), `correlation ${(sum / n) * 12}`)
    }
  })

  it('tells apart seeds that agree in their lower or upper 32 bits, up to 2^53', () => {
    const seeds = [0, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 33, 2 ** 52, 2 ** 53 - 1, 2 ** 53]
    const first = new Set(seeds.map((seed) => createRng(seed, 's', 0).next()))
    assert.equal(first.size, seeds.length)
  })

  it('tells apart a thousand streams of like names', () => {
    assert.equal(new Set(Array.from({ length: 1000 }, (_, i) => createRng(1, `layer ${i}`, 0).next())).size, 1000)
  })

  it('has steps beyond 2^32', () => {
    assert.notEqual(createRng(1, 's', 0).next(), createRng(1, 's', 2 ** 32).next())
  })

  it('forks a stream by name and draws nothing for it', () => {
    const [forked, plain] = [createRng(5, 'init', -1), createRng(5, 'init', -1)]
    const child = forked.fork('encoder')
    assert.deepEqual(draw(child, 3), draw(createRng(5, 'init/encoder', -1), 3))
    assert.deepEqual(draw(forked, 3), draw(plain, 3))
    assert.notDeepEqual(draw(createRng(5, 'init', -1).fork('decoder'), 3), draw(createRng(5, 'init', -1).fork('encoder'), 3))
  })

  it('draws uniform numbers with the moments and the distribution of U(−2, 3)', () => {
    const sample = values(createRng(11, 'uniform', 0).uniform([50000], -2, 3))
    const mean = sample.reduce((a, b) => a + b, 0) / sample.length
    const variance = sample.reduce((a, b) => a + (b - mean) ** 2, 0) / sample.length
    assert.ok(Math.abs(mean - 0.5) < 0.03, `mean ${mean}`)
    assert.ok(Math.abs(variance - 25 / 12) < 0.04, `variance ${variance}`)
    assert.ok(ksDistance(sample, (x) => (x + 2) / 5) < ksLimit(sample.length))
  })

  it('draws normal numbers with the moments and the distribution of N(0, 2²)', () => {
    const sample = values(createRng(12, 'normal', 0).normal([50000], 2))
    const moment = (power: number): number => sample.reduce((a, b) => a + (b / 2) ** power, 0) / sample.length
    for (const [power, expected, tolerance] of [
      [1, 0, 0.02],
      [2, 1, 0.03],
      [3, 0, 0.06],
      [4, 3, 0.2],
    ] as const) {
      assert.ok(Math.abs(moment(power) - expected) < tolerance, `moment ${power} is ${moment(power)}`)
    }
    assert.ok(ksDistance(sample, (x) => normalDistribution(x / 2)) < ksLimit(sample.length))
  })

  it('keeps neighboring normal numbers uncorrelated, though they come in pairs', () => {
    const sample = values(createRng(13, 'pairs', 0).normal([20001]))
    let sum = 0
    for (let i = 0; i + 1 < sample.length; i++) sum += sample[i]! * sample[i + 1]!
    assert.ok(Math.abs(sum / sample.length) < 4 / Math.sqrt(sample.length))
  })

  for (const [low, high] of [
    [0, 1],
    [1, 2],
    [-1, 0],
    [0, 0.1],
    [0, 0.7],
    [-0.3, 0.3],
    [1000, 1001],
  ] as const) {
    it(`draws uniform numbers below ${high} though float32 rounds`, () => {
      // In float32 [1000, 1001) has 2^14 values, so an upper bound that rounding can reach is reached.
      const rng = createRng(3, 'bound', 0)
      for (let i = 0; i < 40; i++) {
        const sample = values(rng.uniform([10000], low, high))
        assert.ok(sample.every((x) => x >= Math.fround(low) && x < Math.fround(high)))
      }
    })
  }

  it('draws a uniform tensor of one value where both bounds are equal', () => {
    assert.deepEqual([...values(createRng(3, 'point', 0).uniform([3], 0.25, 0.25))], [0.25, 0.25, 0.25])
  })

  it('makes tensors of the shape asked for, scalars and empty ones included', () => {
    const rng = createRng(1, 'shape', 0)
    for (const shape of [[], [0], [3], [2, 5], [2, 3, 4]]) {
      for (const tensor of [rng.normal(shape), rng.uniform(shape)]) {
        assert.deepEqual(tensor.shape, shape)
        assert.equal(tensor.dtype, 'float32')
        tensor.dispose()
      }
    }
  })

  it('permutes: every index once, and not in order', () => {
    for (const length of [0, 1, 2, 1000]) {
      const order = createRng(4, 'order', 0).permutation(length)
      assert.deepEqual(
        [...order].sort((a, b) => a - b),
        Array.from({ length }, (_, i) => i),
      )
    }
    assert.notDeepEqual(
      [...createRng(4, 'order', 0).permutation(1000)],
      Array.from({ length: 1000 }, (_, i) => i),
    )
  })

  it('gives each of the six permutations of three equally often', () => {
    const rng = createRng(4, 'six', 0)
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = rng.permutation(3).join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    assert.equal(counts.size, 6)
    assert.ok(chiSquared < 20.5, `chi squared ${chiSquared}, 0.1 % level at 5 degrees of freedom is 20.5`)
  })

  it('draws integers below the bound, each equally often', () => {
    const rng = createRng(4, 'dice', 0)
    const counts = new Array<number>(6).fill(0)
    for (let i = 0; i < 6000; i++) counts[rng.integer(6)]!++
    assert.ok(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0) < 20.5, counts.join())
  })
})
