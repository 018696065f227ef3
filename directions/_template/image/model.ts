/**
 * Layers that begin as the identity
 *
 * Claim    A deep network whose layers begin as the identity reaches a higher test accuracy than one of plain layers, at equal width,
 *          depth and steps.
 * Papers   Bachlechner et al. 2021, ReZero, arXiv:2003.04887, § 3, eq. 1
 * Ours     nothing: this is the template of a direction. Say here what the paper does not have
 * Symbols  s share of a layer's output (the paper's α)
 * Axes     B batch · P pixels · D width · N classes
 * Cost     one parameter and D multiply-adds a layer
 * Result   see README.md, made by `directions:bench`
 */
import * as tf from '@tensorflow/tfjs'
import { adam, axes, choice, createParams, defineExperiment, dense, mean, range, type Params, type Values } from 'gradlab'
import { images, type Images } from './data'

export const hyper = {
  layer: choice('identity', 'plain', 'residual'), // the switch; `residual` keeps s at 1
  width: 32, // D
  depth: 6,
  learningRate: range(3e-3, 1e-5, 1e-1, { log: true, live: true }),
  steps: 300,
  batchSize: 32,
}
type Hyper = Values<typeof hyper>
type Layer = (params: Params, width: number) => (x: tf.Tensor2D) => tf.Tensor2D

// --- Innovation: change this ---------------------------------------------------------------------------------------

/** y = x + s · relu(W·x + b), with s = 0 at the start. [B, D] → [B, D] */
export const identity: Layer = (params, width) => {
  const inner = dense(params, width, width)
  const s = params.variable('share', tf.scalar(0))
  return (x) => {
    axes(x, `B ${width}`)
    return x.add(inner(x).relu().mul(s)) as tf.Tensor2D
  }
}

// --- The plain twins -----------------------------------------------------------------------------------------------

export const plain: Layer = (params, width) => {
  const inner = dense(params, width, width)
  return (x) => inner(x).relu()
}
export const residual: Layer = (params, width) => {
  const inner = dense(params, width, width)
  return (x) => x.add(inner(x).relu()) as tf.Tensor2D
}
const layers: Record<Hyper['layer'], Layer> = { identity, plain, residual }

// --- Model ---------------------------------------------------------------------------------------------------------

/** pixels → D → … → D → class scores. */
export function classifier(params: Params, hyper: Hyper, pixels: number, classes: number) {
  const first = dense(params.at('first'), pixels, hyper.width)
  const deep = Array.from({ length: hyper.depth }, (_, i) => layers[hyper.layer](params.at(`layer${i}`), hyper.width))
  const head = dense(params.at('head'), hyper.width, classes)
  const features = (x: tf.Tensor2D): tf.Tensor2D => deep.reduce((h, layer) => layer(h), first(x)) // [B, D]
  return { features, logits: (x: tf.Tensor2D) => head(features(x)) } // [B, N]
}

// --- Objective -----------------------------------------------------------------------------------------------------

const crossEntropy = (logits: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar => tf.losses.softmaxCrossEntropy(tf.oneHot(y, logits.shape[1]), logits).asScalar()
const accuracy = (logits: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar => logits.argMax(1).equal(y).mean().asScalar()

// --- Wiring: rarely changed ----------------------------------------------------------------------------------------

export default defineExperiment({
  hyper,
  variants: { innovation: {}, baseline: { layer: 'plain' }, residual: { layer: 'residual' } },
  metrics: { 'test/accuracy': { better: 'higher' } },
  data: images,

  init(ctx, { pixels, classes }) {
    const params = createParams(ctx.rng('init'))
    const network = classifier(params.at('network'), ctx.hyper, pixels, classes)
    const shares = Array.from({ length: ctx.hyper.depth }, (_, i) => params.at('network').at(`layer${i}`))
    return { params, network, shares, optimizer: adam(params.at('network'), { learningRate: () => ctx.hyper.learningRate }) }
  },
  step: ({ network, optimizer }, { x, y }) => ({ loss: optimizer.minimize(() => crossEntropy(network.logits(x), y)) }),
  evaluate: ({ network }, split, ctx) => mean(split, ctx, ({ x, y }: Images) => ({ accuracy: accuracy(network.logits(x), y) })),
  embed: ({ network }, { x }) => network.features(x),

  /** How much each layer has come to add. */
  async figures({ shares }) {
    const last = shares.flatMap(({ variables }) => variables.filter(({ rank }) => rank === 0))
    const values = await Promise.all(last.map(async (share) => (await share.data())[0]!))
    return values.length === 0
      ? []
      : [{ kind: 'bars', name: 'share of each layer', values: Object.fromEntries(values.map((value, i) => [`layer ${i + 1}`, value])) }]
  },
})
