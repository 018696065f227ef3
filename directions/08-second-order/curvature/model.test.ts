import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { finiteDifferenceError, openTrial, parametersOf, relativeError, tableDataset } from 'gradlab/testing'
import { lanczos } from './figures'
import { cholesky, eigen, inverse } from './linear'
import experiment, { captured, kronecker, lowRank, subSampled, type Curvature } from './model'
import { createNetwork } from './network'
import { conjugateGradients, dot, flat, gradientsOf, products, shaped } from './products'
import { quasiNewton, twoLoop } from './quasiNewton'

type Dataset = ReturnType<typeof tableDataset>
const variants = ['innovation', 'baseline', 'subSampled', 'lowRank', 'lbfgs', 'withoutG', 'noCurvature']

/** Numbers in [0, 1), the same on every machine. */
function numbers(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648
}
const normal = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

/** Images of 6×6 of noise. */
function images(): Dataset {
  const next = numbers(5)
  const size = 40
  return tableDataset({
    image: { shape: [6, 6, 1], values: Float32Array.from({ length: size * 36 }, next) },
    label: Array.from({ length: size }, () => 0),
    labels: ['a', 'b'],
  })
}

/** Rows of features, each with a class, all of them for training where `isWhole`. */
function table(rows: readonly { features: number[]; label: number }[], classes = 2, isWhole = false): Dataset {
  const inner = tableDataset({
    image: { shape: [rows[0]!.features.length], values: rows.flatMap(({ features }) => features) },
    label: rows.map(({ label }) => label),
    labels: Array.from({ length: classes }, (_, i) => `class ${i}`),
    ...(isWhole && { splits: { train: rows.map((_, i) => i), validation: [0], test: [0] } }),
  })
  const { image, label } = inner.columns
  return { ...inner, columns: { features: image!, label: label! }, tensor: (column, at) => inner.tensor(column === 'features' ? 'image' : column, at) }
}
const rowsOf = (size: number, make: (i: number) => { features: number[]; label: number }) => Array.from({ length: size }, (_, i) => make(i))
const noise = (size = 30, features = 4, classes = 2, seed = 3) => {
  const next = numbers(seed)
  return rowsOf(size, () => ({ features: Array.from({ length: features }, () => normal(next)), label: Math.floor(next() * classes) }))
}

const small = { shrink: 2, hidden: 5, code: 3, batchSize: 8, rank: 5 } // 9 → 5 → 3 → 5 → 9
const open = (variant = 'innovation', set = {}, dataset = images()) => openTrial(experiment, { variant, dataset, set: { ...small, ...set } })
const unit = (N: number, i: number): tf.Tensor1D => tf.oneHot(tf.scalar(i, 'int32'), N).toFloat() as tf.Tensor1D
/** C itself, column by column. */
const whole = (product: (v: tf.Tensor1D) => tf.Tensor1D, N: number): tf.Tensor2D =>
  tf.stack(Array.from({ length: N }, (_, i) => product(unit(N, i)))) as tf.Tensor2D
/** a ⊗ b. */
const kroneckerProduct = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D =>
  a
    .reshape([a.shape[0], 1, a.shape[1], 1])
    .mul(b.reshape([1, b.shape[0], 1, b.shape[1]]))
    .reshape([a.shape[0] * b.shape[0], a.shape[1] * b.shape[1]])

/** What reference/model.py found, layer by layer in the order of the variables. */
interface Twin {
  readonly likelihood: 'bernoulli' | 'gaussian'
  readonly widths: readonly number[]
  readonly weights: readonly number[]
  readonly x: readonly number[]
  readonly t: readonly number[]
  readonly signs: readonly number[]
  readonly damping: number
  readonly outputs: readonly number[]
  readonly loss: number
  readonly gradient: readonly number[]
  readonly kronecker: readonly number[]
  readonly newton: readonly number[]
  readonly eigenvalues: readonly number[]
}

