/**
 * Adaptive activation: a curve that bends where its inputs are
 *
 * Claim    An activation whose hinges sit at fixed places of each image's own distribution classifies more accurately than ReLU, both images as
 *          they are and images that are brighter and flatter than those it was trained on, at equal parameters, steps and data
 * Papers   Agostinelli et al. 2015, adaptive piecewise linear units, arXiv:1412.6830, eq. 1 (hinges; there learned, and open to the left)
 *          Chen et al. 2020, Dynamic ReLU, arXiv:2003.10027, § 3 (a curve for each input; there from a small network, here from two moments)
 *          Robbins & Monro 1951, stochastic approximation, doi:10.1214/aoms/1177729586 (running quantiles)
 * Ours     hinges are statistics, not parameters: the data move them, the gradient bends the curve between them. A layer's bias is a threshold, at a
 *          place of the distribution too. What is not known yet is not followed, so that the curve begins as ReLU
 * Symbols  t threshold · s change of slope at each knot · q running quantiles of standardized inputs · μ, σ center and spread of the inputs of one
 *          image in a channel · M, D their running means over images · κ share of the statistics that is known
 * Axes     B images · H×W positions · C channels · K knots · N classes
 * Cost     about 4K + 8 operations an input beyond ReLU's, K parameters a layer (18 of 23,964); while training, another forward pass of 16 images, in every variant
 * Result   see README.md
 */
import * as tf from '@tensorflow/tfjs'
import { adam, axes, choice, createParams, defineExperiment, dense, mean, range, type Params, type Values } from 'gradlab'
import { images, type Images, type LabelledImages } from './data'
import { activationFigures } from './figures'

export const hyper = {
  activation: choice('adaptive', 'relu', 'population', 'frozen', 'staticSpline', 'gelu', 'prelu'), // the switch
  knots: range(6, 1, 64), // K
  momentum: range(0.05, 0, 1, { live: true }), // share of the new batch in the running statistics
  standardize: choice('training', 'image'), // pixels, by the training split's mean and deviation or by each image's own
  brightness: range(0.2, -1, 1), // of the shifted splits: contrast · image + brightness
  contrast: range(0.7, 0, 10),
  width: 16, // C of the first layer; the next ones have 2 and 4 times as many
  learningRate: range(4e-3, 1e-5, 1e-1, { log: true, live: true }),
  steps: 400,
  batchSize: 64,
  evaluateEvery: 100,
}
type Hyper = Values<typeof hyper>
const observed = 16 // images of a batch that the running statistics see

// --- Innovation: change this ---------------------------------------------------------------------------------------

// #region snippet gl-adaptive-activation | An activation that bends where the inputs of each image are | 在每幅图像的输入所在之处转折的激活函数
export interface Activation {
  /** [B, H, W, C] → the same. @param like whose statistics the curve follows; drawing a curve gives others than x */
  apply(x: tf.Tensor4D, like?: tf.Tensor4D): tf.Tensor4D
  /** Takes a batch into the running statistics. Called while training only, so that no image of another split depends on its neighbors. */
  observe?(x: tf.Tensor4D): void
  /** Where the curve bends for these inputs, each [B or 1, 1, 1, C]: the threshold, then the knots. */
  hinges(like: tf.Tensor4D): tf.Tensor4D[]
}

/** Center and spread of each image in each channel: [B, H, W, C] → twice [B, 1, 1, C]. */
export function momentsOf(x: tf.Tensor4D): { center: tf.Tensor4D; spread: tf.Tensor4D } {
  const { mean, variance } = tf.moments(x, [1, 2], true)
  return { center: mean as tf.Tensor4D, spread: variance.add(1e-5).sqrt() as tf.Tensor4D }
}

/** A slope of 1 beyond the first hinge, changed by sₖ at each other. */
function bend(u: tf.Tensor, [first, ...others]: tf.Tensor[], s: tf.Tensor): tf.Tensor {
  const slopes = tf.unstack(s)
  return tf.addN([u.sub(first!).relu(), ...others.map((hinge, k) => u.sub(hinge).relu().mul(slopes[k]!))])
}

/**
 * u = (x − μ)/σ, y = σ · (relu(u − (t − M)/D) + Σₖ sₖ · relu(u − qₖ)): one curve, laid over the distribution of each image. The threshold is learned in
 * the units of x, and σ gives the amplitude back. With s, t and κ at 0, as training begins, it is ReLU exactly.
 */
