import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'

/**
 * Adds each dy to where its window has its maximum, the first of equal ones. tfjs' cpu kernel numbers a window's places by its height in place of its
 * width, and so loses the gradient of windows that are not square.
 */
export function maxPool3dGrad(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const backend = call.backend as MathBackendCPU
      const { dy, input } = call.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo }
      const { filterSize, strides, pad, dimRoundingMode } = call.attrs as unknown as PoolAttrs
      const info = tf.backend_util.computePool3DInfo(input.shape as Shape5, filterSize, strides, 1, pad, dimRoundingMode)
      const x = backend.data.get(input.dataId).values as Float32Array
      const dyValues = backend.data.get(dy.dataId).values as Float32Array
      const dx = new Float32Array(x.length)
      const { inDepth, inHeight, inWidth, inChannels, outDepth, outHeight, outWidth, padInfo } = info
      let output = 0
      for (let batch = 0; batch < info.batchSize; batch++) {
        for (let depth = 0; depth < outDepth; depth++) {
          const planes = inside(depth * info.strideDepth - padInfo.front, info.filterDepth, inDepth)
          for (let row = 0; row < outHeight; row++) {
            const rows = inside(row * info.strideHeight - padInfo.top, info.filterHeight, inHeight)
            for (let column = 0; column < outWidth; column++) {
              const columns = inside(column * info.strideWidth - padInfo.left, info.filterWidth, inWidth)
              for (let channel = 0; channel < inChannels; channel++, output++) {
                let maximum = -1
                for (let d = planes.from; d < planes.to; d++)
                  for (let h = rows.from; h < rows.to; h++)
                    for (let w = columns.from; w < columns.to; w++) {
                      const at = (((batch * inDepth + d) * inHeight + h) * inWidth + w) * inChannels + channel
                      if (maximum === -1 || x[at]! > x[maximum]!) maximum = at
                    }
                dx[maximum]! += dyValues[output]!
              }
            }
          }
        }
      }
      return backend.makeTensorInfo(input.shape, 'float32', dx)
    },
  }
}

interface PoolAttrs {
  readonly filterSize: number | [number, number, number]
  readonly strides: number | [number, number, number]
  readonly pad: 'valid' | 'same' | number
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}
type Shape5 = [number, number, number, number, number]

function inside(start: number, window: number, size: number): { from: number; to: number } {
  return { from: Math.max(0, start), to: Math.min(size, start + window) }
}
