/**
 * Adaptive separable convolution for video
 *
 * Claim    A convolution that is separable in space, time and channels, whose filters and mixing weights are made anew for each clip, from how its
 *          channels correlate over space and time, classifies more accurately than a plain one of as many parameters, at equal steps and data
 * Papers   Li et al. 2022, Omni-Dimensional Dynamic Convolution (ODConv), arXiv:2209.07947, § 3.2, eq. 2 (gates over kernels and channels)
 *          Hu et al. 2018, Squeeze-and-Excitation (SE), arXiv:1709.01507, § 3, the rival: gates from the channels' means
 *          Tran et al. 2018, A Closer Look at Spatiotemporal Convolutions, arXiv:1711.11248, § 3.5 (first space, then time)
 * Ours     gates see correlations of channels, which neither mean nor spread of a channel changes; they begin at 1, as the plain convolution
 * Symbols  R correlations of the channels · u, v pairs of mixtures of channels · d descriptor · A from d to gates · W filters · P mixing weights
 * Axes     B clips · T frames · H×W positions · C channels in · O channels out · K filters a channel · r numbers of the descriptor · N classes
 * Cost     beyond plain, a clip and block: T·H·W·C² for R, C²·r for d, r·(2·C·K + C + O) for the gates, 12·C·K + 2·C·O for the weights; see sizes.ts
 * Result   see README.md
 */
import * as tf from '@tensorflow/tfjs'
import { adam, axes, choice, createParams, defineExperiment, dense, mean, range, type Params, type Values } from 'gradlab'
import { videos, type LabelledVideos, type Videos } from './data'
import { convolutionFigures } from './figures'
import { norm, squeezeExcite } from './layers'
import { channelsOf, layout } from './sizes'

export const hyper = {
  adapt: choice('both', 'nothing', 'squeezeExcite', 'depthwise', 'pointwise', 'means'), // the switch
  equal: choice('parameters', 'multiplyAdds'), // what the others have as many of as 'both', by their number of channels
  kernels: range(3, 1, 16), // K
  rank: range(8, 1, 256), // r; of squeezeExcite, the width of its bottleneck
  width: range(8, 2, 1024), // channels after the stem; the blocks make 2, 2 and 4 times as many
  pixels: range(16, 8, 4096), // a side of what is rendered, and at most of frames that are given: larger ones are averaged down
  frames: range(12, 2, 512), // the same in time: of longer videos, frames at equal distances
  learningRate: range(1e-2, 1e-5, 1e-1, { log: true, live: true }),
  steps: 400,
  batchSize: 32,
  evaluateEvery: 100,
}
export type Hyper = Values<typeof hyper>

// --- Innovation: change this ---------------------------------------------------------------------------------------

// #region snippet gl-video-channel-correlation | How the channels of each video clip go together | 每段视频各通道之间的相关性
/** Over all positions of all frames, 0 on the diagonal: [B, T, H, W, C] → [B, C, C]. Scaling or shifting a channel changes nothing. */
export function correlations(x: tf.Tensor5D): tf.Tensor3D {
  const { B, T, H, W, C } = axes(x, 'B T H W C')
  const channels = x.reshape([B, T * H * W, C])
  const centered = channels.sub(channels.mean(1, true))
  const covariance = tf.matMul(centered, centered, true).div(T * H * W) // [B, C, C]
  const self = tf.eye(C)
  const deviation = covariance.mul(self).sum(2, true).add(1e-3).sqrt() // [B, C, 1]
  return covariance.div(deviation.mul(deviation.reshape([B, 1, C]))).mul(tf.sub(1, self)) as tf.Tensor3D
}
// #endregion

/** What is known of a clip by the means of its channels alone, in the shape of `correlations`. */
export function productsOfMeans(x: tf.Tensor5D): tf.Tensor3D {
  const { B, C } = axes(x, 'B T H W C')
  const means = x.mean([1, 2, 3]).reshape([B, 1, C])
  return tf.matMul(means, means, true) as tf.Tensor3D
}

// #region snippet gl-adaptive-separable-video | A separable convolution over space and time with filters and mixing weights of each clip's own (with gl-video-channel-correlation) | 滤波器与混合权重随每段视频而变的时空可分离卷积（配合 gl-video-channel-correlation）
export interface Weights {
  space: tf.Tensor3D // [9, B, C]; without B where they do not adapt: [9, 1, C]
  time: tf.Tensor3D // [3, B, C], or [3, 1, C]
  mixing: tf.Tensor // [B, C, O], or [C, O]
  gates: Readonly<Partial<Record<'filters' | 'inputs' | 'outputs', tf.Tensor2D>>> // [B, 2·C·K], [B, C], [B, O]
}

/** A filter for each channel in each frame, then one over time. */
function depthwise(x: tf.Tensor5D, space: tf.Tensor3D, time: tf.Tensor3D, stride: number): tf.Tensor5D {
  const [B, T, H, W, C] = x.shape
  const seen = tf.depthwiseConv2d(x.reshape([B * T, H, W, C]) as tf.Tensor4D, space.reshape([3, 3, C, 1]) as tf.Tensor4D, stride, 'same')
  const [, height, width] = seen.shape
  const moved = tf.depthwiseConv2d(seen.reshape([B, T, height * width, C]) as tf.Tensor4D, time.reshape([3, 1, C, 1]) as tf.Tensor4D, [stride, 1], 'same')
  return moved.reshape([B, moved.shape[1], height, width, C])
}