const inPyTorch = JSON.parse(readFileSync(join(__dirname, 'golden/torch.json'), 'utf8')) as Twin[]
async function openTwin({ widths, likelihood, damping, ...twin }: Twin) {
  const trial = await open('innovation', { memory: 0, damping })
  const [I, O] = [widths[0]!, widths.at(-1)!]
  const params = trial.state.params.at('twin')
  const network = createNetwork(params.at('network'), { hidden: 5, code: 3, likelihood }, { inputs: I, outputs: O, isAutoencoder: I === O })
  shaped(tf.tensor1d([...twin.weights]), network.variables).forEach((value, i) => network.variables[i]!.assign(value))
  const [x, t, signs] = [tf.tensor2d([...twin.x], [6, I]), tf.tensor2d([...twin.t], [6, O]), tf.tensor2d([...twin.signs], [6, O])]
  const { value, gradients } = gradientsOf(() => network.loss(x, t), network.variables)
  return { trial, params, network, x, signs, value, gradients, product: products(network, x) }
}

describe('the twin in PyTorch', () => {
  for (const twin of inPyTorch) {
    it(`agrees on outputs, gradients and directions: ${twin.likelihood}, ${twin.widths.join(' → ')}`, async () => {
      const { trial, params, network, x, signs, value, gradients, product } = await openTwin(twin)
      assert.ok(relativeError(await network.read(x).outputs.data(), twin.outputs) < 1e-4)
      assert.ok(relativeError(await value.data(), [twin.loss]) < 1e-4)
      assert.ok(relativeError(await flat(gradients).data(), twin.gradient) < 1e-3)

      const look = { network, x, ctx: { ...trial.context, rng: () => ({ ...trial.context.rng('signs'), uniform: () => signs.add(1).div(2) }) } }
      const route = kronecker(params.at('kronecker'), network)
      await route.refresh!(look)
      assert.ok(relativeError(await flat((await route.solver(look, twin.damping))(gradients)).data(), twin.kronecker) < 1e-3)
      const newton = tf.tensor1d([...twin.newton])
      assert.ok(relativeError(await product(newton).add(newton.mul(twin.damping)).data(), twin.gradient) < 1e-3)
      trial.dispose()
    })
  }
})

describe('the curvature of the twin in PyTorch', () => {
  for (const twin of inPyTorch) {
    it(`is solved and has its eigenvalues found: ${twin.likelihood}, ${twin.widths.join(' → ')}`, async () => {
      const { trial, gradients, product } = await openTwin(twin)
      assert.ok(
        relativeError(
          conjugateGradients((v) => product(v).add(v.mul(twin.damping)), flat(gradients), 40),
          twin.newton,
        ) < 1e-3,
      )
      const found = await lanczos(product, tf.randomNormal([twin.weights.length], 0, 1, 'float32', 1), Math.min(twin.weights.length, 25))
      assert.ok(relativeError(found.slice(0, 3), twin.eigenvalues.slice(0, 3)) < 1e-3)
      trial.dispose()
    })
  }
})

