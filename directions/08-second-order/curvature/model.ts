/**
 * Second order at low cost: what the curvature says about the step
 *
 * Claim    A step divided by a Kronecker-factored curvature needs fewer steps than Adam until an autoencoder explains a given share of the variance
 *          of unseen images, at equal batches and tuning
 * Papers   Martens & Grosse 2015, K-FAC, arXiv:1503.05671, §§ 2.1, 3, 5, 6.3 · Byrd et al. 2011, sub-sampled Hessians, doi:10.1137/10079923X
 *          Martens 2010, Hessian-free, ICML, § 4 · Frangella et al. 2023, randomized Nyström preconditioning, arXiv:2110.02820, alg. 2.1
 *          Byrd et al. 2016, stochastic quasi-Newton, arXiv:1401.7020, alg. 1 · Nocedal & Wright 2006, Numerical Optimization, alg. 7.4
 * Ours     one bound on the predicted change (`trust`) and a heavy ball for all routes in place of each paper's line search; signs ±1 in place of
 *          sampled targets; the sketch of each low rank starts from the last one's eigenvectors; no block-tridiagonal K-FAC;
 *          L-BFGS from the weights themselves, not from their means over a period
 * Symbols  C curvature, the generalized Gauss-Newton matrix · λ damping · A, G Kronecker factors · a, g inputs of a layer and gradients to its
 *          outputs · d direction, (C + λ)⁻¹ times the gradient
 * Axes     B batch · I, O inputs and outputs of a layer (or of the network) · N parameters · K rank, or pairs
 * Cost     a step beyond its gradient: K-FAC, every `period` steps 2 passes and inverses of I³ + O³ a layer; sub-sampled, `iterations` products of
 *          3 passes on `share` of the batch; low rank, `rank` such products every `period` steps; L-BFGS, one. final/passesToTarget counts passes
 * Result   see README.md
 */
import * as tf from '@tensorflow/tfjs'
import { adam, axes, choice, createParams, defineExperiment, mean, range, type Context, type Params, type Values } from 'gradlab'
import { task, type Batch } from './data'
import { curvatureFigures } from './figures'
import { inverse, nystrom, trace } from './linear'
import { createNetwork, type Network } from './network'
import { secondOrder } from './optimizer'
import { conjugateGradients, flat, part, products, shaped } from './products'
import { quasiNewton } from './quasiNewton'
import { countToTarget } from './toTarget'

const mostRank = 32
export const hyper = {
  curvature: choice('kronecker', 'subSampled', 'lowRank', 'lbfgs', 'inputsOnly', 'none', 'adam'), // the switch; `inputsOnly` leaves out G, `none` is gradient descent
  damping: range(1e-2, 0, 1e9, { live: true }), // λ
  period: range(5, 1, 1000, { live: true }), // steps from one look at the curvature to the next
  rank: range(10, 1, mostRank, { live: true }), // K of low rank; newest pairs of L-BFGS in use
  iterations: range(6, 1, 100, { live: true }), // of conjugate gradients a step, where sub-sampled
  share: range(0.5, 0, 1, { live: true }), // of the batch, where products with C are taken
  memory: range(0.9, 0, 1, { live: true }), // of the Kronecker factors, a look
  trust: range(0.3, 0, 1e9, { live: true }), // most that rate²·dᵀ(C + λ)d, twice the change predicted, may be
  learningRate: range(1, 1e-6, 1e9, { log: true, live: true }), // in units of the optimizer, see `units`
  momentum: range(0, 0, 1, { live: true }),
  target: 0.5, // share of variance left unexplained, on validation
  likelihood: choice('bernoulli', 'gaussian'),
  hidden: 64, // of an autoencoder
  code: 16,
  shrink: 2, // side of the squares of pixels averaged into one
  steps: 600,
  batchSize: 128,
  evaluateEvery: 10, // steps to target are counted to this
}
export type Hyper = Values<typeof hyper>
/** What a learning rate of 1 means. With curvature, the whole step: `trust` cuts it where that is too far. */
const units: Record<Hyper['curvature'], number> = { kronecker: 1, subSampled: 1, lowRank: 1, lbfgs: 1, inputsOnly: 1, none: 0.01, adam: 0.02 }

// --- Innovation: change this ---------------------------------------------------------------------------------------

// #region snippet gl-curvature-kronecker | K-FAC: a layer's curvature as A ⊗ G, from captured inputs and back-propagated gradients | K-FAC：由捕获的输入与反传的梯度得到每层曲率 A ⊗ G
/** What is seen of the problem at one step. */
export interface Look {
  network: Network
  x: tf.Tensor2D // [B, I]
  ctx: Context<Hyper>
}
/** (C + λ)⁻¹ times a gradient, by variable. */
export type Solve = (gradient: tf.Tensor[]) => tf.Tensor[]
export interface Curvature {
  refresh?(look: Look): Promise<void> // every `period` steps; what it finds is kept in Params
  solver(look: Look, damping: number): Solve | Promise<Solve> // changes nothing
  passes(hyper: Hyper): { step: number; refresh: number } // forward and backward passes over the batch, beyond the gradient's
}

