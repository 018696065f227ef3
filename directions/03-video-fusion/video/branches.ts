import * as tf from '@tensorflow/tfjs'
import { axes, dense, type Params } from 'gradlab'

// The three ways of looking at a clip that are fused. Where `mask` [B, T] is 0 there is no frame, and nothing of what is there is seen.

/** Cells a side of `pixels`: three convolutions halve it, rounding up. */
export const cellsOf = (pixels: number): number => Math.ceil(pixels / 8)
/** Channels before each of the three convolutions, and after the last. */
export const channels = (C: number, D: number): readonly [number, number, number, number] => [C, Math.ceil(D / 4), Math.ceil(D / 2), D]

/** Each frame by itself: three convolutions of 3×3 with stride 2 (He et al. 2015, arXiv:1502.01852, for the start). [B·T, H, W, C] → [B·T, S, D] */
export function convolution(params: Params, C: number, D: number): (frames: tf.Tensor4D) => tf.Tensor3D {
  const widths = channels(C, D)
  const layers = widths.slice(1).map((outputs, i) => {
    const [own, inputs] = [params.at(`layer${i}`), widths[i]!]
    const filter = own.variable('filter', own.rng.normal([3, 3, inputs, outputs], Math.sqrt(2 / (9 * inputs))) as tf.Tensor4D)
    const bias = own.variable('bias', tf.zeros([outputs]) as tf.Tensor1D)
    return (x: tf.Tensor4D): tf.Tensor4D => tf.conv2d(x, filter, 2, 'same').add(bias).relu() as tf.Tensor4D
  })
  return (frames) => {
    const cells = layers.reduce((x, layer) => layer(x), frames)
    return cells.reshape([frames.shape[0], -1, D])
  }
}

/** The mean over the frames that are there. [B, T, D] → [B, D] */
export function meanOverFrames(x: tf.Tensor3D, mask?: tf.Tensor2D): tf.Tensor2D {
  if (!mask) return x.mean(1)
  return x.mul(mask.expandDims(2)).sum(1).div(mask.sum(1, true)) as tf.Tensor2D
}