describe('small matrices', () => {
  const size = 20
  const spd = (): Float64Array => {
    const next = numbers(1)
    const half = Array.from({ length: size }, () => Array.from({ length: size }, () => normal(next)))
    return Float64Array.from({ length: size * size }, (_, at) => {
      const [i, j] = [Math.floor(at / size), at % size]
      return half[i]!.reduce((sum, value, k) => sum + value * half[j]![k]!, 0)
    })
  }
  it('times their inverse are the identity', () => {
    const M = spd()
    const shifted = tf.tensor2d(Float32Array.from(M), [size, size]).add(tf.eye(size).mul(0.5)) as tf.Tensor2D
    assert.ok(relativeError(tf.matMul(shifted, tf.tensor2d(inverse(M, size, 0.5), [size, size])), tf.eye(size)) < 1e-3)
  })
  it('are refused where they are not positive definite, with what to do', () => {
    assert.throws(() => cholesky([1, 2, 2, 1], 2), /not positive definite .*Raise the damping/)
  })
  it('of second differences have the eigenvalues 2 − 2·cos(kπ/(n + 1))', () => {
    const T = Float64Array.from({ length: 100 }, (_, at) => [2, -1][Math.abs(Math.floor(at / 10) - (at % 10))] ?? 0)
    const { values, vectors } = eigen(T, 10)
    const expected = Array.from({ length: 10 }, (_, k) => 2 - 2 * Math.cos(((10 - k) * Math.PI) / 11))
    assert.ok(relativeError(values, expected) < 1e-12)
    const [first] = vectors
    const image = Array.from({ length: 10 }, (_, i) => first!.reduce((sum, value, j) => sum + T[10 * i + j]! * value, 0))
    assert.ok(
      relativeError(
        image,
        Array.from(first!, (value) => value * values[0]!),
      ) < 1e-9,
    )
  })
})

describe('products with the curvature', () => {
  it('are Jᵀ·H·J·v, with J from finite differences of the outputs', async () => {
    const trial = await open()
    const { x } = await trial.batch()
    const { network } = trial.state
    const { variables } = network
    const direction = (seed: number): tf.Tensor1D => tf.randomNormal([parametersOf(trial.state.params)], 0, 1, 'float32', seed)
    const starts = variables.map((variable) => variable.clone())
    const outputsAt = (change: tf.Tensor1D): tf.Tensor => {
      shaped(change, variables).forEach((part, i) => variables[i]!.assign(starts[i]!.add(part)))
      return network.read(x).outputs
    }
    const along = (v: tf.Tensor1D): tf.Tensor =>
      outputsAt(v.mul(1e-2))
        .sub(outputsAt(v.mul(-1e-2)))
        .div(2e-2)
    const [v, w] = [direction(1), direction(2)]
    const [Jv, Jw] = [along(v), along(w)]
    variables.forEach((variable, i) => variable.assign(starts[i]!))
    const H = network.spread(network.read(x).outputs)
    const product = products(network, x)(v)
    for (const [other, J] of [
      [v, Jv],
      [w, Jw],
    ] as const) {
      const expected = Jv.mul(H).mul(J).sum().div(x.shape[0])
      assert.ok(relativeError(product.mul(other).sum(), expected) < 1e-2)
    }
    trial.dispose()
  })
  it('and gradients agree with finite differences', async () => {
    for (const likelihood of ['bernoulli', 'gaussian']) {
      const trial = await open('innovation', { likelihood })
      const { x, t } = await trial.batch()
      const loss = () => trial.state.network.loss(x, t)
      assert.ok(finiteDifferenceError(loss, trial.state.network.variables, gradientsOf(loss, trial.state.network.variables).gradients) < 0.02)
      trial.dispose()
    }
  })
  it('solve a known system by as many conjugate gradients as it has unknowns', () => {
    const M = tf.tensor2d([4, 1, 0, 1, 3, -1, 0, -1, 2], [3, 3])
    const solution = tf.tensor1d([1, -2, 3])
    const b = M.matMul(solution.expandDims(1)).squeeze([1]) as tf.Tensor1D
    const found = (iterations: number) => conjugateGradients((v) => M.matMul(v.expandDims(1)).squeeze([1]), b, iterations)
    assert.ok(relativeError(found(3), solution) < 1e-5)
    assert.ok(relativeError(found(10), solution) < 1e-5, 'once it is solved, more do no harm')
    assert.ok(relativeError(found(1), solution) > 1e-2)
  })
})

