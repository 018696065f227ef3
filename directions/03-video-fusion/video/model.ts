/**
 * Video by gated fusion of three branches: what a frame holds, how it moves, how the whole clip hangs together
 *
 * Claim    A convolution of each frame, a recurrence from frame to frame and a transformer over all frames and their cells, fused by a gate, classify
 *          short clips more accurately than the best pair of them, at equal parameters, steps and data
 * Papers   Donahue et al. 2015, LRCN, arXiv:1411.4389, § 3 (convolution, then recurrence) · Bertasius et al. 2021, TimeSformer, arXiv:2102.05095, § 3
 *          (tokens in space and time) · Arevalo et al. 2017, gated multimodal units, arXiv:1702.01992, § 3.1 (the gate)
 * Ours     one clip goes through all three: the recurrence reads the convolution's frames, the transformer reads the recurrence's states beside the
 *          cells. The gate is a softmax over branches, channel by channel; the score of a class is a sum over branches, so that what each adds is exact
 * Symbols  c cells · f a frame's vector · h state · v what a branch says of the clip · g its share of each channel
 * Axes     B clips · T frames · S cells of a frame · D width · E, R widths of f and h · K branches · H heads · N classes
 * Cost     a clip: T frames of convolution, T steps that wait for one another, (T·(1 + S))² products of attention, (K·D)² of the gate
 * Result   see README.md
 */
import * as tf from '@tensorflow/tfjs'
import { adam, axes, choice, createParams, defineExperiment, dense, mean, range, type Params, type Values } from 'gradlab'
import { cellsOf, convolution, layerNorm, meanOverFrames, recurrence, transformer } from './branches'
import { clips, type Batch, type Clips } from './data'
import { videoFigures } from './figures'
import { sized } from './sizes'

export const hyper = {
  branches: choice('cnn+rnn+transformer', 'cnn+rnn', 'cnn+transformer', 'rnn+transformer', 'cnn'), // the switch
  gate: choice('learned', 'equal'), // `equal`: every branch has the same share
  frames: 16, // T at most: of a longer clip as many are taken, evenly
  stride: 1, // of windows: from a frame to the next that is taken
  side: 32, // larger frames are made smaller, by a whole factor
  disorder: choice('shuffled', 'reversed'), // of clips without classes: what half of the windows are, which is to be told
  width: 32, // D
  heads: 2, // H
  layers: 1, // of the transformer
  learningRate: range(3e-3, 1e-5, 1e-1, { log: true, live: true }),
  steps: 300,
  batchSize: 32,
  evaluateEvery: 100,
}
export type Hyper = Values<typeof hyper>
export type Branch = 'cnn' | 'rnn' | 'transformer'

// --- Innovation: change this ---------------------------------------------------------------------------------------

// #region snippet gl-gated-fusion | Fuse several views of one thing by a gate over branches, channel by channel | 以逐通道、跨分支的门控融合同一对象的多个视图
/** What branches say, K of [B, D], to the share of each in each channel, K of [B, D]. */
export type Gate = (views: tf.Tensor2D[]) => tf.Tensor2D[]

/** g = softmax over branches of (W·[v₁; …; v_K] + b), channel by channel: what is fused is Σ g_k ⊙ v_k. K of [B, D] → K shares [B, D] that sum to 1. */
export function learnedGate(params: Params, K: number, D: number): Gate {
  const weigh = dense(params, K * D, K * D)
  return (views) => {
    const shares = weigh(tf.concat(views, 1))
      .reshape([-1, K, D])
      .transpose([0, 2, 1]) // tfjs' softmax knows the last axis only
      .softmax()
    return tf.unstack(shares, 2) as tf.Tensor2D[]
  }
}
// #endregion

// #region snippet gl-fused-branches | The smallest use of the gate: branches of different widths say something of one size, and each gets its share (with gl-gated-fusion and the norm of gl-video-tokens) | 门控的最小用法：宽度不同的各分支给出同样大小的表述，各得其份额（配合 gl-gated-fusion 与 gl-video-tokens 中的归一化）
/** What a branch says of a clip, and the share that the gate gives it in each channel; both [B, D]. */
export interface View {
  branch: string
  v: tf.Tensor2D
  share: tf.Tensor2D
}

/** From what the branches know of a clip, [B, width of each], to what they say of it. */
function fusion(params: Params, D: number, inputs: Readonly<Record<string, number>>, gate = learnedGate) {
  const branches = Object.entries(inputs)
  const say = branches.map(([branch, width]) => [dense(params.at(branch), width, D), layerNorm(params.at(branch).at('norm'), D)] as const) // of one size, so that shares compare
  const weigh = gate(params.at('gate'), branches.length, D)
  return (knowledge: Readonly<Record<string, tf.Tensor2D>>): View[] => {
    const said = branches.map(([branch], k) => say[k]![1](say[k]![0](knowledge[branch]!)))
    const shares = weigh(said)
    return branches.map(([branch], k) => ({ branch, v: said[k]!, share: shares[k]! }))
  }
}
// #endregion

// --- The plain twins -----------------------------------------------------------------------------------------------

