import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from './backend'

/**
 * Kernels of the cpu backend may call whole numbers floats without touching them, since JavaScript does not mind; our kernels read the bytes. So what such a
 * kernel gives back is converted where it is not what it says it is.
 */
export function asDeclared(kernelFunc: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const result = kernelFunc(call)
    const backend = call.backend as WasmBackend
    return Array.isArray(result) ? result.map((tensor) => converted(backend, tensor)) : converted(backend, result)
  }
}

function converted(backend: WasmBackend, tensor: tf.TensorInfo): tf.TensorInfo {
  const data = backend.data.get(tensor.dataId)
  if (data.dtype === tensor.dtype) return tensor
  const copy = backend.makeTensorInfo(tensor.shape, tensor.dtype, data.values!)
  backend.disposeData(tensor.dataId)
  return copy
}