export function adaptive(params: Params, hyper: { knots: number; momentum: number }, C: number, follows: 'images' | 'population' | 'nothing' = 'images') {
  const K = Math.round(hyper.knots)
  const t = params.variable('threshold', tf.zeros([1, 1, 1, C]))
  const s = params.variable('slopes', tf.zeros([K]))
  const M = params.slot('center', tf.zeros([1, 1, 1, C]))
  const D = params.slot('spread', tf.ones([1, 1, 1, C]))
  const q = params.slot('quantiles', tf.linspace(-1.5, 1.5, K))
  const known = params.number('known', 0) // κ

  /** μ and σ: an image's own, as far as statistics are known. */
  const placeOf = (like: tf.Tensor4D) => {
    if (follows !== 'images') return { μ: M as tf.Tensor, σ: D as tf.Tensor }
    const { center, spread } = momentsOf(like)
    return { μ: M.add(center.sub(M).mul(known.value)), σ: D.add(spread.sub(D).mul(known.value)) }
  }
  const places = () => [t.sub(M).div(D), ...tf.unstack(q)]
  const apply = (x: tf.Tensor4D, like = x): tf.Tensor4D => {
    axes(x, `B H W ${C}`)
    const { μ, σ } = placeOf(like)
    return bend(x.sub(μ).div(σ), places(), s).mul(σ) as tf.Tensor4D
  }
  const hinges = (like: tf.Tensor4D): tf.Tensor4D[] => {
    const { μ, σ } = placeOf(like)
    return places().map((place) => μ.add(σ.mul(place)) as tf.Tensor4D)
  }
  /** Each running value goes towards this batch's. A quantile does so by rising while less than its share of the inputs lies below it. */
  const observe = (x: tf.Tensor4D): void => {
    const { center, spread } = momentsOf(x)
    const m = hyper.momentum
    const below = x.sub(center).div(spread).flatten().expandDims(0).less(q.expandDims(1)).mean(1) // [K]
    const shares = tf.range(0, K).add(0.5).div(K)
    q.assign(q.add(shares.sub(below).mul(m * Math.sqrt(2 * Math.PI)))) // √2π: the step of a normal distribution's median
    M.assign(M.mul(1 - m).add(center.mean(0, true).mul(m)))
    D.assign(D.mul(1 - m).add(spread.mean(0, true).mul(m)))
    known.value += m * (1 - known.value)
  }
  return { apply, hinges, known, ...(follows !== 'nothing' && { observe }) }
}
// #endregion

// --- The plain twins -----------------------------------------------------------------------------------------------

/** A curve that stays where it is, over x less a learned threshold: a layer's bias, as all activations here have it. */
const still =
  (make: (params: Params, C: number) => (u: tf.Tensor4D) => tf.Tensor) =>
  (params: Params, _: Hyper, C: number): Activation => {
    const t = params.variable('threshold', tf.zeros([1, 1, 1, C]))
    const curve = make(params, C)
    return { apply: (x) => curve(x.sub(t) as tf.Tensor4D) as tf.Tensor4D, hinges: () => [t as unknown as tf.Tensor4D] }
  }

/** The adaptive curve with knots that only the gradient moves, as Agostinelli et al. have it. */
function staticSpline(params: Params, hyper: Hyper, C: number): Activation {
  const K = Math.round(hyper.knots)
  const t = params.variable('threshold', tf.zeros([1, 1, 1, C])) as unknown as tf.Tensor4D
  const s = params.variable('slopes', tf.zeros([K]))
  const q = params.variable('knots', tf.linspace(-1.5, 1.5, K))
  const hinges = () => [t, ...tf.unstack(q).map((knot) => knot.reshape([1, 1, 1, 1]) as tf.Tensor4D)]
  return { apply: (x) => bend(x, hinges(), s) as tf.Tensor4D, hinges }
}

const activations: Record<Hyper['activation'], (params: Params, hyper: Hyper, C: number) => Activation> = {
  adaptive,
  population: (params, hyper, C) => adaptive(params, hyper, C, 'population'),
  frozen: (params, hyper, C) => adaptive(params, hyper, C, 'nothing'),
  staticSpline,
  relu: still(() => (u) => u.relu()),
  gelu: still(() => (u) => u.mul(u.div(Math.SQRT2).erf().add(1).div(2))),
  prelu: still((params, C) => {
    const below = params.variable('slope', tf.fill([1, 1, 1, C], 0.25)) // He et al. 2015, arXiv:1502.01852
    return (u) => u.relu().sub(u.neg().relu().mul(below))
  }),
}

// --- Model ---------------------------------------------------------------------------------------------------------

// #region snippet gl-adaptive-layers | The smallest use of an adaptive activation: convolutions, each with a curve of its own (with gl-adaptive-activation) | 自适应激活的最小用法：每个卷积层各有自己的曲线（配合 gl-adaptive-activation）
/** 3×3 filters without a bias, which is the activation's threshold. He et al. 2015: normal, of variance 2 ÷ inputs. */
function convolution(params: Params, inputs: number, outputs: number, stride: number, pad: 'valid' | 'same') {
  const W = params.variable('kernel', params.rng.normal([3, 3, inputs, outputs], Math.sqrt(2 / (9 * inputs))) as tf.Tensor4D)
  return (x: tf.Tensor4D): tf.Tensor4D => tf.conv2d(x, W, stride, pad)
}

