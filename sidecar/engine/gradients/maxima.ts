import * as tf from '@tensorflow/tfjs'
import { gradientOf } from './config'

const dilationSaves = { inputs: ['x', 'filter', 'dy'] }

/**
 * Of the gradient kernels of maxima for which tfjs 4.22 has no kernel that tells where they are: the candidates of every window are laid out,
 * and compared again. dy went to the places of the maxima (the first of equal ones); what comes back is read there. The places themselves do not move.
 */
export const maximaGradients: readonly tf.GradConfig[] = [
  gradientOf<PoolAttributes>(tf.MaxPool3DGrad, { inputs: ['input', 'output'] }, (G, [input, output], attributes) => ({
    dy: () => {
      const axes = axesOfPool(input!.shape as Shape5, attributes)
      return readAtMaxima(candidates(input!, axes, lowest), candidates(G, axes, 0))
    },
    input: () => tf.zerosLike(input!),
    output: () => tf.zerosLike(output!),
  })),
  gradientOf<DilationAttributes>(tf.Dilation2DBackpropInput, dilationSaves, (G, saved, attributes) =>
    ofDilation(saved, attributes, (axes) => candidates(G, axes, 0)),
  ),
  gradientOf<DilationAttributes>(tf.Dilation2DBackpropFilter, dilationSaves, (G, saved, attributes) => ofDilation(saved, attributes, () => taps(G))),
]

interface PoolAttributes {
  readonly filterSize: number | [number, number, number]
  readonly strides: number | [number, number, number]
  readonly pad: 'valid' | 'same' | number
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}
interface DilationAttributes {
  readonly strides: number | [number, number]
  readonly pad: 'valid' | 'same' | number
  readonly dilations: number | [number, number]
}
type Shape4 = [number, number, number, number]
type Shape5 = [number, number, number, number, number]
/** An axis with `outputs` windows, the first of which starts `before` the first value; a window's `taps` are `gap` apart. */
interface Axis {
  readonly taps: number
  readonly gap: number
  readonly stride: number
  readonly before: number
  readonly outputs: number
}

function axesOfPool(shape: Shape5, { filterSize, strides, pad, dimRoundingMode }: PoolAttributes): Axis[] {
  const info = tf.backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode)
  return [
    { taps: info.filterDepth, gap: 1, stride: info.strideDepth, before: info.padInfo.front, outputs: info.outDepth },
    { taps: info.filterHeight, gap: 1, stride: info.strideHeight, before: info.padInfo.top, outputs: info.outHeight },
    { taps: info.filterWidth, gap: 1, stride: info.strideWidth, before: info.padInfo.left, outputs: info.outWidth },
  ]
}

function ofDilation(
  [x, filter, dy]: readonly tf.Tensor[],
  { strides, pad, dilations }: DilationAttributes,
  read: (axes: Axis[]) => tf.Tensor[],
): Record<'x' | 'filter' | 'dy', () => tf.Tensor> {
  return {
    dy: () => {
      const info = tf.backend_util.computeDilation2DInfo(x!.shape as Shape4, filter!.shape as [number, number, number], strides, pad, 'NHWC', dilations)
      const axes = [
        { taps: info.filterHeight, gap: info.dilationHeight, stride: info.strideHeight, before: info.padInfo.top, outputs: info.outHeight },
        { taps: info.filterWidth, gap: info.dilationWidth, stride: info.strideWidth, before: info.padInfo.left, outputs: info.outWidth },
      ]
      const raised = taps(filter!)
      return readAtMaxima(
        candidates(x!, axes, lowest).map((values, i) => tf.add(values, raised[i]!)),
        read(axes).map((values) => tf.broadcastTo(values, dy!.shape)),
      )
    },
    x: () => tf.zerosLike(x!),
    filter: () => tf.zerosLike(filter!),
  }
}

/** What every window finds at its first tap, what at its second, and so on; `outside` where a tap is beyond an edge. */
function candidates(x: tf.Tensor, axes: readonly Axis[], outside: number): tf.Tensor[] {
  const spans = axes.map(({ outputs, stride }) => (outputs - 1) * stride + 1)
  const behind = axes.map(({ taps, gap, before }, i) => Math.max(0, spans[i]! + (taps - 1) * gap - before - x.shape[i + 1]!))
  const padded = tf.pad(x, [[0, 0], ...axes.map(({ before }, i): [number, number] => [before, behind[i]!]), [0, 0]], outside)
  return places(axes).map((place) => {
    const starts = place.map((tap, i) => tap * axes[i]!.gap)
    const ends = starts.map((start, i) => start + spans[i]!)
    return tf.stridedSlice(padded, [0, ...starts, 0], [x.shape[0]!, ...ends, x.shape.at(-1)!], [1, ...axes.map(({ stride }) => stride), 1])
  })
}

/** The places in a window, in the order in which kernels look at them. */
function places([axis, ...others]: readonly Axis[]): number[][] {
  if (!axis) return [[]]
  const rest = places(others)
  return Array.from({ length: axis.taps }, (_, tap) => rest.map((place) => [tap, ...place])).flat()
}

/** Each of the filter's places, for all channels. */
function taps(filter: tf.Tensor): tf.Tensor[] {
  return tf.unstack(filter.reshape([-1, filter.shape.at(-1)!]))
}

function readAtMaxima(compared: readonly tf.Tensor[], read: readonly tf.Tensor[]): tf.Tensor {
  const among = (tensors: readonly tf.Tensor[]): tf.Tensor =>
    tf.stack(
      tensors.map((tensor) => tensor.flatten()),
      1,
    )
  const isThere = tf.oneHot(tf.argMax(among(compared), 1), compared.length, 1, 0, 'float32')
  return tf.sum(tf.mul(isThere, among(read)), 1).reshape(compared[0]!.shape)
}

/** Of float32: below any value, and not infinite, which some engines cannot pad with. */
const lowest = -3.4028234e38
