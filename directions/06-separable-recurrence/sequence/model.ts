/**
 * Separable recurrence: time channel by channel, channels step by step
 *
 * Claim    A recurrence that is separable, each channel remembering for itself and channels mixing at each step alone, predicts the next character
 *          better than a GRU of as many parameters, at equal steps and data
 * Papers   Feng et al. 2024, Were RNNs all we needed?, arXiv:2410.01201, § 3.1 (no gate sees a state) · Blelloch 1990, prefix sums, § 1.4
 *          Chang et al. 2017, dilated RNN, arXiv:1710.02224, eq. 1 (the skip) · Chollet 2017, arXiv:1610.02357 (depthwise, then pointwise)
 * Ours     the skip path is a memory of the memory, in jumps of S steps, with a gate by channel; half-lives from 1 to `slowest` at the start;
 *          an output gate; a scan without logarithms. The filter of the last few inputs is that of Feng et al.'s language model, before the gates
 * Symbols  h memory · m memory of the skip path · z write gate (1 − z is kept) · v value · c what m keeps · o output gate · S jump · K taps
 * Axes     B batch · T steps · D channels · F values of a frame · N classes, which are the characters where a text is read
 * Cost     a layer and step: 4D² to mix, which all steps do at once; 4D to remember, which is all that waits for the step before (a GRU: 3D²)
 * Result   see README.md
 */
import * as tf from '@tensorflow/tfjs'
import { adam, axes, choice, createParams, defineExperiment, mean, range, type Params, type Values } from 'gradlab'
import { sequences, type Batch } from './data'
import { sequenceFigures } from './figures'
import { createNetwork, inParts } from './network'
import { rivals } from './rivals'

export const hyper = {
  recurrence: choice('separable', 'gru', 'lstm', 'attention'), // the switch
  mix: true, // channels with each other, at each step; without, each stays alone from its embedding to the last layer
  skip: true, // the second memory
  jump: 16, // S steps
  taps: 4, // of the filter: how many of the last inputs a gate and a value see; with 1, only the present one
  slowest: 64, // half-life of the slowest channel at the start, in steps (of the skip path: in jumps)
  width: 64, // D of `separable`; the others get a width and a number of layers with as many parameters, see costs.ts
  layers: 3,
  length: 128, // T, of texts
  frame: 16, // F, of sounds and images: values read at a step
  temperature: range(0.8, 0.05, 5, { live: true }), // of the text that is written for the figure
  learningRate: range(1.5e-2, 1e-5, 1e-1, { log: true, live: true }),
  steps: 300,
  batchSize: 32,
}
export type Hyper = Values<typeof hyper>

// --- Innovation: change this ---------------------------------------------------------------------------------------

/** What follows a norm and is added to what came in: over all steps at once (training), or step by step (generation), with one result. */
export interface Layer {
  all(u: tf.Tensor3D): { y: tf.Tensor3D; memories: Memory[] } // [B, T, D] → [B, T, D]
  start(batch: number): tf.Tensor[] // the state before the first step
  step(u: tf.Tensor2D, state: tf.Tensor[]): { y: tf.Tensor2D; state: tf.Tensor[] } // [B, D] → [B, D]
}
/** What share of itself a memory keeps from one step to the next, or over `stride` steps. For figures. */
export type Memory = Readonly<{
  name: string
  kept: tf.Tensor3D // [B, T, D]
  stride: number
}>

// #region snippet gl-scan | All states of a gated recurrence at once: a work-efficient scan with its own gradient | 一次求出门控递归的全部状态：工作量最优的并行扫描，自带梯度
/**
 * hₜ = aₜ ⊙ hₜ₋₁ + bₜ for every t, h before the first being 0. [B, T, D]. Two steps in a row are one step with a = a₁a₀ and b = a₁b₀ + b₁: so half
 * as many steps are solved, and the others follow. O(T) work, O(log T) deep; products only, so that no a is too small for it.
 */