describe('Kronecker factors', () => {
  for (const likelihood of ['bernoulli', 'gaussian']) {
    it(`of a linear layer and one ${likelihood} example are its Gauss-Newton matrix`, async () => {
      const trial = await open('innovation', { likelihood, batchSize: 1 }, table(noise(20, 4, 3), 3))
      await trial.steps(3)
      const { network, params, curvature } = trial.state
      const { x } = await trial.batch([4])
      const fresh = kronecker(params.at('oracle'), network)
      await fresh.refresh!({ network, x, ctx: trial.context })
      const factor = (name: string) => trial.session.params.entries.get(`oracle/factors0/${name}`) as tf.Variable<tf.Rank.R2>
      assert.ok(relativeError(kroneckerProduct(factor('A'), factor('G')), whole(products(network, x), 15)) < 1e-5)
      assert.ok(curvature)
      trial.dispose()
    })
  }
  it('of a hidden layer are so in the mean over all signs', async () => {
    const trial = await open('innovation', { shrink: 6, hidden: 3, code: 2 }) // one pixel: 1 → 3 → 2 → 3 → 1
    await trial.steps(2)
    const { network } = trial.state
    const { x } = await trial.batch([2])
    const exact = whole(products(network, x), parametersOf(trial.state.params))
    let from = 0
    network.sizes.forEach(([I, O], l) => {
      const G = [1, -1]
        .map((sign) => captured({ network, x }, tf.tensor2d([[sign]])).g[l]!)
        .reduce((sum, g) => sum.add(tf.matMul(g, g, true).div(2)) as tf.Tensor2D, tf.zeros([O, O]))
      const a = captured({ network, x }, tf.tensor2d([[1]])).a[l]!
      const N = (I + 1) * O
      assert.ok(relativeError(kroneckerProduct(tf.matMul(a, a, true), G), exact.slice([from, from], [N, N])) < 1e-4, `layer ${l}`)
      from += N
    })
    trial.dispose()
  })
  it('solve a linear regression in one step without damping', async () => {
    const set = { likelihood: 'gaussian', batchSize: 30, damping: 0, trust: 1e9, learningRate: 1, momentum: 0 }
    const trial = await open('innovation', set, table(noise(30, 4, 3), 3, true))
    const { network } = trial.state
    const { x, t } = await trial.batch(Array.from({ length: 30 }, (_, i) => i))
    const size = () =>
      flat(gradientsOf(() => network.loss(x, t), network.variables).gradients)
        .norm()
        .dataSync()[0]!
    const before = size()
    await trial.steps(1)
    assert.ok(size() < 1e-4 * before, `the gradient went from ${before} to ${size()}`)
    trial.dispose()
  })
  it('take a live change of the damping at once, without another look', async () => {
    const moved = async (damping: string): Promise<number> => {
      const trial = await open('innovation', { period: 100, trust: 1e9 })
      await trial.steps(1)
      trial.session.set('damping', damping)
      const before = flat(trial.state.network.variables)
      await trial.steps(1)
      const length = flat(trial.state.network.variables).sub(before).norm().dataSync()[0]!
      trial.dispose()
      return length
    }
    assert.ok((await moved('100')) < 0.1 * (await moved('0.01')))
  })
  it('forget with their memory, and look again only every period', async () => {
    const trial = await open('innovation', { period: 3 })
    const A = () => Float32Array.from(trial.session.params.entries.get('curvature/factors0/A')!.dataSync())
    const seen = []
    for (let step = 0; step < 5; step++) {
      await trial.steps(1)
      seen.push(A())
    }
    assert.deepEqual(seen[1], seen[0])
    assert.deepEqual(seen[2], seen[0])
    assert.ok(relativeError(seen[3]!, seen[0]!) > 1e-3)
    assert.deepEqual(seen[4], seen[3])
    trial.dispose()
  })
})

