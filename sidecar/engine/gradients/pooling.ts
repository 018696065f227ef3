import * as tf from '@tensorflow/tfjs'
import { gradientOf, run } from './config'

/** Gradients of gradient kernels, which tfjs 4.22 lacks: what a second derivative needs. Each is linear in its dy. */
export const poolingGradients: readonly tf.GradConfig[] = [
  averageGradient(tf.AvgPool, tf.AvgPoolGrad, (shape, { filterSize, strides, pad, dimRoundingMode }) => {
    const info = tf.backend_util.computePool2DInfo(shape as Shape4, filterSize as Pair, strides as Pair, 1, pad as Padding2, dimRoundingMode)
    return [
      { size: info.inHeight, window: info.filterHeight, stride: info.strideHeight, before: info.padInfo.top, outputs: info.outHeight },
      { size: info.inWidth, window: info.filterWidth, stride: info.strideWidth, before: info.padInfo.left, outputs: info.outWidth },
    ]
  }),
  averageGradient(tf.AvgPool3D, tf.AvgPool3DGrad, (shape, { filterSize, strides, pad, dimRoundingMode }) => {
    const info = tf.backend_util.computePool3DInfo(shape as Shape5, filterSize as Triple, strides as Triple, 1, pad as Padding3, dimRoundingMode)
    return [
      { size: info.inDepth, window: info.filterDepth, stride: info.strideDepth, before: info.padInfo.front, outputs: info.outDepth },
      { size: info.inHeight, window: info.filterHeight, stride: info.strideHeight, before: info.padInfo.top, outputs: info.outHeight },
      { size: info.inWidth, window: info.filterWidth, stride: info.strideWidth, before: info.padInfo.left, outputs: info.outWidth },
    ]
  }),
  gradientOf<object>(tf.AvgPoolGrad, { inputs: ['input'] }, (G, [input], attributes) => ({
    dy: () => run(tf.AvgPool, { x: G }, attributes),
    input: () => tf.zerosLike(input!),
  })),
  gradientOf<object>(tf.AvgPool3DGrad, { inputs: ['input'] }, (G, [input], attributes) => ({
    dy: () => run(tf.AvgPool3D, { x: G }, { dataFormat: 'NDHWC', ...attributes }),
    input: () => tf.zerosLike(input!),
  })),
  // dy went to the places of the maxima; what comes back is read there. The places themselves do not move.
  gradientOf<object>(tf.MaxPoolGrad, { inputs: ['input', 'output'] }, (G, [input, output], attributes) => ({
    dy: () => {
      const [, places] = tf.engine().runKernel(tf.MaxPoolWithArgmax, { x: input! }, { ...attributes, includeBatchInIndex: true }) as tf.Tensor[]
      return tf.gather(G.flatten(), places!.flatten().toInt()).reshape(output!.shape)
    },
    input: () => tf.zerosLike(input!),
    output: () => tf.zerosLike(output!),
  })),
]

interface Attributes {
  readonly filterSize: number | number[]
  readonly strides: number | number[]
  readonly pad: unknown
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}
type Pair = [number, number]
type Triple = [number, number, number]
type Shape4 = [number, number, number, number]
type Shape5 = [number, number, number, number, number]
type Padding2 = Parameters<typeof tf.backend_util.computePool2DInfo>[4]
type Padding3 = Parameters<typeof tf.backend_util.computePool3DInfo>[4]
/** A pooled axis: `outputs` windows, the first of which starts `before` the first of `size` values. */
interface Axis {
  readonly size: number
  readonly window: number
  readonly stride: number
  readonly before: number
  readonly outputs: number
}

/**
 * An output at a border is the mean of fewer values. tfjs' gradient kernels divide by the whole window even there, so they get a dy that makes up for it and an
 * input that is padded already.
 */
function averageGradient(kernelName: string, gradientKernel: string, axesOf: (shape: number[], attributes: Attributes) => Axis[]): tf.GradConfig {
  const original = tf.getGradient(kernelName)
  return {
    ...original,
    gradFunc: (dy, saved, attributes) => {
      const x = saved[0]!
      const axes = axesOf(x.shape, attributes as unknown as Attributes)
      const reaches = axes.map(({ outputs, stride, window }) => (outputs - 1) * stride + window)
      if (axes.every(({ before, size }, i) => before === 0 && reaches[i]! <= size)) return original.gradFunc(dy, saved, attributes)
      return {
        x: () => {
          const weighted = axes.reduce((product, axis, i) => product.mul(shareInside(axis, axes.length - i)), dy as tf.Tensor)
          const [batch, channels] = [x.shape[0]!, x.shape[x.rank - 1]!]
          const inner = { ...attributes, pad: 'valid', dimRoundingMode: undefined }
          const padded = run(gradientKernel, { dy: weighted, input: tf.zeros([batch, ...reaches, channels]) }, inner)
          const kept = axes.map(({ size, before }, i) => Math.min(size, reaches[i]! - before))
          const inside = tf.slice(padded, [0, ...axes.map(({ before }) => before), 0], [batch, ...kept, channels])
          return tf.pad(inside, [[0, 0], ...axes.map(({ size }, i): Pair => [0, size - kept[i]!]), [0, 0]])
        },
      }
    },
  }
}

/** Of each output along an axis: the whole window over what of it lies inside. */
function shareInside({ size, window, stride, before, outputs }: Axis, axesFromEnd: number): tf.Tensor {
  const shares = Array.from({ length: outputs }, (_, i) => {
    const start = i * stride - before
    return window / (Math.min(size, start + window) - Math.max(0, start))
  })
  return tf.tensor(shares, [outputs, ...Array.from({ length: axesFromEnd }, () => 1)])
}
