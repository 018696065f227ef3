import type * as tf from '@tensorflow/tfjs'
import type { GuardedBackend } from './backend'
import { elementwise } from './program'

/**
 * tfjs' kernel only renames the type where no value can get lost, so that a buffer of int32 goes by float32: a shader that takes it does
 * not compile, or is one for floats. Here the values are made anew: on the host where they are, else on the GPU.
 */
export function cast(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc(call) {
      const x = call.inputs['x'] as tf.TensorInfo
      const { dtype } = call.attrs as unknown as tf.CastAttrs
      const backend = call.backend as GuardedBackend
      if (x.dtype !== 'int32' && x.dtype !== 'bool') return original.kernelFunc(call)
      if (dtype === 'complex64') {
        const real = convert(backend, x, 'float32')
        const complex = original.kernelFunc({ ...call, inputs: { x: real } })
        backend.disposeData(real.dataId)
        return complex
      }
      if (dtype === 'float32' || (dtype === 'int32' && x.dtype === 'bool')) return convert(backend, x, dtype)
      return original.kernelFunc(call)
    },
  }
}

function convert(backend: GuardedBackend, x: tf.TensorInfo, dtype: 'float32' | 'int32'): tf.TensorInfo {
  const { values, resource } = backend.tensorMap.get(x.dataId)
  if (values && !resource) {
    const numbers = values as Int32Array | Uint8Array
    return backend.makeTensorInfo(x.shape, dtype, dtype === 'float32' ? Float32Array.from(numbers) : Int32Array.from(numbers))
  }
  const type = dtype === 'float32' ? 'f32' : 'i32'
  return backend.runWebGPUProgram(elementwise(`gradlabCast_${type}`, x.shape, ['x'], `result[index] = ${type}(x[index]);`), [x], dtype)
}