/** Inputs of each layer (1 appended for the bias) and gradients to its outputs. With signs ±1, E[g·gᵀ] is the loss' Gauss-Newton matrix there. */
export function captured({ network, x }: Pick<Look, 'network' | 'x'>, signs: tf.Tensor2D): { a: tf.Tensor2D[]; g: tf.Tensor2D[] } {
  const { B } = axes(x, 'B I')
  const { inputs, outputs } = network.read(x)
  const spread = network.spread(outputs).sqrt().mul(signs)
  const taps = network.sizes.map(([, O]) => tf.zeros([B, O]) as tf.Tensor2D) // added to the outputs of each layer: their gradients are g
  const g = tf.grads((...added: tf.Tensor[]) => network.read(x, added).outputs.mul(spread).sum())(taps) as tf.Tensor2D[]
  return { a: inputs.map((input) => tf.concat([input, tf.ones([B, 1])], 1) as tf.Tensor2D), g }
}

/** Martens & Grosse § 3: C of a layer is A ⊗ G, so its inverse is A⁻¹ ⊗ G⁻¹; § 6.3: λ is shared out by π², the ratio of their mean eigenvalues. */
export function kronecker(params: Params, { sizes }: Network, withoutG = false): Curvature {
  const layers = sizes.map(([I, O], l) => {
    const slot = (name: string, n: number) => params.at(`factors${l}`).slot(name, tf.eye(n))
    return { A: slot('A', I + 1), G: slot('G', O), inverses: [slot('A⁻¹', I + 1), slot('G⁻¹', O)] as const, n: [I + 1, O] as const }
  })
  const [looks, dampingOfInverses] = [params.number('looks', 0), params.number('damping', NaN)]
  const invert = (damping: number) =>
    Promise.all(
      layers.map(async ({ A, G, n: [I, O] }) => {
        const [a, g] = [await A.data(), await G.data()]
        const π = Math.sqrt(trace(a, I) / I / (trace(g, O) / O || 1)) || 1
        return [tf.tensor2d(inverse(a, I, π * Math.sqrt(damping)), [I, I]), tf.tensor2d(inverse(g, O, Math.sqrt(damping) / π), [O, O])] as const
      }),
    )
  return {
    passes: () => ({ step: 0, refresh: 2 }),
    async refresh(look) {
      const { x, network, ctx } = look
      const signs = ctx
        .rng('signs')
        .uniform([x.shape[0], network.sizes.at(-1)![1]])
        .greaterEqual(0.5)
        .toFloat()
        .mul(2)
        .sub(1) as tf.Tensor2D
      const { a, g } = captured(look, signs)
      const kept = Math.min(1 - 1 / ++looks.value, ctx.hyper.memory)
      const blend = (old: tf.Variable<tf.Rank.R2>, now: tf.Tensor): void => old.assign(old.mul(kept).add(now.mul(1 - kept)) as tf.Tensor2D)
      layers.forEach(({ A, G }, l) => {
        blend(A, tf.matMul(a[l]!, a[l]!, true).div(x.shape[0]))
        if (withoutG) return
        const isLast = l === layers.length - 1 // where outputs do not share their curvature, G is known: no sampling
        blend(G, isLast ? tf.diag(network.spread(network.read(x).outputs).mean(0)) : tf.matMul(g[l]!, g[l]!, true).div(x.shape[0]))
      })
      const found = await invert(ctx.hyper.damping)
      layers.forEach(({ inverses }, l) => inverses.forEach((slot, i) => slot.assign(found[l]![i]!)))
      dampingOfInverses.value = ctx.hyper.damping
    },
    async solver(_, damping) {
      const inverses = damping === dampingOfInverses.value ? layers.map((layer) => layer.inverses) : await invert(damping)
      return (gradient) =>
        inverses.flatMap(([A, G], l) => {
          const [I, O] = sizes[l]!
          const both = tf.matMul(tf.matMul(A, tf.concat([gradient[2 * l]!, gradient[2 * l + 1]!.reshape([1, O])])), G) // [I + 1, O]
          return [both.slice(0, I), both.slice(I).reshape([O])]
        })
    },
  }
}
// #endregion

/** Byrd et al.: C of a part of the batch; (C + λ)·d = gradient is solved by a few conjugate gradients. */
export function subSampled({ variables }: Network): Curvature {
  return {
    passes: ({ iterations, share }) => ({ step: 3 * iterations * share, refresh: 0 }),
    solver({ network, x, ctx: { hyper } }, damping) {
      const product = products(network, part(x, hyper.share))
      return (gradient) =>
        shaped(
          conjugateGradients((v) => product(v).add(v.mul(damping)), flat(gradient), hyper.iterations),
          variables,
        )
    },
  }
}