describe('low rank', () => {
  it('finds the largest eigenvalues of the whole curvature, as Lanczos does', async () => {
    const trial = await open('lowRank', { share: 1 })
    await trial.steps(5)
    const { network, params } = trial.state
    const { x } = await trial.batch()
    const N = parametersOf(params)
    const product = products(network, x)
    const exact = eigen(await whole(product, N).data(), N).values
    const curvature = lowRank(params.at('oracle'), network)
    for (let look = 0; look < 12; look++) await curvature.refresh!({ network, x, ctx: trial.context })
    assert.ok(relativeError(curvature.eigenvalues().slice(0, 3), exact.slice(0, 3)) < 1e-2)
    assert.ok(relativeError((await lanczos(product, tf.randomNormal([N], 0, 1, 'float32', 1), 20)).slice(0, 3), exact.slice(0, 3)) < 1e-3)
    trial.dispose()
  }).timeout(120_000)
  it('follows a rank changed while it trains', async () => {
    const trial = await open('lowRank', { period: 1 })
    await trial.steps(2)
    for (const rank of ['9', '2']) {
      trial.session.set('rank', rank)
      assert.ok((await trial.steps(2)).every(Number.isFinite))
      const { curvature } = trial.state as unknown as { curvature: Curvature & { eigenvalues: () => tf.Tensor1D } }
      assert.equal(curvature.eigenvalues().size, Number(rank))
    }
    trial.dispose()
  })
})

describe('L-BFGS', () => {
  const column = (v: tf.Tensor1D): tf.Tensor2D => v.expandDims(1)
  const outer = (a: tf.Tensor1D, b: tf.Tensor1D): tf.Tensor2D => tf.matMul(column(a), column(b), false, true)
  /** Directions of noise and a positive definite matrix times each, newest first. */
  const pairsOf = (N: number, K: number) => {
    const noise = (shape: [number, number], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed) as tf.Tensor2D
    const half = noise([N, N], 1)
    const C = tf.matMul(half, half, false, true).add(tf.eye(N)) as tf.Tensor2D
    return Array.from({ length: K }, (_, k) => noise([N, 1], 2 + k)).map((s) => ({ s: s.flatten(), y: tf.matMul(C, s).flatten() }))
  }

  it("by its two loops is BFGS' formula for the whole inverse, oldest pair first", () => {
    const [N, pairs] = [9, pairsOf(9, 4)]
    const [{ s, y }] = pairs as [(typeof pairs)[0]]
    let H = tf.eye(N).mul(dot(s, y).div(dot(y, y))) as tf.Tensor2D
    for (const { s, y } of [...pairs].reverse()) {
      const ρ = tf.div(1, dot(s, y))
      const V = tf.eye(N).sub(outer(y, s).mul(ρ)) as tf.Tensor2D
      H = tf.matMul(tf.matMul(V, H, true), V).add(outer(s, s).mul(ρ))
    }
    for (let i = 0; i < N; i++) assert.ok(relativeError(twoLoop(pairs, unit(N, i)), H.slice([0, i], [-1, 1]).flatten()) < 1e-4, `column ${i}`)
  })
  it('takes y of the newest pair back to s', () => {
    const pairs = pairsOf(9, 4)
    assert.ok(relativeError(twoLoop(pairs, pairs[0]!.y), pairs[0]!.s) < 1e-4)
    assert.ok(relativeError(twoLoop(pairs, pairs[3]!.y), pairs[3]!.s) > 1e-2, 'an older one it does not keep, where directions are not conjugate')
  })

  /** A linear regression of 15 weights that were moved along each eigenvector of its curvature, looked at after each. */
  const moved = async () => {
    const trial = await open('innovation', { likelihood: 'gaussian', batchSize: 30, share: 1, rank: 15 }, table(noise(30, 4, 3), 3, true))
    const { network, params } = trial.state
    const { variables } = network
    const { x, t } = await trial.batch(Array.from({ length: 30 }, (_, i) => i))
    const look = { network, x, ctx: trial.context }
    const product = products(network, x)
    const { vectors } = eigen(await whole(product, 15).data(), 15)
    const route = quasiNewton(params.at('oracle'), network, 16)
    const go = async (change: tf.Tensor1D): Promise<void> => {
      shaped(flat(variables).add(change), variables).forEach((value, i) => variables[i]!.assign(value))
      await route.refresh!(look)
    }
    await route.refresh!(look)
    for (const vector of vectors) await go(tf.tensor1d(Float32Array.from(vector)))
    const { gradients } = gradientsOf(() => network.loss(x, t), variables)
    const pairs = () => trial.session.params.entries.get('oracle/S')!.dataSync()
    return { trial, route, look, gradients, product, go, pairs }
  }
  it("has Newton's step of a quadratic, once it has a pair for each of its axes, at any damping", async () => {
    const { trial, route, look, gradients, product } = await moved()
    for (const damping of [0, 0.1, 10]) {
      const newton = conjugateGradients((v) => product(v).add(v.mul(damping)), flat(gradients), 40)
      assert.ok(relativeError(flat((await route.solver(look, damping))(gradients)), newton) < 1e-3, `damping ${damping}`)
    }
    trial.dispose()
  })
  it('uses as many pairs as the rank says while it trains', async () => {
    const { trial, route, look, gradients } = await moved()
    const directionAt = async (rank: string) => {
      trial.session.set('rank', rank)
      return flat((await route.solver({ ...look, ctx: trial.context }, 0.1))(gradients))
    }
    const all = await directionAt('15')
    assert.ok(relativeError(await directionAt('32'), all) < 1e-6, 'no more than there are')
    assert.ok(relativeError(await directionAt('3'), all) > 1e-2)
    trial.dispose()
  })
  it('takes no pair from weights that did not move, and none without curvature along the way', async () => {
    const { trial, go, pairs } = await moved()
    const before = pairs()
    await go(tf.zeros([15]))
    assert.deepEqual(pairs(), before)
    await go(tf.ones([15]))
    assert.notDeepEqual(pairs(), before)
    trial.dispose()

    const flatTrial = await open('innovation', { likelihood: 'gaussian' }, table(rowsOf(30, (i) => ({ features: [i % 5, 3], label: i % 2 }))))
    const { network, params } = flatTrial.state // a feature that never varies is 0 in every row: its weight changes nothing
    const { x } = await flatTrial.batch()
    const route = quasiNewton(params.at('oracle'), network, 4)
    network.variables[0]!.assign(network.variables[0]!.add([[0], [1]]))
    await route.refresh!({ network, x, ctx: flatTrial.context })
    assert.ok(
      flatTrial.session.params.entries
        .get('oracle/S')!
        .dataSync()
        .every((value) => value === 0),
    )
    flatTrial.dispose()
  })
  it('counts one product with a share of the batch every period', async () => {
    const trial = await open('lbfgs', { target: -1, period: 2, share: 0.5 })
    await trial.steps(5)
    assert.equal((await trial.session.finish())['final/passesToTarget'], 5 + 3 * 3 * 0.5)
    trial.dispose()
  })
})

