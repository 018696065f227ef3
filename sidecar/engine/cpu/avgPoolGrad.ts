import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'

/**
 * tfjs' mean over a window leaves the border out, its gradient divides by the whole window all the same: here each dy is scaled by how much of its window is
 * inside first.
 */
export function avgPoolGrad(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const backend = call.backend as MathBackendCPU
      const { dy, input } = call.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo }
      const { filterSize, strides, pad, dimRoundingMode } = call.attrs as unknown as tf.AvgPoolGradAttrs & { dimRoundingMode?: 'floor' }
      const sizes = tf.backend_util.computePool2DInfo(input.shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode)
      const { outHeight, outWidth, outChannels, filterHeight, filterWidth } = sizes
      const rows = insides(outHeight, sizes.strideHeight, filterHeight, sizes.padInfo.top, sizes.inHeight)
      const columns = insides(outWidth, sizes.strideWidth, filterWidth, sizes.padInfo.left, sizes.inWidth)
      const scaled = (backend.data.get(dy.dataId).values as Float32Array).map((value, i) => {
        const pixel = Math.floor(i / outChannels)
        return (value * filterHeight * filterWidth) / (rows[Math.floor(pixel / outWidth) % outHeight]! * columns[pixel % outWidth]!)
      })
      const shared = backend.makeTensorInfo(dy.shape, 'float32', scaled)
      const out = original.kernelFunc({ ...call, inputs: { ...call.inputs, dy: shared } })
      backend.disposeIntermediateTensorInfo(shared)
      return out
    },
  }
}

/** How many places of each window along an axis are inside. */
function insides(windows: number, stride: number, size: number, before: number, length: number): number[] {
  return Array.from({ length: windows }, (_, i) => Math.min(length, i * stride - before + size) - Math.max(0, i * stride - before))
}
