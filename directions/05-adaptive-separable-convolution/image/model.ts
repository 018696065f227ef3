/**
 * Adaptive separable convolution for images
 *
 * Claim    A depthwise-separable convolution whose filters and mixing weights are made anew for each image, from how its channels correlate,
 *          classifies more accurately than a plain one of as many parameters, at equal steps and data
 * Papers   Li et al. 2022, Omni-Dimensional Dynamic Convolution (ODConv), arXiv:2209.07947, § 3.2, eq. 2 (gates over kernels and channels)
 *          Hu et al. 2018, Squeeze-and-Excitation (SE), arXiv:1709.01507, § 3, the rival: gates from the channels' means
 *          Chollet 2017, Xception, arXiv:1610.02357, § 1.2 and 4.7 (depthwise, then pointwise, nothing between)
 * Ours     gates see correlations of channels, which neither mean nor spread of a channel changes; they begin at 1, as the plain convolution
 * Symbols  R correlations of an image's channels · u, v pairs of mixtures of channels · d descriptor · A from d to gates · W filters · P mixing weights
 * Axes     B images · H×W positions · C channels in · O channels out · K filters a channel · r numbers of the descriptor · N classes
 * Cost     beyond plain, an image and block: H·W·C² for R, C²·r for d, r·(C·K + C + O) for the gates, 9·C·K + 2·C·O for the weights; see sizes.ts
 * Result   see README.md
 */
import * as tf from '@tensorflow/tfjs'
import { adam, axes, choice, createParams, defineExperiment, dense, mean, range, type Params, type Values } from 'gradlab'
import { images, type Images, type LabelledImages } from './data'
import { convolutionFigures } from './figures'
import { norm, squeezeExcite } from './layers'
import { channelsOf, layout } from './sizes'

export const hyper = {
  adapt: choice('both', 'nothing', 'squeezeExcite', 'depthwise', 'pointwise', 'means'), // the switch
  equal: choice('parameters', 'multiplyAdds'), // what the others have as many of as 'both', by their number of channels
  kernels: range(3, 1, 16), // K
  rank: range(8, 1, 256), // r; of squeezeExcite, the width of its bottleneck
  width: range(16, 2, 1024), // channels after the stem; the blocks make 2, 2 and 4 times as many
  pixels: range(32, 8, 4096), // a side at most: larger images are averaged down
  learningRate: range(1e-2, 1e-5, 1e-1, { log: true, live: true }),
  steps: 400,
  batchSize: 32,
  evaluateEvery: 100,
}
export type Hyper = Values<typeof hyper>

// --- Innovation: change this ---------------------------------------------------------------------------------------

// #region snippet gl-channel-correlation | How the channels of each image go together | 每幅图像各通道之间的相关性
/** Over all positions, 0 on the diagonal: [B, H, W, C] → [B, C, C]. Scaling or shifting a channel changes nothing; a silent one goes with none. */
export function correlations(x: tf.Tensor4D): tf.Tensor3D {
  const { B, H, W, C } = axes(x, 'B H W C')
  const channels = x.reshape([B, H * W, C])
  const centered = channels.sub(channels.mean(1, true))
  const covariance = tf.matMul(centered, centered, true).div(H * W) // [B, C, C]
  const self = tf.eye(C)
  const deviation = covariance.mul(self).sum(2, true).add(1e-3).sqrt() // [B, C, 1]
  return covariance.div(deviation.mul(deviation.reshape([B, 1, C]))).mul(tf.sub(1, self)) as tf.Tensor3D
}
// #endregion

/** What is known of an image by the means of its channels alone, in the shape of `correlations`. */
export function productsOfMeans(x: tf.Tensor4D): tf.Tensor3D {
  const { B, C } = axes(x, 'B H W C')
  const means = x.mean([1, 2]).reshape([B, 1, C])
  return tf.matMul(means, means, true) as tf.Tensor3D
}

// #region snippet gl-adaptive-separable | A separable convolution with filters and mixing weights of each image's own (with gl-channel-correlation) | 滤波器与混合权重随每幅图像而变的可分离卷积（配合 gl-channel-correlation）
export interface Weights {
  filters: tf.Tensor3D // [9, B, C]; without B where they do not adapt: [9, 1, C]
  mixing: tf.Tensor // [B, C, O], or [C, O]
  gates: Readonly<Partial<Record<'filters' | 'inputs' | 'outputs', tf.Tensor2D>>> // [B, C·K], [B, C], [B, O]
}

