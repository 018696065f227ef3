import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'

/**
 * tfjs' cpu kernels of both resize gradients know nothing of half-pixel centers; the bilinear one swaps height and width, and the
 * nearest one never ends where an axis of one pixel grows with aligned corners.
 */
export function resizeGrad(tapsOf: (size: number, out: number, attrs: ResizeAttrs) => Tap[]) {
  return (original: tf.KernelConfig): tf.KernelConfig => ({
    ...original,
    kernelFunc: (call) => {
      const backend = call.backend as MathBackendCPU
      const { images, dy } = call.inputs as { images: tf.TensorInfo; dy: tf.TensorInfo }
      const attrs = call.attrs as unknown as ResizeAttrs
      const [batch, height, width, channels] = images.shape as [number, number, number, number]
      const [, outHeight, outWidth] = dy.shape as [number, number, number, number]
      const [rows, columns] = [tapsOf(height, outHeight, attrs), tapsOf(width, outWidth, attrs)]
      const upstream = backend.data.get(dy.dataId).values as Float32Array
      const sums = new Float32Array(tf.util.sizeFromShape(images.shape))
      for (let b = 0; b < batch; b++) {
        for (const row of rows) {
          for (const column of columns) {
            const weight = row.weight * column.weight
            const from = ((b * outHeight + row.out) * outWidth + column.out) * channels
            const to = ((b * height + row.at) * width + column.at) * channels
            for (let c = 0; c < channels; c++) sums[to + c]! += weight * upstream[from + c]!
          }
        }
      }
      return backend.makeTensorInfo(images.shape, 'float32', sums)
    },
  })
}

export interface ResizeAttrs {
  readonly alignCorners: boolean
  readonly halfPixelCenters: boolean
}

/** Output pixel `out` of an axis takes `weight` of input pixel `at`. */
export interface Tap {
  readonly out: number
  readonly at: number
  readonly weight: number
}

export function bilinearTaps(size: number, out: number, attrs: ResizeAttrs): Tap[] {
  const scale = scaleOf(size, out, attrs.alignCorners)
  return Array.from({ length: out }, (_, o) => {
    const at = attrs.halfPixelCenters ? (o + 0.5) * scale - 0.5 : o * scale
    const low = Math.max(0, Math.floor(at))
    const high = Math.min(size - 1, Math.ceil(at))
    return [
      { out: o, at: low, weight: 1 - (at - low) },
      { out: o, at: Math.max(0, high), weight: at - low },
    ]
  }).flat()
}

export function nearestTaps(size: number, out: number, attrs: ResizeAttrs): Tap[] {
  const scale = scaleOf(size, out, attrs.alignCorners)
  return Array.from({ length: out }, (_, o) => {
    const at = (attrs.halfPixelCenters ? o + 0.5 : o) * scale
    return { out: o, at: Math.min(size - 1, attrs.alignCorners ? Math.round(at) : Math.floor(at)), weight: 1 }
  })
}

function scaleOf(size: number, out: number, alignCorners: boolean): number {
  return alignCorners && out > 1 ? (size - 1) / (out - 1) : size / out
}
