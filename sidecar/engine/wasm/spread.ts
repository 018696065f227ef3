import type * as tf from '@tensorflow/tfjs'
import { floatsOf, makeZeros, type BackendWasm } from './kernel'

/** dy [N, H, W, C] with stride − 1 zeros between neighbors: [N, (H−1)·stride+1, (W−1)·stride+1, C]. At stride 1 it is dy itself. */
export function spreadRows(backend: BackendWasm, dy: tf.TensorInfo, strideHeight: number, strideWidth: number): tf.TensorInfo {
  if (strideHeight === 1 && strideWidth === 1) return dy
  const [n, h, w, channels] = dy.shape as [number, number, number, number]
  const [height, width] = [(h - 1) * strideHeight + 1, (w - 1) * strideWidth + 1]
  const out = makeZeros(backend, [n, height, width, channels])
  const from = floatsOf(backend, dy)
  const to = floatsOf(backend, out)
  for (let image = 0, at = 0; image < n; image++) {
    for (let i = 0; i < h; i++) {
      for (let j = 0; j < w; j++) {
        const target = ((image * height + i * strideHeight) * width + j * strideWidth) * channels
        for (let c = 0; c < channels; c++) to[target + c] = from[at++]!
      }
    }
  }
  return out
}

/** The filter [R, S, A, B] turned by 180° in its first two axes. */
export function rotateFilter(backend: BackendWasm, filter: tf.TensorInfo): tf.TensorInfo {
  const [r, s, a, b] = filter.shape as [number, number, number, number]
  const out = backend.makeOutput(filter.shape, 'float32')
  const from = floatsOf(backend, filter)
  const to = floatsOf(backend, out)
  for (let place = 0; place < r * s; place++) to.set(from.subarray(place * a * b, (place + 1) * a * b), (r * s - 1 - place) * a * b)
  return out
}

/**
 * The padding around a spread dy with which a stride-1 convolution gives dx in full, or undefined where the forward padding was
 * wider than the filter and dy would have to be cropped.
 */
export function fullPadding(sizes: tf.backend_util.Conv2DInfo): [number, number][] | undefined {
  const { inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = sizes
  const top = filterHeight - 1 - padInfo.top
  const left = filterWidth - 1 - padInfo.left
  const bottom = inHeight + filterHeight - 2 - (outHeight - 1) * strideHeight - top
  const right = inWidth + filterWidth - 2 - (outWidth - 1) * strideWidth - left
  if (Math.min(top, left, bottom, right) < 0) return undefined
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]
}
