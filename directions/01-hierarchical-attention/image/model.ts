/**
 * Hierarchical attention for images
 *
 * Claim    Attention that looks within small blocks first (texture), then within merged blocks (parts), then over all (object) classifies
 *          images more accurately than the same layers looking at all patches at once, at equal parameters, steps and data.
 * Papers   Zhang et al. 2022, Nested Hierarchical Transformer (NesT), AAAI, arXiv:2105.12723, fig. 1 (the levels, and their code)
 * Ours     the 3×3 convolution between levels is one filter a channel, maximum over 2×2 instead of 3×3 with stride 2, one width for all levels
 *          and positions added once, at the patches: so that flat, which leaves out blocks and maximum, has the same parameters exactly
 * Symbols  q, k, v query, key, value · α weights of attention · b side of the grid of blocks
 * Axes     B images · G×W rows and columns of patches · R blocks · T patches of a block · D width · H heads · N classes
 * Cost     α: G·W·T products a level, T = G·W ÷ b² patches: 1/16 of flat's at the first level, where most patches are
 * Result   see README.md
 */
import * as tf from '@tensorflow/tfjs'
import { adam, axes, choice, createParams, defineExperiment, dense, mean, range, type Params, type Values } from 'gradlab'
import { images, type Images } from './data'
import { attentionFigures } from './figures'

export const hyper = {
  levels: choice('hierarchical', 'flat', 'twoLevels', 'noMerging', 'uniform'), // the switch
  patch: 4, // side of a patch in pixels; the image is filled up with zeros to whole blocks
  width: 32, // D
  heads: 2, // H
  learningRate: range(6e-3, 1e-5, 1e-1, { log: true, live: true }),
  steps: 400,
  batchSize: 32,
  evaluateEvery: 100,
}
type Hyper = Values<typeof hyper>

// --- Innovation: change this ---------------------------------------------------------------------------------------

/** One layer of each level: the blocks a side that it looks within, and whether each 2×2 patches become one after it. */
interface Stage {
  blocks: number
  merge: boolean
}

// #region snippet gl-block-attention | Self-attention within the blocks of a grid of patches | 网格分块内的自注意力
/** Cuts a grid of patches into b×b blocks. [B, G, W, D] → [B·b², T, D] */
export function toBlocks(x: tf.Tensor4D, b: number): tf.Tensor3D {
  const { B, G, W, D } = axes(x, 'B G W D')
  return x
    .reshape([B * b, G / b, b, (W / b) * D])
    .transpose([0, 2, 1, 3])
    .reshape([B * b * b, (G / b) * (W / b), D]) as tf.Tensor3D
}

/** What `toBlocks` cut, as a grid again. */
export function fromBlocks(x: tf.Tensor3D, b: number, [B, G, W, D]: readonly [number, number, number, number]): tf.Tensor4D {
  return x
    .reshape([B * b, b, G / b, (W / b) * D])
    .transpose([0, 2, 1, 3])
    .reshape([B, G, W, D]) as tf.Tensor4D
}

export type Weigh = (q: tf.Tensor3D, k: tf.Tensor3D) => tf.Tensor3D

export const byLikeness: Weigh = (q, k) => tf.matMul(q, k, false, true).div(Math.sqrt(q.shape[2])).softmax() as tf.Tensor3D

/** Every patch gathers from its own block, with several heads: α = softmax(q·k ÷ √d), out = α·v. [R, T, D] → [R, T, D], α [R·H, T, T] */
export function attention(params: Params, width: number, heads: number, weigh: Weigh) {
  if (width % heads !== 0) throw new Error(`The width must be a multiple of the heads, got width=${width} and heads=${heads}. Set one of them with --set.`)
  const d = width / heads
  const qkv = dense(params.at('qkv'), width, 3 * width)
  const out = dense(params.at('out'), width, width)
  return (x: tf.Tensor3D) => {
    const { R, T, D } = axes(x, 'R T D')
    const split = qkv(x.reshape([R * T, D]))
      .reshape([R, T, 3 * heads, d])
      .transpose([0, 2, 1, 3]) // [R, 3H, T, d]
    const [q, k, v] = tf.split(split, 3, 1).map((part) => part.reshape([R * heads, T, d]) as tf.Tensor3D)
    const weights = weigh(q!, k!) // [R·H, T, T]
    const gathered = tf.matMul(weights, v!).reshape([R, heads, T, d]).transpose([0, 2, 1, 3])
    return { y: out(gathered.reshape([R * T, D])).reshape([R, T, D]) as tf.Tensor3D, weights }
  }
}
// #endregion