function solve(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D {
  const { B, T, D } = axes(b, 'B T D')
  if (T === 1) return b
  if (T % 2 === 1) return solve(padTime(a, 0, 1), padTime(b, 0, 1)).slice([0, 0, 0], [B, T, D])
  const halves = (x: tf.Tensor3D) => tf.split(x.reshape([B, T / 2, 2 * D]), 2, 2) as [tf.Tensor3D, tf.Tensor3D] // steps 0, 2, 4 … and 1, 3, 5 …
  const [[a0, a1], [b0, b1]] = [halves(a), halves(b)]
  const second = solve(a1.mul(a0), a1.mul(b0).add(b1))
  const before = padTime(second, 1, 0).slice([0, 0, 0], [B, T / 2, D])
  return tf.concat([a0.mul(before).add(b0), second], 2).reshape([B, T, D])
}

/** The same with a gradient that is a scan too, from the end: gₜ = dhₜ + aₜ₊₁ ⊙ gₜ₊₁; to b it is g, to a it is g ⊙ hₜ₋₁. */
export const scan = tf.customGrad((...given: (tf.Tensor | tf.GradSaveFunc)[]) => {
  const [a, b, save] = given as [tf.Tensor3D, tf.Tensor3D, tf.GradSaveFunc]
  const { B, T, D } = axes(b, 'B T D')
  const h = solve(a, b)
  save([a, h])
  const gradFunc = (dh: tf.Tensor, saved: tf.Tensor[]) => {
    const [a, h] = saved as [tf.Tensor3D, tf.Tensor3D]
    const after = padTime(a, 0, 1).slice([0, 1, 0], [B, T, D])
    const g = solve(after.reverse(1), dh.reverse(1) as tf.Tensor3D).reverse(1)
    return [g.mul(padTime(h, 1, 0).slice([0, 0, 0], [B, T, D])), g]
  }
  return { value: h, gradFunc }
}) as (a: tf.Tensor3D, b: tf.Tensor3D) => tf.Tensor3D

const padTime = (x: tf.Tensor3D, before: number, after: number): tf.Tensor3D =>
  x.pad([
    [0, 0],
    [before, after],
    [0, 0],
  ])
// #endregion

// #region snippet gl-separable-recurrence | Depthwise in time, pointwise over channels, with a skip path; parallel and step by step | 时间上逐通道递归，通道上逐点混合，带跳跃通路；并行与逐步两种形式
/** What a step asks of the memories, each [B, T, D] or [B, D]; c where there is a skip path. */
export interface Gates<R extends tf.Rank> {
  z: tf.Tensor<R>
  v: tf.Tensor<R>
  c?: tf.Tensor<R>
}

/**
 * Depthwise: no channel hears another. h keeps 1 − z of itself and takes z of v. m keeps c of what it was S steps ago and takes the rest of h; it is
 * heard S steps late, so that with c = 0 it is h as it was then, and else a mean of that, of 2S steps ago, of 3S …
 */
export function memories(params: Params, { width: D, skip, jump: S }: Hyper) {
  const w = skip ? params.variable('weight', tf.zeros([D])) : tf.scalar(0) // at first the skip path is not heard
  return {
    all({ z, v, c }: Gates<tf.Rank.R3>): tf.Tensor3D {
      const { B, T } = axes(v, 'B T D')
      const h = scan(tf.sub(1, z), z.mul(v))
      if (!c) return h
      const jumps = 1 + Math.ceil(T / S)
      const inJumps = (x: tf.Tensor3D): tf.Tensor3D => padTime(x, S, (jumps - 1) * S - T).reshape([B, jumps, S * D]) // S steps ago is the row before
      const late = scan(inJumps(c), inJumps(tf.sub(1, c).mul(h))).reshape([B, jumps * S, D]) // begins with S empty steps
      return h.add(late.slice([0, 0, 0], [B, T, D]).mul(w))
    },
    start: (batch: number) => Array.from({ length: skip ? 1 + S : 1 }, () => tf.zeros([batch, D])), // h, then m of the last S steps
    step({ z, v, c }: Gates<tf.Rank.R2>, [last, ...ago]: tf.Tensor[]): { y: tf.Tensor2D; state: tf.Tensor[] } {
      const h = tf.sub(1, z).mul(last!).add(z.mul(v)) as tf.Tensor2D
      if (!c) return { y: h, state: [h] }
      const m = c.mul(ago[0]!).add(tf.sub(1, c).mul(h))
      return { y: h.add(ago[0]!.mul(w)), state: [h, ...ago.slice(1), m] }
    },
  }
}

export function separable(params: Params, hyper: Hyper): Layer {
  const { width: D, mix, skip, taps: K, slowest, jump } = hyper
  const atRest = tf.pow(0.5, tf.pow(slowest, tf.linspace(0, 1, D)).reciprocal()) // kept a step: half-lives of slowest⁰ … slowest¹
  const rest = params.variable('rest', atRest.log().sub(tf.sub(1, atRest).log()) as tf.Tensor1D) // σ(rest) is kept
  const filter = params.variable('taps', tf.concat([tf.zeros([K - 1, D]), tf.ones([1, D])]).reshape([K, 1, D, 1]) as tf.Tensor4D) // at first, the present
  const [into, out] = [pointwise(params.at('in'), D, 3, mix), pointwise(params.at('out'), D, 1, mix)]
  const memory = memories(params.at('skip'), hyper)
  const skipGate = skip ? channelGate(params.at('skip'), rest) : undefined
  const read = (near: tf.Tensor2D) => {
    const [v, z, o] = tf.split(into(near), 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
    return { v, z: z.sub(rest).sigmoid() as tf.Tensor2D, c: skipGate?.(near), o: o.mul(o.sigmoid()) }
  }
  return {
    all(u) {
      const { B, T } = axes(u, 'B T D')
      const near = tf.depthwiseConv2d(padTime(u, K - 1, 0).expandDims(2) as tf.Tensor4D, filter, 1, 'valid') // [B, T, 1, D]
      const { o, ...flat } = read(near.reshape([B * T, D])) // all steps at once: no gate waits for a memory
      const [z, v, c] = [flat.z, flat.v, flat.c].map((x) => x?.reshape([B, T, D])) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D?]
      const y = out(
        memory
          .all({ z, v, ...(c && { c }) })
          .reshape([B * T, D])
          .mul(o),
      )
      const kept = { name: 'memory', kept: tf.sub(1, z) as tf.Tensor3D, stride: 1 }
      return { y: y.reshape([B, T, D]), memories: [kept, ...(c ? [{ name: 'skip', kept: c, stride: jump }] : [])] }
    },
    start: (batch) => [...Array.from({ length: K - 1 }, () => tf.zeros([batch, D])), ...memory.start(batch)], // the last inputs, then the memories
    step(u, state) {
      const near = [...state.slice(0, K - 1), u]
      const { o, c, ...gates } = read(
        tf
          .stack(near)
          .mul(filter.reshape([K, 1, D]))
          .sum(0) as tf.Tensor2D,
      )
      const next = memory.step({ ...gates, ...(c && { c }) }, state.slice(K - 1))
      return { y: out(next.y.mul(o)), state: [...near.slice(1), ...next.state] }
    },
  }
}

/** σ(w·x + b) of each channel by itself. */
function channelGate(params: Params, rest: tf.Tensor1D): (x: tf.Tensor2D) => tf.Tensor2D {
  const [w, b] = [params.variable('kernel', tf.zerosLike(rest)), params.variable('rest', rest.clone())]
  return (x) => x.mul(w).add(b).sigmoid() as tf.Tensor2D
}

/** k·D outputs of D inputs, at each step by itself; where nothing is mixed, output d of each D hears input d only. */
function pointwise(params: Params, D: number, k: number, mix: boolean): (x: tf.Tensor2D) => tf.Tensor2D {
  const limit = Math.sqrt(6 / (D + k * D))
  if (mix) {
    const W = params.variable('kernel', params.rng.uniform([D, k * D], -limit, limit) as tf.Tensor2D)
    return (x) => x.matMul(W) as tf.Tensor2D
  }
  const w = params.variable('kernel', tf.ones([k * D]) as tf.Tensor1D)
  return (x) => x.tile([1, k]).mul(w)
}
// #endregion

// --- Model ---------------------------------------------------------------------------------------------------------

const layers: Record<Hyper['recurrence'], (params: Params, hyper: Hyper) => Layer[]> = { separable: (params, hyper) => [separable(params, hyper)], ...rivals }

// --- Objective -----------------------------------------------------------------------------------------------------

const crossEntropy = (scores: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar => tf.losses.softmaxCrossEntropy(tf.oneHot(y, scores.shape[1]), scores).asScalar()
const accuracy = (scores: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar => scores.argMax(1).equal(y).mean().asScalar()

/** Rises for 20 steps, then holds, then falls to almost nothing over the second half. */
const pace = (step: number, steps: number): number => Math.min(1, (step + 1) / 20, 2 * (1 - Math.min(step / steps, 0.98)))

// --- Wiring: rarely changed ----------------------------------------------------------------------------------------

const stepsAtOnce = 20_000 // where nothing is learned: a batch has as many rows as evaluation likes, and a sound thousands of steps

export default defineExperiment({
  hyper,
  variants: {
    innovation: {},
    baseline: { recurrence: 'gru' },
    lstm: { recurrence: 'lstm' },
    transformer: { recurrence: 'attention', learningRate: 5e-3 },
    noMixing: { mix: false },
    noSkip: { skip: false },
  },
  metrics: { 'test/nats': { better: 'lower' }, 'test/accuracy': { better: 'higher' } },
  data: sequences,

  init(ctx, { inputs, classes, length, shown }) {
    const params = createParams(ctx.rng('init'))
    const network = createNetwork(params.at('network'), ctx.hyper, layers[ctx.hyper.recurrence], { inputs, classes, length })
    const optimizer = adam(params.at('network'), { learningRate: () => ctx.hyper.learningRate * pace(ctx.step, ctx.hyper.steps) })
    return { params, network, optimizer, shown: { inputs, shown } }
  },
  step: ({ network, optimizer }, batch) => ({ loss: optimizer.minimize(() => crossEntropy(network.scores(batch), batch.y)) }),
  evaluate: ({ network }, split, ctx) =>
    mean(split, ctx, (batch: Batch) => {
      const scores = inParts(batch, stepsAtOnce, network.scores)
      return { nats: crossEntropy(scores, batch.y), accuracy: accuracy(scores, batch.y) }
    }),
  embed: ({ network }, batch) => inParts(batch, stepsAtOnce, network.features),
  figures: ({ network, shown }, _, ctx) => sequenceFigures(network, shown, ctx),
})