describe('less and less curvature', () => {
  it('with damping without bounds is gradient descent, by every route', async () => {
    const trial = await open('innovation', { share: 1 })
    const { network, params } = trial.state
    const { x, t } = await trial.batch()
    const look = { network, x, ctx: trial.context }
    const { gradients } = gradientsOf(() => network.loss(x, t), network.variables)
    const routes: Curvature[] = [
      kronecker(params.at('a'), network),
      subSampled(network),
      lowRank(params.at('b'), network),
      quasiNewton(params.at('c'), network, 4),
    ]
    await trial.steps(2) // L-BFGS has a pair once the weights have moved
    for (const route of routes) {
      await route.refresh?.(look)
      const found = flat((await route.solver(look, 1e12))(gradients)).mul(1e12)
      assert.ok(relativeError(found, flat(gradients)) < 1e-4)
      assert.ok(relativeError(flat((await route.solver(look, 0.1))(gradients)).mul(0.1), flat(gradients)) > 0.1, 'which a small damping is not')
    }
    trial.dispose()
  })
  it('without curvature is gradient descent with a heavy ball, as tfjs has it, on the network written again', async () => {
    const trial = await open('noCurvature', { trust: 1e9, learningRate: 1 })
    const weights = trial.state.network.variables.map((variable) => tf.variable(variable.clone()))
    const forward = (x: tf.Tensor): tf.Tensor => [0, 2, 4, 6].reduce((h, at) => (at > 0 ? h.tanh() : h).matMul(weights[at]!).add(weights[at + 1]!), x)
    const twin = tf.train.momentum(0.01, 0.9)
    for (let step = 0; step < 20; step++) {
      const order = [...orderOf(step)]
      const { x, t } = await trial.batch(order)
      const p = () => forward(x).sigmoid()
      const loss = () =>
        tf
          .neg(t.mul(p().log()).add(tf.sub(1, t).mul(tf.sub(1, p()).log())))
          .sum(1)
          .mean() as tf.Scalar
      const { value, grads } = tf.variableGrads(loss, weights)
      twin.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })))
      const [own] = await stepOn(trial, { x, t })
      assert.ok(Math.abs(own! - value.dataSync()[0]!) <= 1e-5 * Math.abs(own!), `step ${step}`)
    }
    trial.state.network.variables.forEach((variable, i) => assert.ok(relativeError(variable, weights[i]!) < 1e-5, variable.name))
    trial.dispose()
  })
  it('the baseline is Adam, as tfjs has it, on the network written again', async () => {
    const trial = await open('baseline')
    const weights = trial.state.network.variables.map((variable) => tf.variable(variable.clone()))
    const twin = tf.train.adam(0.02, 0.9, 0.999, 1e-8)
    for (let step = 0; step < 5; step++) {
      const { x, t } = await trial.batch([...orderOf(step)])
      const s = (): tf.Tensor => [0, 2, 4, 6].reduce((h, at) => (at > 0 ? h.tanh() : h).matMul(weights[at]!).add(weights[at + 1]!), x as tf.Tensor)
      const { grads } = tf.variableGrads(() => s().softplus().sub(s().mul(t)).sum(1).mean() as tf.Scalar, weights)
      twin.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })))
      await stepOn(trial, { x, t })
    }
    trial.state.network.variables.forEach((variable, i) => assert.ok(relativeError(variable, weights[i]!) < 1e-5, variable.name))
    trial.dispose()
  })
})