/** Cho et al. 2014, arXiv:1406.1078, with the reset gate after the product, as cuDNN and PyTorch have it. Where there is no frame, the state stays. */
export function recurrence(params: Params, inputs: number, R: number) {
  const [into, over] = [dense(params.at('in'), inputs, 3 * R), dense(params.at('over'), R, 3 * R)]
  /** The state after each frame, and the share of it that was kept. [B, T, inputs] → [B, T, R] */
  return (frames: tf.Tensor3D, mask?: tf.Tensor2D): { states: tf.Tensor3D; kept: tf.Tensor3D } => {
    const { B, T } = axes(frames, `B T ${inputs}`)
    const asked = tf.unstack(into(frames.reshape([B * T, inputs])).reshape([B, T, 3 * R]), 1) as tf.Tensor2D[]
    const there = mask && (tf.split(mask, T, 1) as tf.Tensor2D[])
    const [states, kepts]: [tf.Tensor2D[], tf.Tensor2D[]] = [[], []]
    asked.reduce(
      (h, input, t) => {
        const [xr, xz, xn] = tf.split(input, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
        const [hr, hz, hn] = tf.split(over(h), 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
        const fresh = xn.add(xr.add(hr).sigmoid().mul(hn)).tanh()
        const kept = xz.add(hz).sigmoid() as tf.Tensor2D
        const change = fresh.sub(h).mul(tf.sub(1, kept))
        const next = h.add(there ? change.mul(there[t]!) : change) as tf.Tensor2D
        states.push(next)
        kepts.push(kept)
        return next
      },
      tf.zeros([B, R]) as tf.Tensor2D,
    )
    return { states: tf.stack(states, 1) as tf.Tensor3D, kept: tf.stack(kepts, 1) as tf.Tensor3D }
  }
}

// #region snippet gl-video-tokens | A transformer over a whole clip: a token a frame and a token a cell of each frame, masked | 覆盖整段视频的 Transformer：每帧一个词元，每帧的每个格子一个词元，带掩码
/** Ba et al. 2016: each vector to mean 0 and variance 1, then scaled and shifted by what is learned. */
export function layerNorm(params: Params, width: number) {
  const gain = params.variable('gain', tf.ones([width]) as tf.Tensor1D)
  const bias = params.variable('bias', tf.zeros([width]) as tf.Tensor1D)
  return <X extends tf.Tensor>(x: X): X => {
    const centered = x.sub(x.mean(-1, true))
    return centered.div(centered.square().mean(-1, true).add(1e-5).sqrt()).mul(gain).add(bias) as X
  }
}

export interface TransformerSize {
  inputs: number // of what is known of a frame as a whole
  width: number // D
  heads: number
  layers: number
  perceptron: number
  frames: number // T at most
  cells: number // S
}

/** Looks at all frames at once, each as 1 + S tokens: what is known of the frame as a whole, and its cells. */
export function transformer(params: Params, { inputs, width: D, heads, layers, perceptron, frames: longest, cells: S }: TransformerSize) {
  const embed = dense(params.at('frame'), inputs, D)
  const places = params.variable('places', params.rng.normal([1, 1, 1 + S, D], 0.3) as tf.Tensor4D)
  const times = params.variable('times', params.rng.normal([1, longest, 1, D], 0.3) as tf.Tensor4D)
  const blocks = Array.from({ length: layers }, (_, i) => block(params.at(`layer${i}`), D, heads, perceptron))
  const norm = layerNorm(params.at('norm'), D)
  /** [B, T, inputs] and [B, T, S, D] → what the frame's own tokens have found [B, T, D], and the weights of each layer [B, H, T·(1 + S), T·(1 + S)]. */
  return (frames: tf.Tensor3D, cells: tf.Tensor4D, mask?: tf.Tensor2D): { found: tf.Tensor3D; weights: tf.Tensor4D[] } => {
    const { B, T } = axes(cells, `B T ${S} ${D}`)
    const whole = embed(frames.reshape([B * T, inputs])).reshape([B, T, 1, D])
    const placed = tf
      .concat([whole, cells], 2)
      .add(places)
      .add(times.slice([0, 0, 0, 0], [1, T, 1, D])) // [B, T, 1 + S, D]
    const hidden =
      mask &&
      mask
        .sub(1)
        .mul(1e9)
        .expandDims(2)
        .tile([1, 1, 1 + S])
        .reshape([B, 1, 1, T * (1 + S)])
    const weights: tf.Tensor4D[] = []
    const last = blocks.reduce(
      (x, layer) => {
        const next = layer(x, hidden as tf.Tensor4D | undefined)
        weights.push(next.weights)
        return next.x
      },
      placed.reshape([B, T * (1 + S), D]) as tf.Tensor3D,
    )
    const found = last
      .reshape([B, T, 1 + S, D])
      .slice([0, 0, 0, 0], [B, T, 1, D])
      .reshape([B, T, D]) as tf.Tensor3D
    return { found: norm(found), weights }
  }
}

/** Vaswani et al. 2017, arXiv:1706.03762, the norm first: x ← x + attention(norm(x)), x ← x + perceptron(norm(x)). `hidden` is −10⁹ where a key is not there. */
function block(params: Params, D: number, heads: number, perceptron: number) {
  const norms = [layerNorm(params.at('norm0'), D), layerNorm(params.at('norm1'), D)] as const
  const [qkv, out] = [dense(params.at('qkv'), D, 3 * D), dense(params.at('out'), D, D)]
  const [wide, narrow] = [dense(params.at('wide'), D, perceptron), dense(params.at('narrow'), perceptron, D)]
  return (x: tf.Tensor3D, hidden?: tf.Tensor4D): { x: tf.Tensor3D; weights: tf.Tensor4D } => {
    const { B, L } = axes(x, 'B L D')
    const asked = qkv(norms[0](x).reshape([B * L, D])).reshape([B, L, 3 * heads, D / heads])
    const [q, k, v] = tf.split(asked.transpose([0, 2, 1, 3]), 3, 1) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] // [B, H, L, D/H]
    const scores = tf.matMul(q.div(Math.sqrt(D / heads)) as tf.Tensor4D, k, false, true)
    const weights = (hidden ? scores.add(hidden) : scores).softmax() as tf.Tensor4D
    const heard = tf
      .matMul(weights, v)
      .transpose([0, 2, 1, 3])
      .reshape([B * L, D]) as tf.Tensor2D
    const y = x.add(out(heard).reshape([B, L, D])) as tf.Tensor3D
    const thought = narrow(wide(norms[1](y).reshape([B * L, D])).relu() as tf.Tensor2D)
    return { x: y.add(thought.reshape([B, L, D])) as tf.Tensor3D, weights }
  }
}
// #endregion
