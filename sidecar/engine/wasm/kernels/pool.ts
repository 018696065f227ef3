import * as tf from '@tensorflow/tfjs'
import { areFloats, fasterKernel, sizeOf, type FasterKernel } from '../kernel'
import { zeroed } from './conv2d'

interface PoolAttrs {
  filterSize: number | [number, number]
  strides: number | [number, number]
  pad: number | 'same' | 'valid' | tf.backend_util.ExplicitPadding
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/** Images [N, H, W, C]. */
export const poolKernels: readonly FasterKernel[] = [
  forward(tf.MaxPool, 'maxPool'),
  forward(tf.AvgPool, 'avgPool'),
  gradient<{ dy: tf.TensorInfo; input: tf.TensorInfo }>(tf.MaxPoolGrad, 'maxPoolGradient', ({ input }) => [input]),
  gradient<{ dy: tf.TensorInfo; input: tf.TensorInfo }>(tf.AvgPoolGrad, 'avgPoolGradient', () => []),
]

function forward(kernelName: string, kernel: 'maxPool' | 'avgPool'): FasterKernel {
  return fasterKernel<{ x: tf.TensorInfo }, PoolAttrs>(kernelName, ({ inputs: { x }, attrs, backend }, original) => {
    const sizes = sizesOf(x, attrs)
    if (!areFloats(x)) return original()
    const out = backend.allocate(sizes.outShape, 'float32')
    if (sizeOf(out) > 0) backend.threads.run(kernel, costOf(sizes), backend.addressOf(x), backend.addressOf(out), ...geometry(sizes))
    return out
  })
}

function gradient<Inputs extends { dy: tf.TensorInfo; input: tf.TensorInfo }>(
  kernelName: string,
  kernel: 'maxPoolGradient' | 'avgPoolGradient',
  others: (inputs: Inputs) => tf.TensorInfo[],
): FasterKernel {
  return fasterKernel<Inputs, PoolAttrs>(kernelName, ({ inputs, attrs, backend }, original) => {
    const { dy, input } = inputs
    if (!areFloats(dy, input)) return original()
    const sizes = sizesOf(input, attrs)
    const out = backend.allocate(input.shape, 'float32')
    if (sizeOf(dy) === 0) return zeroed(backend, out)
    const addresses = [dy, ...others(inputs), out].map((tensor) => backend.addressOf(tensor))
    backend.threads.run(kernel, costOf(sizes) * 2, ...addresses, ...geometry(sizes))
    return out
  })
}

function sizesOf(x: tf.TensorInfo, { filterSize, strides, pad, dimRoundingMode }: PoolAttrs): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computePool2DInfo(x.shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode)
}

/** As the functions of assembly/maxPool.ts and avgPool.ts take them. */
function geometry(sizes: tf.backend_util.Conv2DInfo): number[] {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = sizes
  return [batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo.top, padInfo.left]
}

function costOf({ outShape, filterHeight, filterWidth }: tf.backend_util.Conv2DInfo): number {
  return tf.util.sizeFromShape(outShape) * filterHeight * filterWidth * 0.5
}