/** All images side by side in the channels, so that one depthwise convolution has a filter for each of them. [B, H, W, C] → [1, H, W, B·C] */
export function fold(x: tf.Tensor4D): tf.Tensor4D {
  const { B, H, W, C } = axes(x, 'B H W C')
  return x
    .reshape([B, H * W, C])
    .transpose([1, 0, 2])
    .reshape([1, H, W, B * C]) as tf.Tensor4D
}

/** R → d = uᵀ·R·v, r times → gates 1 + tanh(d·A) → W = Σₖ gate·Wₖ depthwise, P = gate·P·gate pointwise. */
export function adaptiveSeparable(
  params: Params,
  [C, O, stride]: readonly [inputs: number, outputs: number, stride: number],
  { kernels, rank }: { kernels: number; rank: number },
  { describe = correlations, depthwise = true, pointwise = true } = {},
) {
  const [K, r] = [depthwise ? Math.round(kernels) : 1, Math.round(rank)]
  const mixture = (side: string) => params.variable(side, params.rng.normal([C, r], 1 / Math.sqrt(C)) as tf.Tensor2D)
  const [u, v] = [mixture('left'), mixture('right')]
  const gate = (name: string, width: number) => {
    const A = params.variable(`${name}Gate`, tf.zeros([r, width]) as tf.Tensor2D)
    return (d: tf.Tensor2D) => tf.add(1, d.matMul(A).tanh()) as tf.Tensor2D
  }
  const W = Array.from({ length: K }, (_, k) => params.variable(`filter${k}`, params.rng.normal([9, 1, C], 1 / (3 * Math.sqrt(K))) as tf.Tensor3D))
  const ofFilters = depthwise ? W.map((_, k) => gate(`filter${k}`, C)) : []
  const P = params.variable('mixing', params.rng.normal([C, O], 1 / Math.sqrt(C)) as tf.Tensor2D)
  const [ofInputs, ofOutputs] = pointwise ? [gate('input', C), gate('output', O)] : []

  const descriptor = (x: tf.Tensor4D): tf.Tensor2D => {
    const { B } = axes(x, `B H W ${C}`)
    return describe(x)
      .reshape([B * C, C])
      .matMul(v)
      .reshape([B, C, r])
      .mul(u)
      .sum(1)
  }
  const weigh = (d: tf.Tensor2D): Weights => {
    const chosen = ofFilters.map((gate) => gate(d)) // K of [B, C]
    const [inputs, outputs] = [ofInputs?.(d), ofOutputs?.(d)]
    return {
      filters: depthwise ? (tf.addN(W.map((filter, k) => filter.mul(chosen[k]!))) as tf.Tensor3D) : W[0]!,
      mixing: inputs && outputs ? P.mul(inputs.expandDims(2)).mul(outputs.expandDims(1)) : P,
      gates: { ...(depthwise && { filters: tf.concat(chosen, 1) }), ...(inputs && { inputs }), ...(outputs && { outputs }) },
    }
  }
  const apply = (x: tf.Tensor4D, { filters, mixing }: Weights): tf.Tensor4D => {
    const { B, H, W } = axes(x, `B H W ${C}`)
    const [height, width] = [Math.ceil(H / stride), Math.ceil(W / stride)]
    const isFolded = filters.shape[1] > 1
    const seen = tf.depthwiseConv2d(isFolded ? fold(x) : x, filters.reshape([3, 3, filters.shape[1] * C, 1]) as tf.Tensor4D, stride, 'same')
    const channels = isFolded ? seen.reshape([height * width, B, C]).transpose([1, 0, 2]) : seen.reshape([B, height * width, C])
    const mixed = mixing.rank === 3 ? tf.matMul(channels, mixing) : tf.matMul(channels.reshape([B * height * width, C]), mixing)
    return mixed.reshape([B, height, width, O])
  }
  return { describe, weights: (x: tf.Tensor4D) => weigh(descriptor(x)), apply }
}
// #endregion

// --- The plain twins -----------------------------------------------------------------------------------------------

/** Every image has the same filters and mixing weights. */
function plainSeparable(params: Params, [C, O, stride]: readonly [number, number, number]) {
  const W = params.variable('filter0', params.rng.normal([3, 3, C, 1], 1 / 3) as tf.Tensor4D)
  const P = params.variable('mixing', params.rng.normal([1, 1, C, O], 1 / Math.sqrt(C)) as tf.Tensor4D)
  return (x: tf.Tensor4D): tf.Tensor4D => tf.separableConv2d(x, W, P, stride, 'same')
}