// #region snippet gl-block-merging | Let blocks talk across their borders, then make one patch of each 2×2 | 先让相邻块互通，再把每 2×2 合为一个
/** A 3×3 filter a channel over the whole grid: the only way across the borders of blocks before they are one. */
export function acrossBorders(params: Params, width: number) {
  const filters = Array.from({ length: 9 }, (_, i) => params.variable(`filter${i}`, params.rng.normal([width], 0.3) as tf.Tensor1D))
  return (x: tf.Tensor4D): tf.Tensor4D => {
    const { B, G, W, D } = axes(x, 'B G W D')
    const padded = x.pad([
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ])
    const shifted = filters.map((filter, i) => padded.slice([0, Math.floor(i / 3), i % 3, 0], [B, G, W, D]).mul(filter))
    return tf.addN([x, ...shifted]) as tf.Tensor4D
  }
}

/** The maximum of each 2×2 patches: [B, G, W, D] → [B, G/2, W/2, D]. Four blocks of a side of n are one then, with n² patches again. */
export function merge(x: tf.Tensor4D): tf.Tensor4D {
  const { B, G, W, D } = axes(x, 'B G W D')
  const rows = x.reshape([(B * G) / 2, 2, W, D]).max(1) // [B·G/2, W, D]
  return rows
    .reshape([(B * G) / 2, W / 2, 2, D])
    .max(2)
    .reshape([B, G / 2, W / 2, D]) as tf.Tensor4D
}
// #endregion

/** Texture, part, object: blocks a side at each level. Patches are merged where the next level has fewer blocks. */
const stages = (blocks: readonly number[], merging = true): Stage[] => blocks.map((b, i) => ({ blocks: b, merge: merging && b > (blocks[i + 1] ?? b) }))
const stagesOf: Record<Hyper['levels'], readonly Stage[]> = {
  hierarchical: stages([4, 2, 1]),
  flat: stages([1, 1, 1]),
  twoLevels: stages([2, 1, 1]),
  noMerging: stages([4, 2, 1], false),
  uniform: stages([4, 2, 1]),
}

// --- The plain twins -----------------------------------------------------------------------------------------------

/** Every patch weighs the same. */
const average: Weigh = (q) => tf.fill([q.shape[0], q.shape[1], q.shape[1]], 1 / q.shape[1]) as tf.Tensor3D
const weighs: Record<Hyper['levels'], Weigh> = { hierarchical: byLikeness, flat: byLikeness, twoLevels: byLikeness, noMerging: byLikeness, uniform: average }

// --- Model ---------------------------------------------------------------------------------------------------------

// #region snippet gl-block-transformer | The smallest use of block attention: a transformer layer that stays within blocks (with gl-block-attention) | 分块注意力的最小用法：不出分块的 Transformer 层（配合 gl-block-attention）
/** Ba et al. 2016: each vector to mean 0 and variance 1, then scaled and shifted by what is learned. */
function layerNorm(params: Params, width: number) {
  const gain = params.variable('gain', tf.ones([width]) as tf.Tensor1D)
  const bias = params.variable('bias', tf.zeros([width]) as tf.Tensor1D)
  return <X extends tf.Tensor>(x: X): X => {
    const centered = x.sub(x.mean(-1, true))
    return centered.div(centered.square().mean(-1, true).add(1e-5).sqrt()).mul(gain).add(bias) as X
  }
}

