import * as tf from '@tensorflow/tfjs'
import { floatsOf, makeZeros, wasmKernel } from '../kernel'

interface Inputs {
  dy: tf.TensorInfo
  input: tf.TensorInfo
}

/**
 * dy [N, H', W', C], input [N, H, W, C] → dx [N, H, W, C]: each dy goes to the first largest value of its window, as on cpu.
 * tfjs' own kernel searches the windows once per input value and takes about seven times as long.
 */
export const maxPoolGrad = wasmKernel<Inputs, tf.MaxPoolGradAttrs>(tf.MaxPoolGrad, ({ inputs: { dy, input }, attrs, backend }) => {
  const { filterSize, strides, pad, dimRoundingMode } = attrs
  const sizes = tf.backend_util.computePool2DInfo(input.shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode)
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth, padInfo } = sizes
  const out = makeZeros(backend, input.shape)
  const [g, x, dx] = [floatsOf(backend, dy), floatsOf(backend, input), floatsOf(backend, out)]
  const largest = new Float32Array(channels)
  const places = new Int32Array(channels)
  for (let n = 0, at = 0; n < batchSize; n++) {
    for (let i = 0; i < outHeight; i++) {
      const top = Math.max(0, i * strideHeight - padInfo.top)
      const bottom = Math.min(inHeight, i * strideHeight - padInfo.top + filterHeight)
      for (let j = 0; j < outWidth; j++) {
        const left = Math.max(0, j * strideWidth - padInfo.left)
        const right = Math.min(inWidth, j * strideWidth - padInfo.left + filterWidth)
        largest.fill(-Infinity)
        places.fill(-1)
        for (let row = top; row < bottom; row++) {
          for (let column = left; column < right; column++) {
            const from = ((n * inHeight + row) * inWidth + column) * channels
            for (let c = 0; c < channels; c++) {
              const value = x[from + c]!
              if (value > largest[c]!) {
                largest[c] = value
                places[c] = from + c
              }
            }
          }
        }
        for (let c = 0; c < channels; c++, at++) if (places[c]! >= 0) dx[places[c]!]! += g[at]! // a window of NaN has no largest
      }
    }
  }
  return out
})
