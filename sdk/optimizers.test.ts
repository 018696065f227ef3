import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createParams } from '.'
import { adam, sgd, type Optimizer } from './optimizers'
import type { Params, ParamsTree } from './params'
import { createRng } from './random/rng'

/** Made by test/goldens/optimizers.py. */
interface Golden {
  x: number[][]
  y: number[][]
  kernel: number[][]
  bias: number[]
  cases: Record<Case, { losses: number[]; kernel: number[][]; bias: number[] }>
}
type Case = 'sgd' | 'momentum' | 'adam' | 'adam with other betas' | 'adamw'
const golden = JSON.parse(readFileSync(join(__dirname, '../test/goldens/optimizers.json'), 'utf8')) as Golden
const make: Record<Case, (params: Params) => Optimizer> = {
  sgd: (params) => sgd(params, { learningRate: () => 0.1 }),
  momentum: (params) => sgd(params, { learningRate: () => 0.05, momentum: 0.9 }),
  adam: (params) => adam(params, { learningRate: () => 0.02 }),
  'adam with other betas': (params) => adam(params, { learningRate: () => 0.02, beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }),
  adamw: (params) => adam(params, { learningRate: () => 0.02, weightDecay: 0.3 }),
}
const cases = Object.keys(make) as Case[]

/** The problem of test/goldens/optimizers.py: mean((tanh(x·W) + b − y)²). */
function problem(makeOptimizer: (params: Params) => Optimizer): {
  params: ParamsTree
  kernel: tf.Variable
  bias: tf.Variable
  loss: () => tf.Scalar
  step: () => number
  dispose: () => void
} {
  const params = createParams(createRng(0, 'init', -1)) as ParamsTree
  const kernel = params.variable('kernel', tf.tensor2d(golden.kernel))
  const bias = params.variable('bias', tf.tensor1d(golden.bias))
  const [x, y] = [tf.tensor2d(golden.x), tf.tensor2d(golden.y)]
  const loss = (): tf.Scalar =>
    x
      .matMul(kernel as tf.Tensor2D)
      .tanh()
      .add(bias)
      .sub(y)
      .square()
      .mean() as tf.Scalar
  const optimizer = makeOptimizer(params)
  const step = (): number => {
    const value = optimizer.minimize(loss)
    const read = value.dataSync()[0]!
    value.dispose()
    return read
  }
  return { params, kernel, bias, loss, step, dispose: () => (params.dispose(), tf.dispose([x, y])) }
}

const steps = (count: number, step: () => number): number[] => Array.from({ length: count }, step)
const relativeError = (a: ArrayLike<number>, b: readonly number[]): number =>
  Math.max(...b.map((value, i) => Math.abs(a[i]! - value))) / Math.max(...b.map(Math.abs))

