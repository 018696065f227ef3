import * as tf from '@tensorflow/tfjs'
import { gradientOf, run } from './config'

type Pair = [number, number]
type Padding = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding
interface Attributes {
  readonly strides: number | Pair
  readonly pad: Padding
  readonly dilations: number | Pair | null
  readonly dataFormat?: 'NHWC' | 'NCHW'
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/**
 * A convolution is linear in its input and in its filter, so each of its two gradients is again expressed by it and the other. tfjs 4.22 has
 * no gradient of the filter's gradient, of depthwise and 3-D ones, or of a dilated convolution.
 */
export const convolutionGradients: readonly tf.GradConfig[] = [
  dilatable(tf.Conv2D, tf.Conv2DBackpropInput, tf.Conv2DBackpropFilter),
  dilatable(tf.DepthwiseConv2dNative, tf.DepthwiseConv2dNativeBackpropInput, tf.DepthwiseConv2dNativeBackpropFilter),
  ...secondOrder(tf.Conv2D, tf.Conv2DBackpropInput, tf.Conv2DBackpropFilter),
  ...secondOrder(tf.DepthwiseConv2dNative, tf.DepthwiseConv2dNativeBackpropInput, tf.DepthwiseConv2dNativeBackpropFilter),
  ...secondOrder(tf.Conv3D, tf.Conv3DBackpropInputV2, tf.Conv3DBackpropFilterV2, [1, 1, 1]),
]

/**
 * The gradients of the two gradient kernels, which are only called for filters without gaps; not all of them carry the attribute. G has the shape of
 * what the kernel gave.
 */
function secondOrder(forward: string, ofInput: string, ofFilter: string, dilations = [1, 1]): tf.GradConfig[] {
  return [
    gradientOf<Attributes>(ofInput, { inputs: ['dy', 'filter'] }, (G, [dy, filter], attributes) => ({
      dy: () => run(forward, { x: G, filter: filter! }, { ...attributes, dilations }),
      filter: () => run(ofFilter, { x: G, dy: dy! }, { ...attributes, dilations, filterShape: filter!.shape }),
    })),
    gradientOf<Attributes>(ofFilter, { inputs: ['x', 'dy'] }, (G, [x, dy], attributes) => ({
      x: () => run(ofInput, { dy: dy!, filter: G }, { ...attributes, dilations, inputShape: x!.shape }),
      dy: () => run(forward, { x: x!, filter: G }, { ...attributes, dilations }),
    })),
  ]
}

/**
 * The gradients by input and by filter, for which tfjs forgets how sizes are rounded, and for a filter with gaps those of the dense convolution into which the
 * input's every d-th rows and columns make it.
 */
function dilatable(forward: string, ofInput: string, ofFilter: string): tf.GradConfig {
  return {
    ...tf.getGradient(forward),
    gradFunc: (given, saved, attributes) => {
      const { dilations, pad, dataFormat } = attributes as unknown as Attributes
      const dilation = pair(dilations ?? 1)
      const [dy, x, filter] = [given as tf.Tensor4D, ...(saved as [tf.Tensor4D, tf.Tensor4D])]
      if (dilation.every((d) => d === 1)) {
        return {
          x: () => run(ofInput, { dy, filter }, { ...attributes, inputShape: x.shape }),
          filter: () => run(ofFilter, { x, dy }, { ...attributes, filterShape: filter.shape }),
        }
      }
      const layout = dataFormat === 'NCHW' ? ([0, 2, 3, 1] as const) : ([0, 1, 2, 3] as const)
      const sides = typeof pad === 'object' ? (layout.map((axis) => pad[axis]) as tf.backend_util.ExplicitPadding) : pad
      const dense = inPhases(x.transpose([...layout]), dy.transpose([...layout]), filter, dilation, sides)
      const dxInput = (): tf.Tensor => {
        const dx = dense.assemble(run(ofInput, { dy: dense.dy, filter }, { ...denseAttributes, inputShape: dense.x.shape }))
        return dataFormat === 'NCHW' ? dx.transpose([0, 3, 1, 2]) : dx
      }
      return { x: dxInput, filter: () => run(ofFilter, { x: dense.x, dy: dense.dy }, { ...denseAttributes, filterShape: filter.shape }) }
    },
  }
}
const denseAttributes = { strides: [1, 1], pad: 'valid', dataFormat: 'NHWC', dilations: [1, 1] }

function pair(value: number | Pair): Pair {
  return typeof value === 'number' ? [value, value] : value
}

interface Phases {
  readonly x: tf.Tensor4D
  readonly dy: tf.Tensor4D
  /** From the gradient of `x` to that of the whole input. */
  assemble(dx: tf.Tensor): tf.Tensor
}

/**
 * With stride 1 (tfjs allows no other beside a dilation) an output only sees inputs of its own phase modulo d, so every phase is a batch entry of
 * a convolution without gaps (nn_ops.py, _WithSpaceToBatch). Both are padded at the end to whole multiples of d: zeros of dy add nothing.
 */
function inPhases(x: tf.Tensor4D, dy: tf.Tensor4D, filter: tf.Tensor4D, dilation: Pair, pad: Padding): Phases {
  const reach = dilation.map((d, i) => (filter.shape[i]! - 1) * d) as Pair
  const before = [0, 1].map((i) => paddingBefore(pad, i, reach[i]!)) as Pair
  const outputs = [0, 1].map((i) => Math.ceil(dy.shape[i + 1]! / dilation[i]!) * dilation[i]!) as Pair
  const whole = outputs.map((size, i) => size + reach[i]!) as Pair
  const within = [0, 1].map((i): Pair => [before[i]!, whole[i]! - before[i]! - x.shape[i + 1]!])
  const padded = tf.pad(x, [[0, 0], ...within.map(([from, to]): Pair => [from, Math.max(0, to)]), [0, 0]])
  const cut = tf.slice(padded, [0, 0, 0, 0], [x.shape[0], ...whole, x.shape[3]])
  const dyPadding = [0, 1].map((i): Pair => [0, outputs[i]! - dy.shape[i + 1]!])
  return {
    x: tf.spaceToBatchND(cut, dilation, [[0, 0], [0, 0]]), // prettier-ignore
    dy: tf.spaceToBatchND(dy, dilation, dyPadding),
    assemble: (dx) => {
      const all = tf.batchToSpaceND(dx, dilation, [[0, 0], [0, 0]]) // prettier-ignore
      const behind = within.map(([, to]): Pair => [0, Math.max(0, -to)]) // inputs behind the last output were never seen
      const kept = [0, 1].map((i) => Math.min(x.shape[i + 1]!, whole[i]! - before[i]!)) as Pair
      return tf.pad(tf.slice(all, [0, ...before, 0], [x.shape[0], ...kept, x.shape[3]]), [[0, 0], ...behind, [0, 0]])
    },
  }
}

function paddingBefore(pad: Padding, axis: number, reach: number): number {
  if (pad === 'valid') return 0
  if (pad === 'same') return Math.floor(reach / 2)
  return typeof pad === 'number' ? pad : pad[axis + 1]![0]!
}
