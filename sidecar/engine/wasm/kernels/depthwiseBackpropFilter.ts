import * as tf from '@tensorflow/tfjs'
import { floatsOf, wasmKernel } from '../kernel'

interface Inputs {
  x: tf.TensorInfo
  dy: tf.TensorInfo
}

/**
 * x [N, H, W, C], dy [N, H', W', C·M] → dW [R, S, C, M], with dW[r, s, c, m] = Σ over n, i, j of x[n, i·stride + r·dilation − top, …, c] · dy[n, i, j, c·M + m].
 * Summed in double precision in the order n, i, j, as the cpu engine does.
 */
export const depthwiseBackpropFilter = wasmKernel<Inputs, tf.DepthwiseConv2dNativeBackpropFilterAttrs>(
  tf.DepthwiseConv2dNativeBackpropFilter,
  ({ inputs: { x, dy }, attrs, backend }) => {
    const { strides, dilations, pad, dimRoundingMode, filterShape } = attrs
    const sizes = tf.backend_util.computeConv2DInfo(x.shape as typeof filterShape, filterShape, strides, dilations, pad, dimRoundingMode, true)
    const {
      batchSize,
      inHeight,
      inWidth,
      inChannels,
      outHeight,
      outWidth,
      outChannels,
      filterHeight,
      filterWidth,
      strideHeight,
      strideWidth,
      dilationHeight,
      dilationWidth,
      padInfo,
    } = sizes
    const out = backend.makeOutput(filterShape, 'float32')
    const [values, g, gradient] = [floatsOf(backend, x), floatsOf(backend, dy), floatsOf(backend, out)]
    const multiplier = outChannels / inChannels
    const inputOf = Int32Array.from({ length: outChannels }, (_, k) => Math.trunc(k / multiplier))
    const sums = new Float64Array(outChannels)
    for (let r = 0; r < filterHeight; r++) {
      for (let s = 0; s < filterWidth; s++) {
        sums.fill(0)
        for (let n = 0; n < batchSize; n++) {
          for (let i = 0; i < outHeight; i++) {
            const row = i * strideHeight + r * dilationHeight - padInfo.top
            if (row < 0 || row >= inHeight) continue
            for (let j = 0; j < outWidth; j++) {
              const column = j * strideWidth + s * dilationWidth - padInfo.left
              if (column < 0 || column >= inWidth) continue
              const from = ((n * inHeight + row) * inWidth + column) * inChannels
              const to = ((n * outHeight + i) * outWidth + j) * outChannels
              if (multiplier === 1) for (let k = 0; k < outChannels; k++) sums[k]! += values[from + k]! * g[to + k]!
              else for (let k = 0; k < outChannels; k++) sums[k]! += values[from + inputOf[k]!]! * g[to + k]!
            }
          }
        }
        gradient.set(sums, (r * filterWidth + s) * outChannels)
      }
    }
    return out
  },
)
