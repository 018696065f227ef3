import type * as tf from '@tensorflow/tfjs'

/** tfjs gives a part of a complex tensor the shape that it was made with, not the one that the tensor has been given since. */
export function complexPart(original: tf.KernelConfig): tf.KernelConfig {
  return { ...original, kernelFunc: (call) => ({ ...(original.kernelFunc(call) as tf.TensorInfo), shape: (call.inputs['input'] as tf.TensorInfo).shape }) }
}