describe('optimizers', () => {
  before(() => tf.ready())

  for (const name of cases) {
    it(`${name} gives PyTorch's losses and weights over 20 steps within 1e-5`, () => {
      const { kernel, bias, step, dispose } = problem(make[name])
      assert.ok(relativeError(steps(20, step), golden.cases[name].losses) < 1e-5)
      assert.ok(relativeError(kernel.dataSync(), golden.cases[name].kernel.flat()) < 1e-5)
      assert.ok(relativeError(bias.dataSync(), golden.cases[name].bias) < 1e-5)
      dispose()
    })

    it(`${name}, interrupted and restored twice in a row, gives the same bits as without`, async () => {
      const whole = problem(make[name])
      const losses = steps(15, whole.step)

      const first = problem(make[name])
      const before = steps(4, first.step)
      const second = problem(make[name])
      second.params.restore(await first.params.save())
      const between = steps(6, second.step)
      const third = problem(make[name])
      third.params.restore(await second.params.save())
      const after = steps(5, third.step)

      assert.deepEqual([...before, ...between, ...after], losses)
      assert.deepEqual((await third.params.save()).tensors, (await whole.params.save()).tensors)
      ;[whole, first, second, third].forEach(({ dispose }) => dispose())
    })

    it(`${name} keeps no tensors but its slots`, () => {
      const { step, dispose } = problem(make[name])
      step()
      const held = tf.memory().numTensors
      steps(20, step)
      assert.equal(tf.memory().numTensors, held)
      dispose()
    })
  }

  it('read the rate at each step: at 0 nothing moves, decay included, and at the old rate it moves again', () => {
    let rate = 0.1
    for (const makeOptimizer of [
      (params: Params) => sgd(params, { learningRate: () => rate }),
      (params: Params) => sgd(params, { learningRate: () => rate, momentum: 0.9 }),
      (params: Params) => adam(params, { learningRate: () => rate, weightDecay: 0.1 }),
    ]) {
      rate = 0.1
      const { kernel, step, dispose } = problem(makeOptimizer)
      steps(3, step)
      const frozen = kernel.dataSync().slice()
      rate = 0
      steps(3, step)
      assert.deepEqual(kernel.dataSync(), frozen)
      rate = 0.1
      step()
      assert.notDeepEqual(kernel.dataSync(), frozen)
      dispose()
    }
  })

  it('two of one kind on one tree do not clash, and both are saved', async () => {
    const { params, step, dispose } = problem((tree) => {
      const [one, two] = [adam(tree, { learningRate: () => 0.02 }), adam(tree, { learningRate: () => 0.02 })]
      return { minimize: (loss) => (two.minimize(loss).dispose(), one.minimize(loss)) }
    })
    step()
    const { tensors } = await params.save()
    for (const path of ['adam/0/m', 'adam/1/v', 'adam2/0/m', 'adam2/1/v']) assert.ok(tensors.has(path), path)
    dispose()
  })

  it('give one part of a tree updates that leave the rest alone', () => {
    const params = createParams(createRng(0, 'init', -1)) as ParamsTree
    const [a, b] = [params.at('a').variable('x', tf.scalar(1)), params.at('b').variable('x', tf.scalar(1))]
    sgd(params.at('a'), { learningRate: () => 0.5 })
      .minimize(() => a.mul(b) as tf.Scalar)
      .dispose()
    assert.deepEqual([a.dataSync()[0], b.dataSync()[0]], [0.5, 1])
    params.dispose()
  })

  it('skip a variable that the loss does not reach, decay included', () => {
    const params = createParams(createRng(0, 'init', -1)) as ParamsTree
    const [a, b] = [params.variable('a', tf.scalar(1)), params.variable('b', tf.scalar(1))]
    adam(params, { learningRate: () => 0.5, weightDecay: 0.1 })
      .minimize(() => a.square() as tf.Scalar)
      .dispose()
    assert.notEqual(a.dataSync()[0], 1)
    assert.equal(b.dataSync()[0], 1)
    params.dispose()
  })

  it('train a variable made after them, and restore its slots when it is made again', async () => {
    const grow = (): { params: ParamsTree; add: () => void; step: () => number; a: tf.Variable } => {
      const params = createParams(createRng(0, 'init', -1)) as ParamsTree
      const a = params.variable('a', tf.scalar(1))
      const optimizer = adam(params, { learningRate: () => 0.1 })
      let b: tf.Variable | undefined
      const step = (): number => tf.tidy(() => optimizer.minimize(() => (b ? a.mul(b) : a).square() as tf.Scalar).dataSync()[0]!)
      return { params, a, step, add: () => void (b = params.variable('b', tf.scalar(2))) }
    }
    const whole = grow()
    steps(2, whole.step)
    whole.add()
    const losses = steps(5, whole.step)

    const first = grow()
    steps(2, first.step)
    first.add()
    steps(3, first.step)
    const second = grow()
    second.params.restore(await first.params.save())
    second.add()
    assert.deepEqual(steps(2, second.step), losses.slice(3))
    ;[whole, first, second].forEach(({ params }) => params.dispose())
  })

  it('refuse params without a variable', () => {
    const params = createParams(createRng(0, 'init', -1)) as ParamsTree
    assert.throws(() => sgd(params, { learningRate: () => 1 }).minimize(() => tf.scalar(1)), { code: 'source/params' })
  })
})