/** All clips side by side in the channels of one, so that one depthwise convolution has a filter for each. [B, T, H, W, C] → [1, T, H, W, B·C] */
export function fold(x: tf.Tensor5D): tf.Tensor5D {
  const { B, T, H, W, C } = axes(x, 'B T H W C')
  return x
    .reshape([B, T * H * W, C])
    .transpose([1, 0, 2])
    .reshape([1, T, H, W, B * C]) as tf.Tensor5D
}

/** R → d = uᵀ·R·v, r times → gates 1 + tanh(d·A) → W = Σₖ gate·Wₖ depthwise, in space and in time, P = gate·P·gate pointwise. */
export function adaptiveSeparable(
  params: Params,
  [C, O, stride]: readonly [inputs: number, outputs: number, stride: number],
  { kernels, rank }: { kernels: number; rank: number },
  { describe = correlations, inDepth = true, acrossChannels = true } = {},
) {
  const [K, r] = [inDepth ? Math.round(kernels) : 1, Math.round(rank)]
  const mixture = (side: string) => params.variable(side, params.rng.normal([C, r], 1 / Math.sqrt(C)) as tf.Tensor2D)
  const [u, v] = [mixture('left'), mixture('right')]
  const gate = (name: string, width: number) => {
    const A = params.variable(`${name}Gate`, tf.zeros([r, width]) as tf.Tensor2D)
    return (d: tf.Tensor2D) => tf.add(1, d.matMul(A).tanh()) as tf.Tensor2D
  }
  /** K filters a channel, and their sum for a descriptor. */
  const filters = (name: string, taps: number) => {
    const all = Array.from({ length: K }, (_, k) => params.variable(`${name}${k}`, params.rng.normal([taps, 1, C], 1 / Math.sqrt(taps * K)) as tf.Tensor3D))
    const gates = inDepth ? all.map((_, k) => gate(`${name}${k}`, C)) : []
    return (d: tf.Tensor2D) => {
      const open = gates.map((gate) => gate(d)) // K of [B, C]
      return { open, sum: inDepth ? (tf.addN(all.map((filter, k) => filter.mul(open[k]!))) as tf.Tensor3D) : all[0]! }
    }
  }
  const [inSpace, inTime] = [filters('space', 9), filters('time', 3)]
  const P = params.variable('mixing', params.rng.normal([C, O], 1 / Math.sqrt(C)) as tf.Tensor2D)
  const [ofInputs, ofOutputs] = acrossChannels ? [gate('input', C), gate('output', O)] : []

  const weights = (x: tf.Tensor5D): Weights => {
    const { B } = axes(x, `B T H W ${C}`)
    const R = describe(x).reshape([B * C, C])
    const d = R.matMul(v).reshape([B, C, r]).mul(u).sum(1) as tf.Tensor2D
    const [space, time, inputs, outputs] = [inSpace(d), inTime(d), ofInputs?.(d), ofOutputs?.(d)]
    return {
      space: space.sum,
      time: time.sum,
      mixing: inputs && outputs ? P.mul(inputs.expandDims(2)).mul(outputs.expandDims(1)) : P,
      gates: { ...(inDepth && { filters: tf.concat([...space.open, ...time.open], 1) }), ...(inputs && { inputs }), ...(outputs && { outputs }) },
    }
  }
  const apply = (x: tf.Tensor5D, { space, time, mixing }: Weights): tf.Tensor5D => {
    const { B } = axes(x, `B T H W ${C}`)
    const isFolded = space.shape[1] > 1
    const seen = depthwise(isFolded ? fold(x) : x, space, time, stride)
    const [, frames, height, width] = seen.shape
    const places = frames * height * width
    const channels = isFolded ? seen.reshape([places, B, C]).transpose([1, 0, 2]) : seen.reshape([B, places, C])
    const mixed = mixing.rank === 3 ? tf.matMul(channels, mixing) : tf.matMul(channels.reshape([B * places, C]), mixing)
    return mixed.reshape([B, frames, height, width, O])
  }
  return { describe, weights, apply }
}
// #endregion

// --- The plain twins -----------------------------------------------------------------------------------------------

/** Every clip has the same filters and mixing weights. */
function plainSeparable(params: Params, [C, O, stride]: readonly [number, number, number]) {
  const space = params.variable('space0', params.rng.normal([9, 1, C], 1 / 3) as tf.Tensor3D)
  const time = params.variable('time0', params.rng.normal([3, 1, C], 1 / Math.sqrt(3)) as tf.Tensor3D)
  const P = params.variable('mixing', params.rng.normal([C, O], 1 / Math.sqrt(C)) as tf.Tensor2D)
  return (x: tf.Tensor5D): tf.Tensor5D => {
    const seen = depthwise(x, space, time, stride)
    return tf.matMul(seen.reshape([-1, C]), P).reshape([...seen.shape.slice(0, 4), O])
  }
}