/** A transformer layer whose attention stays within blocks: x ← x + attention(norm(x)), x ← x + MLP(norm(x)). */
function transformer(params: Params, { width, heads }: { width: number; heads: number }, blocks: number, weigh: Weigh) {
  const norms = [layerNorm(params.at('norm0'), width), layerNorm(params.at('norm1'), width)] as const
  const attend = attention(params.at('attention'), width, heads, weigh)
  const wide = dense(params.at('wide'), width, 2 * width)
  const narrow = dense(params.at('narrow'), 2 * width, width)
  return (grid: tf.Tensor4D) => {
    const { B, G, W, D } = axes(grid, 'B G W D')
    const { y, weights } = attend(toBlocks(norms[0](grid), blocks))
    const x = grid.add(fromBlocks(y, blocks, [B, G, W, D])) as tf.Tensor4D
    const h = wide(norms[1](x).reshape([B * G * W, D])).relu() as tf.Tensor2D
    return { grid: x.add(narrow(h).reshape([B, G, W, D])) as tf.Tensor4D, weights }
  }
}
// #endregion

/** Image → patches → a layer a level → the mean of what is left → class scores. */
export function classifier(params: Params, hyper: Hyper, [height, width, channels]: readonly [number, number, number], classes: number) {
  const { patch: P, width: D, levels } = hyper
  const [G, W] = [wholeBlocks(height / P), wholeBlocks(width / P)]
  const embed = dense(params.at('patches'), P * P * channels, D)
  const position = params.variable('position', params.rng.normal([G, W, D], 0.5) as tf.Tensor3D)
  const layers = stagesOf[levels].map(({ blocks, merge: merges }, i) => ({
    layer: transformer(params.at(`level${i}`), hyper, blocks, weighs[levels]),
    next: i < 2 ? [acrossBorders(params.at(`border${i}`), D), layerNorm(params.at(`border${i}`).at('norm'), D), ...(merges ? [merge] : [])] : [],
  }))
  const norm = layerNorm(params.at('norm'), D)
  const head = dense(params.at('head'), D, classes)

  const read = (x: tf.Tensor4D) => {
    const { B } = axes(x, 'B height width channels')
    const filled = x.pad([
      [0, 0],
      [0, G * P - height],
      [0, W * P - width],
      [0, 0],
    ])
    const pixels = filled
      .reshape([B * G, P, W, P * channels])
      .transpose([0, 2, 1, 3])
      .reshape([B * G * W, P * P * channels]) as tf.Tensor2D
    const weights: tf.Tensor3D[] = []
    const last = layers.reduce(
      (grid, { layer, next }) => {
        const looked = layer(grid)
        weights.push(looked.weights)
        return next.reduce((h, change) => change(h), looked.grid)
      },
      embed(pixels).reshape([B, G, W, D]).add(position) as tf.Tensor4D,
    )
    return { object: norm(last.mean([1, 2]) as tf.Tensor2D), weights } // [B, D], α of each level
  }
  return { read, logits: (x: tf.Tensor4D) => head(read(x).object), stages: stagesOf[levels], grid: [G, W] as const, heads: hyper.heads } // [B, N]
}
export type Network = ReturnType<typeof classifier>

/** Four blocks a side, each with whole patches. */
const wholeBlocks = (patches: number): number => 4 * Math.ceil(patches / 4)

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
    baseline: { levels: 'flat' },
    twoLevels: { levels: 'twoLevels' },
    noMerging: { levels: 'noMerging' },
    noAttention: { levels: 'uniform' },
  },
  metrics: { 'test/accuracy': { better: 'higher' }, 'test/loss': { better: 'lower' } },
  data: images,

  init(ctx, { shape, classes, shown }) {
    const params = createParams(ctx.rng('init'))
    const network = classifier(params.at('network'), ctx.hyper, shape, classes)
    const optimizer = adam(params.at('network'), { learningRate: () => ctx.hyper.learningRate * pace(ctx.step, ctx.hyper.steps) })
    return { params, network, shown, optimizer }
  },
  step: ({ network, optimizer }, { x, y }) => ({ loss: optimizer.minimize(() => crossEntropy(network.logits(x), y)) }),
  evaluate: ({ network }, split, ctx) =>
    mean(split, ctx, ({ x, y }: Images) => {
      const logits = network.logits(x)
      return { accuracy: accuracy(logits, y), loss: crossEntropy(logits, y) }
    }),
  embed: ({ network }, { x }) => network.read(x).object,
  figures: ({ network, shown }) => attentionFigures(network, shown),
})