/** Eight rows that differ from step to step. */
const orderOf = (step: number): number[] => Array.from({ length: 8 }, (_, i) => (3 * step + i) % 20)

async function stepOn(trial: Awaited<ReturnType<typeof open>>, batch: { x: tf.Tensor2D; t: tf.Tensor2D }): Promise<number[]> {
  const { loss } = await trial.state.update(batch, trial.context)
  return [...loss.dataSync()]
}

describe('every variant', () => {
  for (const variant of variants) {
    it(`${variant}: interrupted and resumed, gives the same bits`, async () => {
      const set = { period: 2 }
      const whole = await open(variant, set)
      const expected = await whole.steps(5)
      let trial = await open(variant, set)
      const losses = await trial.steps(3)
      const saved = await trial.session.save()
      trial.dispose()
      trial = await open(variant, set)
      trial.session.restore(saved)
      assert.deepEqual([...losses, ...(await trial.steps(2))], expected)
      whole.dispose()
      trial.dispose()
    })
  }
  it('has the same network', async () => {
    const sizes = []
    for (const variant of variants) {
      const trial = await open(variant)
      sizes.push(parametersOf(trial.state.params))
      trial.dispose()
    }
    assert.equal(new Set(sizes).size, 1)
  })
})

/**
 * Six features, and the class in the sign of the difference of the first two. Planted: the six are one number and a little noise each, so that what
 * tells the class has a curvature a thousand times less than what does not. Control: all are independent.
 */