// --- Model ---------------------------------------------------------------------------------------------------------

const stages: Partial<Record<Hyper['adapt'], Parameters<typeof adaptiveSeparable>[3]>> = {
  both: {},
  depthwise: { acrossChannels: false },
  pointwise: { inDepth: false },
  means: { describe: productsOfMeans },
}

// #region snippet gl-adaptive-video-block | The smallest use of an adaptive separable convolution: a block of a video network | 时空自适应可分离卷积的最小用法：视频网络的一个模块
/** Convolve, norm, rectify; y and the gates that made it. */
function block(params: Params, size: readonly [inputs: number, outputs: number, stride: number], hyper: Hyper) {
  const convolution = stages[hyper.adapt] && adaptiveSeparable(params.at('convolution'), size, hyper, stages[hyper.adapt])
  const plain = convolution ? undefined : plainSeparable(params.at('convolution'), size)
  const normalize = norm(params.at('norm'), size[1])
  const factors = hyper.adapt === 'squeezeExcite' ? squeezeExcite(params.at('excitation'), size[1], Math.round(hyper.rank)) : undefined
  const apply = (x: tf.Tensor5D): { y: tf.Tensor5D; gates: Weights['gates'] } => {
    const weights = convolution?.weights(x)
    const y = normalize(weights ? convolution!.apply(x, weights) : plain!(x)).relu() as tf.Tensor5D
    const outputs = factors?.(y)
    return outputs ? { y: y.mul(outputs.reshape([-1, 1, 1, 1, size[1]])), gates: { outputs } } : { y, gates: weights?.gates ?? {} }
  }
  return { convolution, apply }
}
// #endregion

/** Frames → 3×3 convolution of each → blocks → the channels' means → class scores. */
export function classifier(params: Params, hyper: Hyper, { shape, classes }: Pick<LabelledVideos, 'shape' | 'classes'>) {
  const [first, ...others] = channelsOf(hyper, shape, classes) as [number, ...number[]]
  const stem = params.at('stem').variable('kernel', params.rng.normal([3, 3, shape[3], first], Math.sqrt(2 / (9 * shape[3]))) as tf.Tensor4D)
  const stemNorm = norm(params.at('stem').at('norm'), first)
  const blocks = layout.map(({ stride }, i) => block(params.at(`block${i}`), [i === 0 ? first : others[i - 1]!, others[i]!, stride], hyper))
  const head = dense(params.at('head'), others.at(-1)!, classes)

  /** What each block is given, and the gates that it makes of it. */
  const read = (x: tf.Tensor5D) => {
    const { B, T, H, W, C } = axes(x, 'B T H W C')
    const seen: { x: tf.Tensor5D; gates: Weights['gates'] }[] = []
    const looked = tf.conv2d(x.reshape([B * T, H, W, C]) as tf.Tensor4D, stem, 2, 'same')
    const last = blocks.reduce(
      (h, { apply }) => {
        const { y, gates } = apply(h)
        seen.push({ x: h, gates })
        return y
      },
      stemNorm(looked.reshape([B, T, ...looked.shape.slice(1)])).relu() as tf.Tensor5D,
    )
    return { features: last.mean([1, 2, 3]) as tf.Tensor2D, seen } // [B, O]
  }
  /** All gates of a clip side by side; where there are none, what the class scores are made of. */
  const nature = (x: tf.Tensor5D): tf.Tensor2D => {
    const { features, seen } = read(x)
    const gates = seen.flatMap(({ gates }) => Object.values(gates))
    return gates.length > 0 ? tf.concat2d(gates, 1) : features
  }
  return { read, nature, logits: (x: tf.Tensor5D) => head(read(x).features), blocks } // logits [B, N]
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
    baseline: { adapt: 'nothing' },
    equalMultiplyAdds: { adapt: 'nothing', equal: 'multiplyAdds' },
    squeezeExcite: { adapt: 'squeezeExcite' },
    depthwiseOnly: { adapt: 'depthwise' },
    pointwiseOnly: { adapt: 'pointwise' },
    meanDescriptor: { adapt: 'means' },
  },
  metrics: { 'test/accuracy': { better: 'higher' }, 'test/loss': { better: 'lower' } },
  data: videos,

  init(ctx, data) {
    const params = createParams(ctx.rng('init'))
    const network = classifier(params.at('network'), ctx.hyper, data)
    const optimizer = adam(params.at('network'), { learningRate: () => ctx.hyper.learningRate * pace(ctx.step, ctx.hyper.steps) })
    return { params, network, data, optimizer }
  },
  step: ({ network, optimizer }, { x, y }) => ({ loss: optimizer.minimize(() => crossEntropy(network.logits(x), y)) }),
  evaluate: ({ network }, split, ctx) =>
    mean(split, ctx, ({ x, y }: Videos) => {
      const logits = network.logits(x)
      return { accuracy: accuracy(logits, y), loss: crossEntropy(logits, y) }
    }),
  embed: ({ network }, { x }) => network.nature(x),
  figures: ({ network, data }, _, { hyper }) => convolutionFigures(network, data, hyper),
})