/** Frangella et al.: the K largest eigenvalues θ and eigenvectors U of C; all other directions are given the smallest of these. */
export function lowRank(params: Params, { variables }: Network): Curvature & { eigenvalues: () => tf.Tensor1D } {
  const N = variables.reduce((sum, { size }) => sum + size, 0)
  const most = Math.min(mostRank, N) // rows below `rank` in use; the others wait for a live change
  const U = params.slot('U', params.rng.normal([most, N], 1 / Math.sqrt(N)) as tf.Tensor2D)
  const θ = params.slot('θ', tf.zeros([most]) as tf.Tensor1D)
  const known = params.number('rank', 1)
  return {
    eigenvalues: () => θ.slice(0, known.value),
    passes: ({ rank, share }) => ({ step: 0, refresh: 3 * rank * share }),
    async refresh({ network, x, ctx: { hyper } }) {
      const K = Math.min(Math.round(hyper.rank), most)
      const product = products(network, part(x, hyper.share))
      const from = U.slice(0, K)
      const Y = tf.stack(tf.unstack(from).map((u) => product(u as tf.Tensor1D))) as tf.Tensor2D // [K, N]
      const [T, M] = [await tf.matMul(from, Y, false, true).data(), await tf.matMul(Y, Y, false, true).data()]
      const { values, combine } = nystrom(T, M, K)
      U.assign(tf.concat([tf.matMul(tf.tensor2d(combine, [K, K]), Y), U.slice(K)]) as tf.Tensor2D)
      θ.assign(tf.concat([tf.tensor1d(values), tf.zeros([most - K])]))
      known.value = K
    },
    solver: (_, damping) => (gradient) => {
      const [g, basis, values] = [flat(gradient), U.slice(0, known.value), θ.slice(0, known.value)]
      const rest = values.min().add(damping)
      const along = tf.matMul(basis, g.expandDims(1)) // [K, 1]
      const more = tf.div(1, values.add(damping)).sub(tf.div(1, rest)).expandDims(1).mul(along) as tf.Tensor2D
      return shaped(g.div(rest).add(tf.matMul(basis, more, true).squeeze([1])) as tf.Tensor1D, variables)
    },
  }
}

// --- The plain twins -----------------------------------------------------------------------------------------------

/** C = 1, λ left out: the same step without curvature is gradient descent with a heavy ball. */
const none = (): Curvature => ({ passes: () => ({ step: 0, refresh: 0 }), solver: () => (gradient) => gradient })

const curvatures: Record<Exclude<Hyper['curvature'], 'adam'>, (params: Params, network: Network) => Curvature> = {
  kronecker,
  subSampled: (_, network) => subSampled(network),
  lowRank,
  lbfgs: (params, network) => quasiNewton(params, network, mostRank),
  inputsOnly: (params, network) => kronecker(params, network, true),
  none,
}

// --- Wiring: rarely changed ----------------------------------------------------------------------------------------

export default defineExperiment({
  hyper,
  variants: {
    innovation: {},
    baseline: { curvature: 'adam' },
    subSampled: { curvature: 'subSampled' },
    lowRank: { curvature: 'lowRank', momentum: 0.9, trust: 0.1 },
    lbfgs: { curvature: 'lbfgs' },
    withoutG: { curvature: 'inputsOnly' },
    noCurvature: { curvature: 'none', momentum: 0.9 },
  },
  metrics: { 'final/stepsToTarget': { better: 'lower' }, 'final/passesToTarget': { better: 'lower' }, 'test/loss': { better: 'lower' } },
  data: task,

  init(ctx, data) {
    const { hyper } = ctx
    const params = createParams(ctx.rng('init'))
    const network = createNetwork(params.at('network'), hyper, data)
    const at = params.at('curvature')
    const curvature = hyper.curvature === 'adam' ? undefined : curvatures[hyper.curvature](at, network)
    const unit = units[hyper.curvature]
    const first = adam(params.at('network'), { learningRate: () => hyper.learningRate * unit })
    const byAdam = async ({ x, t }: Batch) => ({ loss: first.minimize(() => network.loss(x, t)), passes: 1 })
    const update = curvature ? secondOrder(at, network, curvature, unit) : byAdam
    return { params, network, curvature, unit, shown: data.shown, update, variance: data.variance, toTarget: countToTarget(params.at('toTarget')) }
  },
  async step({ update, toTarget }, batch, ctx) {
    toTarget.look(ctx)
    const { passes, ...scalars } = await update(batch, ctx)
    toTarget.add(passes)
    return scalars
  },
  evaluate: ({ network, variance }, split, ctx) =>
    mean(split, ctx, ({ x, t }: Batch) => ({ loss: network.loss(x, t), unexplained: network.mean(x).sub(t).square().sum(1).mean().div(variance).asScalar() })),
  final: ({ toTarget }, _, ctx) => toTarget.final(ctx),
  embed: ({ network }, { x }) => network.code(x),
  figures: (state, { probe }, ctx) => curvatureFigures(state, probe.batch, ctx),
})
