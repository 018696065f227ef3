import * as tf from '@tensorflow/tfjs'

/**
 * A convolution in two dimensions, or one of its two gradients, over an image to which the padding was added before: tfjs-node gives TensorFlow `same` and `valid` only, and explicit paddings
 * forward, where TensorFlow does not take them for all kernels.
 */
export function paddedByHand(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const attributes = call.attrs as unknown as Attributes
      if (typeof attributes.pad === 'string') return original.kernelFunc(call)
      const inputs = call.inputs as Partial<Record<string, tf.Tensor>>
      const x = inputs['x']
      const shape = (x?.shape ?? attributes.inputShape)!
      const paddings = paddingsOf(original.kernelName, shape, (inputs['filter']?.shape ?? attributes.filterShape)!, attributes)
      const attrs = { ...call.attrs, pad: 'valid', dimRoundingMode: undefined } as unknown as tf.NamedAttrMap
      return tf.tidy(() => {
        if (x) return original.kernelFunc({ ...call, inputs: { ...call.inputs, x: tf.pad(x, paddings) }, attrs }) as tf.Tensor
        const inputShape = shape.map((size, i) => size + paddings[i]![0] + paddings[i]![1])
        const dx = original.kernelFunc({ ...call, attrs: { ...attrs, inputShape } }) as tf.TensorInfo
        const starts = paddings.map(([before]) => before)
        return tf.slice(dx instanceof tf.Tensor ? (dx as tf.Tensor) : tf.engine().makeTensorFromTensorInfo(dx), starts, shape)
      })
    },
  }
}

interface Attributes {
  readonly strides: number | [number, number]
  readonly pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding
  readonly dilations?: number | [number, number] | null
  readonly dataFormat?: 'NHWC' | 'NCHW'
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
  readonly inputShape?: Shape4
  readonly filterShape?: Shape4
}
type Shape4 = [number, number, number, number]

/** What of the image the last window reaches is padded, too, where a size was rounded up. */
function paddingsOf(kernelName: string, shape: number[], filterShape: number[], attributes: Attributes): [number, number][] {
  const { strides, pad, dilations, dataFormat, dimRoundingMode } = attributes
  const info = tf.backend_util.computeConv2DInfo(
    shape as Shape4,
    filterShape as Shape4,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    /Depthwise/.test(kernelName),
    tf.backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC'),
  )
  const { top, left } = info.padInfo
  const bottom = Math.max(info.padInfo.bottom, (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight - info.inHeight - top)
  const right = Math.max(info.padInfo.right, (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth - info.inWidth - left)
  const spatial: [number, number][] = [
    [top, bottom],
    [left, right],
  ]
  return dataFormat === 'NCHW' ? [[0, 0], [0, 0], ...spatial] : [[0, 0], ...spatial, [0, 0]]
}
