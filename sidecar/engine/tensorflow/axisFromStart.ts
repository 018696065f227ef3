import type * as tf from '@tensorflow/tfjs'

/** tfjs-node looks up the size of the axis as it is given, which is none for one that is counted from the end. */
export function axisFromStart(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (call) => {
      const { axis, ...attrs } = call.attrs as { axis: number }
      const { shape } = call.inputs['x'] as tf.TensorInfo
      return original.kernelFunc({ ...call, attrs: { ...attrs, axis: axis < 0 ? axis + shape.length : axis } })
    },
  }
}