function twins(task: 'planted' | 'control', seed: number): Dataset {
  const next = numbers(100 + seed)
  return table(
    rowsOf(300, () => {
      const common = normal(next)
      const own = Array.from({ length: 6 }, () => normal(next))
      return { features: own.map((value) => (task === 'planted' ? common + 0.05 * value : value)), label: Number(own[0]! > own[1]!) }
    }),
  )
}

describe('a narrow valley', () => {
  const steps = 60
  const train = async (task: 'planted' | 'control', variant: string, seed: number, learningRate = 1) => {
    const set = { likelihood: 'gaussian', batchSize: 64, steps, damping: 1e-4, trust: 10, learningRate }
    const trial = await openTrial(experiment, { variant, seed, dataset: twins(task, seed), set })
    await trial.steps(steps)
    const { 'validation/unexplained': unexplained } = await trial.evaluate()
    trial.dispose()
    return unexplained!
  }
  /** Curvature at its default rate, and Adam at the best of three. */
  const both = async (task: 'planted' | 'control', seed: number) => {
    const rates = []
    for (const rate of [1, 3, 10]) rates.push(await train(task, 'baseline', seed, rate))
    return [await train(task, 'innovation', seed), Math.min(...rates)] as const
  }
  it('is left by curvature while Adam still walks along it', async () => {
    for (const seed of [1, 2, 3]) {
      const [curved, first] = await both('planted', seed)
      assert.ok(curved < 0.55 && first > curved + 0.2, `seed ${seed}: ${curved} and ${first}`)
    }
  })
  it('is needed for it: where all directions are alike, Adam is as good', async () => {
    for (const seed of [1, 2, 3]) {
      const [curved, first] = await both('control', seed)
      assert.ok(first < 0.55 && first < curved + 0.05, `seed ${seed}: ${curved} and ${first}`)
    }
  })
})

describe('steps to target', () => {
  it('are those at the first evaluation that reaches it, and passes with them', async () => {
    const trial = await open('innovation', { target: 1e9, period: 2 })
    await trial.steps(3)
    await trial.evaluate()
    await trial.steps(2)
    const { 'final/stepsToTarget': steps, 'final/passesToTarget': passes, 'final/censored': censored } = await trial.session.finish()
    assert.deepEqual([steps, passes, censored], [3, 3 + 2 * 2, 0])
    trial.dispose()
  })
  it('are all steps, marked as censored, where it is never reached', async () => {
    const trial = await open('baseline', { target: -1 })
    await trial.steps(4)
    await trial.evaluate()
    const { 'final/stepsToTarget': steps, 'final/passesToTarget': passes, 'final/censored': censored } = await trial.session.finish()
    assert.deepEqual([steps, passes, censored], [4, 4, 1])
    trial.dispose()
  })
})

describe('data', () => {
  it('of features become a linear map whose embedding adds up to the score', async () => {
    const trial = await open('innovation', {}, table(noise()))
    const { x } = await trial.batch()
    const { network } = trial.state
    assert.deepEqual(network.sizes, [[4, 1]])
    assert.ok(relativeError(network.code(x).sum(1, true).add(network.variables[1]!), network.read(x).outputs) < 1e-5)
    trial.dispose()
  })
  it('without images or features are refused with what they have', async () => {
    await assert.rejects(
      open('innovation', {}, tableDataset({ text: ['a'], label: [0], labels: ['x'] })),
      /columns features .* has .*text \(\[\]\).* --data.* CSV file .* named label/,
    )
  })
  it('refuse to be shrunk to nothing', async () => {
    await assert.rejects(open('innovation', { shrink: 7 }), /shrink must be .* 6×6×1, got 7/)
  })
  it('of an autoencoder meet a network of its own sizes', async () => {
    const trial = await open()
    const network = createNetwork(
      trial.state.params.at('other'),
      { hidden: 4, code: 2, likelihood: 'gaussian' },
      { inputs: 9, outputs: 9, isAutoencoder: true },
    )
    assert.deepEqual(network.sizes.flat(), [9, 4, 4, 2, 2, 4, 4, 9])
    trial.dispose()
  })
})
