import * as tf from '@tensorflow/tfjs'
import { replaceKernel } from '../shared/replace'
import { axisFromStart } from './axisFromStart'
import { onCpu } from './gaps'
import { paddedByHand } from './padding'
import { unsortedSegmentSum } from './unsortedSegmentSum'

/** Mends the kernels of tfjs-node 4.22 that refuse, or give otherwise than every other engine, what tfjs asks of them. */
export function mendTensorflowKernels(): void {
  for (const name of convolutions) replaceKernel(backend, name, paddedByHand)
  for (const name of [...convolutions, tf.Conv3D])
    replaceKernel(backend, name, (original) => elseOnCpu(original, (call) => isEmpty(call) || hasGapsInPlanes(call)))
  for (const name of pools) replaceKernel(backend, name, (original) => elseOnCpu(original, ({ attrs }) => typeof attrs?.['pad'] !== 'string'))
  for (const name of otherwise) replaceKernel(backend, name, () => onCpu(tf.getKernel(name, 'cpu')))
  replaceKernel(backend, tf.GatherV2, axisFromStart)
  replaceKernel(backend, tf.UnsortedSegmentSum, unsortedSegmentSum)
}

const backend = 'tensorflow'
const convolutions = [
  tf.Conv2D,
  tf.Conv2DBackpropFilter,
  tf.Conv2DBackpropInput,
  tf.DepthwiseConv2dNative,
  tf.DepthwiseConv2dNativeBackpropFilter,
  tf.DepthwiseConv2dNativeBackpropInput,
  tf.FusedConv2D,
  tf.FusedDepthwiseConv2D,
]
/** TensorFlow knows no other padding of these than `same` and `valid`. */
const pools = [tf.AvgPool, tf.AvgPool3D, tf.AvgPool3DGrad, tf.AvgPoolGrad, tf.MaxPool, tf.MaxPool3D, tf.MaxPool3DGrad, tf.MaxPoolGrad]
/** Floats instead of whole numbers, and an error for a divisor of 0; boxes that were suppressed; no index that is repeated or out of order. */
const otherwise = [tf.FloorDiv, tf.NonMaxSuppressionV5, tf.SparseToDense]

type Call = Parameters<tf.KernelFunc>[0]

function elseOnCpu(original: tf.KernelConfig, isRefused: (call: Call) => boolean): tf.KernelConfig {
  const { kernelFunc } = onCpu(tf.getKernel(original.kernelName, 'cpu'))
  return { ...original, kernelFunc: (call) => (isRefused(call) ? kernelFunc(call) : original.kernelFunc(call)) }
}

/** A convolution of no images gets the channels of its input. */
function isEmpty({ inputs }: Call): boolean {
  return Object.values(inputs).some((input) => input && (input as tf.TensorInfo).shape.includes(0))
}

/** TensorFlow takes a filter with gaps over channels that come last only. */
function hasGapsInPlanes({ attrs }: Call): boolean {
  const { dataFormat, dilations } = attrs as { dataFormat?: string; dilations?: number | number[] | null }
  return dataFormat === 'NCHW' && [dilations ?? 1].flat().some((dilation) => dilation !== 1)
}