const equalGate = (): Gate => (views) => views.map((v) => tf.fill(v.shape, 1 / views.length) as tf.Tensor2D)
const gates: Record<Hyper['gate'], (params: Params, K: number, D: number) => Gate> = { learned: learnedGate, equal: equalGate }

const branchesOf: Record<Hyper['branches'], readonly Branch[]> = {
  'cnn+rnn+transformer': ['cnn', 'rnn', 'transformer'],
  'cnn+rnn': ['cnn', 'rnn'],
  'cnn+transformer': ['cnn', 'transformer'],
  'rnn+transformer': ['rnn', 'transformer'],
  cnn: ['cnn'],
}

// --- Model ---------------------------------------------------------------------------------------------------------

/** Frames → cells → states → tokens; each branch says something of the clip; the gate fuses it; class scores. */
export function classifier(params: Params, hyper: Hyper, { shape, classes }: Pick<Clips, 'shape' | 'classes'>) {
  const { width: D, heads, layers } = hyper
  if (D % heads !== 0) throw new Error(`The width must be a multiple of the heads, got width=${D} and heads=${heads}. Set one of them with --set.`)
  const [longest, height, width, C] = shape
  const grid = [cellsOf(height), cellsOf(width)] as const
  const S = grid[0] * grid[1]
  const branches = branchesOf[hyper.branches]
  const { frame: E, state: R, perceptron } = sized(hyper, branches, { shape, classes })
  const [hasRnn, hasTransformer] = [branches.includes('rnn'), branches.includes('transformer')]

  const see = convolution(params.at('cnn'), C, D)
  const toFrame = dense(params.at('frame'), S * D, E)
  const follow = hasRnn ? recurrence(params.at('rnn'), E, R) : undefined
  const size = { inputs: hasRnn ? R : E, width: D, heads, layers, perceptron, frames: longest, cells: S }
  const overlook = hasTransformer ? transformer(params.at('transformer'), size) : undefined
  const known = Object.fromEntries(branches.map((branch) => [branch, { cnn: E, rnn: R, transformer: D }[branch]]))
  const fuse = fusion(params.at('fusion'), D, known, gates[branches.length > 1 ? hyper.gate : 'equal'])
  const head = dense(params.at('head'), D, classes)

  const read = ({ x, length }: Read) => {
    const { B, T } = axes(x, `B T ${height} ${width} ${C}`)
    const mask = length && maskOf(length, T)
    const cells = see(x.reshape([B * T, height, width, C])) // [B·T, S, D]
    const frames = toFrame(cells.reshape([B * T, S * D]))
      .relu()
      .reshape([B, T, E]) as tf.Tensor3D
    const followed = follow?.(frames, mask)
    const overlooked = overlook?.(followed?.states ?? frames, cells.reshape([B, T, S, D]), mask)
    const views = fuse({
      cnn: meanOverFrames(frames, mask),
      ...(followed && { rnn: followed.states.slice([0, T - 1, 0], [B, 1, R]).reshape([B, R]) as tf.Tensor2D }), // after the last frame that is there
      ...(overlooked && { transformer: meanOverFrames(overlooked.found, mask) }),
    })
    return { views, followed, weights: overlooked?.weights, fused: tf.addN(views.map(({ v, share }) => v.mul(share))) as tf.Tensor2D } // [B, D]
  }
  return { read, head, logits: (clips: Read) => head(read(clips).fused), grid, branches }
}
export type Network = ReturnType<typeof classifier>
type Read = Pick<Batch, 'x' | 'length'>

/** 1 where there is a frame. [B] → [B, T] */
const maskOf = (length: tf.Tensor1D, T: number): tf.Tensor2D => tf.range(0, T, 1, 'int32').expandDims(0).less(length.expandDims(1)).toFloat() as tf.Tensor2D

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
    baseline: { branches: 'cnn+rnn' }, // of the pairs, one of the two best on validation of pendigits
    noRecurrence: { branches: 'cnn+transformer' },
    noConvolution: { branches: 'rnn+transformer' },
    frameMean: { branches: 'cnn' },
    equalShares: { gate: 'equal' },
  },
  metrics: { 'test/accuracy': { better: 'higher' }, 'test/loss': { better: 'lower' } },
  data: clips,

  init(ctx, data) {
    const params = createParams(ctx.rng('init'))
    const network = classifier(params.at('network'), ctx.hyper, data)
    const optimizer = adam(params.at('network'), { learningRate: () => ctx.hyper.learningRate * pace(ctx.step, ctx.hyper.steps) })
    return { params, network, optimizer, shown: data.shown, labels: data.labels }
  },
  step: ({ network, optimizer }, batch) => ({ loss: optimizer.minimize(() => crossEntropy(network.logits(batch), batch.y)) }),
  evaluate: ({ network }, split, ctx) =>
    mean(split, ctx, (batch: Batch) => {
      const logits = network.logits(batch)
      return { accuracy: accuracy(logits, batch.y), loss: crossEntropy(logits, batch.y) }
    }),
  embed: ({ network }, batch) => network.read(batch).fused,
  figures: ({ network, shown, labels }, { probe }) => videoFigures(network, { shown, labels, probe }),
})
