import * as tf from '@tensorflow/tfjs'

/** A backend with the name under which its kernels are registered. */
export interface Place {
  readonly name: string
  readonly backend: Pick<tf.KernelBackend, 'disposeData' | 'incRef'>
}

/** Runs a registered kernel from within another. The result is the caller's: give it back with `release`. */
export function runKernelAt(place: Place, kernelName: string, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap): tf.TensorInfo {
  const kernel = tf.getKernel(kernelName, place.name) as tf.KernelConfig | undefined
  if (!kernel) throw new Error(`the ${place.name} backend has no kernel ${kernelName}`)
  return kernel.kernelFunc({ inputs, attrs, backend: place.backend }) as tf.TensorInfo
}

/** Another shape over the same data, without a reference of its own: never release it. */
export function viewAs(tensor: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  return { dataId: tensor.dataId, dtype: tensor.dtype, shape }
}