// --- Model ---------------------------------------------------------------------------------------------------------

const stages: Partial<Record<Hyper['adapt'], Parameters<typeof adaptiveSeparable>[3]>> = {
  both: {},
  depthwise: { pointwise: false },
  pointwise: { depthwise: false },
  means: { describe: productsOfMeans },
}

// #region snippet gl-adaptive-block | The smallest use of an adaptive separable convolution: a block with a norm and a rectifier | 自适应可分离卷积的最小用法：带归一化与整流的模块
/** Convolve, norm, rectify; y and the gates that made it. */
function block(params: Params, size: readonly [inputs: number, outputs: number, stride: number], hyper: Hyper) {
  const convolution = stages[hyper.adapt] && adaptiveSeparable(params.at('convolution'), size, hyper, stages[hyper.adapt])
  const plain = convolution ? undefined : plainSeparable(params.at('convolution'), size)
  const normalize = norm(params.at('norm'), size[1])
  const factors = hyper.adapt === 'squeezeExcite' ? squeezeExcite(params.at('excitation'), size[1], Math.round(hyper.rank)) : undefined
  const apply = (x: tf.Tensor4D): { y: tf.Tensor4D; gates: Weights['gates'] } => {
    const weights = convolution?.weights(x)
    const y = normalize(weights ? convolution!.apply(x, weights) : plain!(x)).relu() as tf.Tensor4D
    const outputs = factors?.(y)
    return outputs ? { y: y.mul(outputs.expandDims(1).expandDims(1)), gates: { outputs } } : { y, gates: weights?.gates ?? {} }
  }
  return { convolution, apply }
}
// #endregion

/** Image → 3×3 convolution → blocks → the channels' means → class scores. */
export function classifier(params: Params, hyper: Hyper, { shape, classes }: Pick<LabelledImages, 'shape' | 'classes'>) {
  const [first, ...others] = channelsOf(hyper, shape, classes) as [number, ...number[]]
  const stem = params.at('stem').variable('kernel', params.rng.normal([3, 3, shape[2], first], Math.sqrt(2 / (9 * shape[2]))) as tf.Tensor4D)
  const stemNorm = norm(params.at('stem').at('norm'), first)
  const blocks = layout.map(({ stride }, i) => block(params.at(`block${i}`), [i === 0 ? first : others[i - 1]!, others[i]!, stride], hyper))
  const head = dense(params.at('head'), others.at(-1)!, classes)

  /** What each block is given, and the gates that it makes of it. */
  const read = (x: tf.Tensor4D) => {
    axes(x, `B ${shape.join(' ')}`)
    const seen: { x: tf.Tensor4D; gates: Weights['gates'] }[] = []
    const last = blocks.reduce(
      (h, { apply }) => {
        const { y, gates } = apply(h)
        seen.push({ x: h, gates })
        return y
      },
      stemNorm(tf.conv2d(x, stem, 2, 'same')).relu() as tf.Tensor4D,
    )
    return { features: last.mean([1, 2]) as tf.Tensor2D, seen } // [B, O]
  }
  /** All gates of an image side by side; where there are none, what the class scores are made of. */
  const nature = (x: tf.Tensor4D): tf.Tensor2D => {
    const { features, seen } = read(x)
    const gates = seen.flatMap(({ gates }) => Object.values(gates))
    return gates.length > 0 ? tf.concat2d(gates, 1) : features
  }
  return { read, nature, logits: (x: tf.Tensor4D) => head(read(x).features), blocks } // logits [B, N]
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
  data: images,

  init(ctx, data) {
    const params = createParams(ctx.rng('init'))
    const network = classifier(params.at('network'), ctx.hyper, data)
    const optimizer = adam(params.at('network'), { learningRate: () => ctx.hyper.learningRate * pace(ctx.step, ctx.hyper.steps) })
    return { params, network, data, optimizer }
  },
  step: ({ network, optimizer }, { x, y }) => ({ loss: optimizer.minimize(() => crossEntropy(network.logits(x), y)) }),
  evaluate: ({ network }, split, ctx) =>
    mean(split, ctx, ({ x, y }: Images) => {
      const logits = network.logits(x)
      return { accuracy: accuracy(logits, y), loss: crossEntropy(logits, y) }
    }),
  embed: ({ network }, { x }) => network.nature(x),
  figures: ({ network, data }, _, { hyper }) => convolutionFigures(network, data, hyper),
})
