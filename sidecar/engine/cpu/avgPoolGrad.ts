import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'

/**
 * Where a window hangs over the edge, avgPool divides by the elements inside, but tfjs' cpu kernels of its gradient by the whole
 * window. They are linear in dy, so dy is scaled by what they get wrong.
 */
export function avgPoolGrad(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const backend = call.backend as MathBackendCPU
      const { dy, input } = call.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo }
      const factors = spatialAxes(input.shape, call.attrs as unknown as PoolAttrs).map(({ size, out, window, stride, before }) =>
        Array.from({ length: out }, (_, i) => window / (Math.min(size, i * stride - before + window) - Math.max(0, i * stride - before))),
      )
      const values = backend.data.get(dy.dataId).values as Float32Array
      const strides = tf.util.computeStrides(dy.shape)
      const scaled = values.map((value, at) =>
        factors.reduce((product, factor, axis) => product * factor[Math.floor(at / strides[axis + 1]!) % factor.length]!, value),
      )
      const scaledDy = backend.makeTensorInfo(dy.shape, 'float32', scaled)
      const gradient = original.kernelFunc({ ...call, inputs: { dy: scaledDy, input } })
      backend.disposeIntermediateTensorInfo(scaledDy)
      return gradient
    },
  }
}

interface Axis {
  readonly size: number
  readonly out: number
  readonly window: number
  readonly stride: number
  readonly before: number
}

/** Both gradients are given all that their pools were, though tfjs' types leave the rounding out. */
type PoolAttrs = tf.AvgPoolAttrs

function spatialAxes(shape: number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttrs): Axis[] {
  if (shape.length === 4) {
    const info = tf.backend_util.computePool2DInfo(shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode)
    return [
      { size: info.inHeight, out: info.outHeight, window: info.filterHeight, stride: info.strideHeight, before: info.padInfo.top },
      { size: info.inWidth, out: info.outWidth, window: info.filterWidth, stride: info.strideWidth, before: info.padInfo.left },
    ]
  }
  const info = tf.backend_util.computePool3DInfo(
    shape as [number, number, number, number, number],
    filterSize as unknown as [number, number, number],
    strides as unknown as [number, number, number],
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode,
  )
  return [
    { size: info.inDepth, out: info.outDepth, window: info.filterDepth, stride: info.strideDepth, before: info.padInfo.front },
    { size: info.inHeight, out: info.outHeight, window: info.filterHeight, stride: info.strideHeight, before: info.padInfo.top },
    { size: info.inWidth, out: info.outWidth, window: info.filterWidth, stride: info.strideWidth, before: info.padInfo.left },
  ]
}