type Layer = readonly [inputs: number, outputs: number, stride: number, pad: 'valid' | 'same']
/** [B, H, W, C] → the same after each convolution and its activation. */
function stack(params: Params, sizes: readonly Layer[], activation: (params: Params, C: number) => Activation) {
  const layers = sizes.map(([inputs, outputs, stride, pad], i) => ({
    convolve: convolution(params.at(`layer${i}`), inputs, outputs, stride, pad),
    activation: activation(params.at(`activation${i}`), outputs),
  }))
  /** @param see is shown each activation and its inputs */
  return (x: tf.Tensor4D, see?: (activation: Activation, z: tf.Tensor4D) => void): tf.Tensor4D =>
    layers.reduce((h, { convolve, activation }) => {
      const z = convolve(h)
      see?.(activation, z)
      return activation.apply(z)
    }, x)
}
// #endregion

/** image → C → 2C → 4C channels → their means → class scores. No normalization between: what shifts the image shifts what activations see. */
export function classifier(params: Params, hyper: Hyper, { shape, classes, pixels }: Pick<LabelledImages, 'shape' | 'classes' | 'pixels'>) {
  const [mean, deviation] = [params.number('pixelMean', pixels.mean), params.number('pixelDeviation', pixels.deviation)]
  const standard = (x: tf.Tensor4D): tf.Tensor4D => {
    const { center, spread } = hyper.standardize === 'image' ? momentsOf(x) : { center: mean.value, spread: deviation.value }
    return x.sub(center).div(spread) as tf.Tensor4D
  }
  const C = hyper.width
  const sizes: readonly Layer[] = [
    [shape[2], C, 2, 'valid'], // no zeros at the border: a brighter image would have an edge there
    [C, 2 * C, 2, 'same'],
    [2 * C, 4 * C, 1, 'same'],
  ]
  const layers = stack(params, sizes, (own, outputs) => activations[hyper.activation](own, hyper, outputs))
  const head = dense(params.at('head'), 4 * C, classes)

  const read = (x: tf.Tensor4D, see?: Parameters<typeof layers>[1]): tf.Tensor2D => {
    axes(x, `B H W ${shape[2]}`)
    return layers(standard(x), see).mean([1, 2]) // [B, 4C]
  }
  return {
    read,
    logits: (x: tf.Tensor4D) => head(read(x)), // [B, N]
    /** Outside the loss, which must have no side effect. */
    observe: (x: tf.Tensor4D) => void read(x, (activation, z) => activation.observe?.(z)),
  }
}
export type Network = ReturnType<typeof classifier>

// --- Objective -----------------------------------------------------------------------------------------------------

const crossEntropy = (logits: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar => tf.losses.softmaxCrossEntropy(tf.oneHot(y, logits.shape[1]), logits).asScalar()
const accuracy = (logits: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar => logits.argMax(1).equal(y).mean().asScalar()

/** Rises for 30 steps, then holds, then falls to almost nothing over the second half. */
const pace = (step: number, steps: number): number => Math.min(1, (step + 1) / 30, 2 * (1 - Math.min(step / steps, 0.98)))

// --- Wiring: rarely changed ----------------------------------------------------------------------------------------

export default defineExperiment({
  hyper,
  variants: {
    innovation: {},
    baseline: { activation: 'relu' },
    populationOnly: { activation: 'population' },
    freezeStats: { activation: 'frozen' },
    staticSpline: { activation: 'staticSpline' },
    standardized: { activation: 'relu', standardize: 'image' },
    gelu: { activation: 'gelu' },
    prelu: { activation: 'prelu' },
  },
  metrics: {
    'test/accuracy': { better: 'higher' },
    'test-shifted/accuracy': { better: 'higher' },
    'test/loss': { better: 'lower' },
    'test-shifted/loss': { better: 'lower' },
  },
  data: images,

  init(ctx, data) {
    const params = createParams(ctx.rng('init'))
    const network = classifier(params.at('network'), ctx.hyper, data)
    const optimizer = adam(params.at('network'), { learningRate: () => ctx.hyper.learningRate * pace(ctx.step, ctx.hyper.steps) })
    return { params, network, shift: data.shift, optimizer }
  },
  step({ network, optimizer }, { x, y }) {
    network.observe(x.slice(0, Math.min(observed, x.shape[0])))
    return { loss: optimizer.minimize(() => crossEntropy(network.logits(x), y)) }
  },
  evaluate: ({ network }, split, ctx) =>
    mean(split, ctx, ({ x, y }: Images) => {
      const logits = network.logits(x)
      return { accuracy: accuracy(logits, y), loss: crossEntropy(logits, y) }
    }),
  embed: ({ network, shift }, { x }) => ({ 'as they are': network.read(x), shifted: network.read(shift(x)) }),
  figures: ({ network, shift }, { probe }) => activationFigures(network, probe.batch.x, shift),
})
