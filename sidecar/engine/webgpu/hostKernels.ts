import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'
import { runKernelAt, viewAs } from '../shared/kernel'
import { replaceKernel } from '../shared/replace'
import type { GuardedBackend } from './backend'

type Call = Parameters<tf.KernelFunc>[0]

/**
 * Kernels of cpu that the webgpu backend lacks, run on the host: texts, ragged and sparse tensors, whose output's shape depends on values.
 * They take what is on the host (texts always are); of a tensor on the GPU they say `source/read-back`, as dataSync does.
 */
export function registerHostKernels(): readonly string[] {
  const has = new Set(tf.getKernelsForBackend('webgpu').map(({ kernelName }) => kernelName))
  const missing = tf.getKernelsForBackend('cpu').filter(({ kernelName }) => !has.has(kernelName))
  for (const kernel of missing) tf.registerKernel({ ...kernel, backendName: 'webgpu', kernelFunc: (call) => runOnHost(kernel, call) })
  return missing.map(({ kernelName }) => kernelName)
}

/** A device has no buffers of no bytes: what a kernel makes of empty inputs alone (the sum of no rows is 0), or of no images, is made on the host. */
export function mendEmptyInputs(): void {
  for (const { kernelName } of tf.getKernelsForBackend('webgpu')) {
    const reference = tf.getKernel(kernelName, 'cpu') as tf.KernelConfig | undefined
    if (!reference || withoutBuffers.has(kernelName)) continue
    replaceKernel('webgpu', kernelName, (original) => ({
      ...original,
      kernelFunc: (call) => {
        if (isEmpty(call.inputs)) return runOnHost(reference, call)
        return convolutions.has(kernelName) && isOfNoImages(call.inputs) ? runOnHost(reference, call, zerosFor) : original.kernelFunc(call)
      },
    }))
  }
}
/** They only share what there is. */
const withoutBuffers: ReadonlySet<string> = new Set([tf.Complex, tf.Real, tf.Imag, tf.Identity])

/** Of no images they give none, whatever is in their filters. */
const convolutions: ReadonlySet<string> = new Set([
  ...[tf.Conv2D, tf.Conv2DBackpropInput, tf.FusedConv2D, tf.Conv3D, tf.Conv3DBackpropInputV2],
  ...[tf.DepthwiseConv2dNative, tf.DepthwiseConv2dNativeBackpropInput, tf.FusedDepthwiseConv2D],
])

function isOfNoImages({ x, dy }: Call['inputs']): boolean {
  return (x ?? dy)?.shape[0] === 0
}

function isEmpty(inputs: Call['inputs']): boolean {
  let isAny = false
  for (const name in inputs) {
    const input = inputs[name] as tf.TensorInfo | undefined | null
    if (!input?.shape) continue
    if (!input.shape.includes(0)) return false
    isAny = true
  }
  return isAny
}

/** @throws GradlabError source/read-back where an input is on the GPU, unless other values are taken in place of its own */
export function runOnHost({ kernelFunc }: tf.KernelConfig, { inputs, attrs, backend }: Call, take = valuesOf): tf.TensorInfo | tf.TensorInfo[] {
  const gpu = backend as GuardedBackend
  const host = new MathBackendCPU()
  Object.assign(host, { firstUse: false }) // else its first tensor prints an advertisement for tfjs-node
  const move = (tensor: tf.TensorInfo): tf.TensorInfo => {
    const { dtype, shape, dataId } = tensor
    if (dtype !== 'complex64') return host.makeTensorInfo(shape, dtype, take(gpu, tensor))
    const { real, imag } = gpu.tensorMap.get(dataId).complexTensorInfos!
    return runKernelAt({ name: 'cpu', backend: host }, tf.Complex, { real: move(viewAs(real, shape)), imag: move(viewAs(imag, shape)) }, {})
  }
  const back = ({ shape, dtype, dataId }: tf.TensorInfo): tf.TensorInfo => {
    const { values, complexTensorInfos } = host.data.get(dataId)
    if (!complexTensorInfos) return gpu.makeTensorInfo(shape, dtype, values)
    const [real, imag] = [complexTensorInfos.real, complexTensorInfos.imag].map((part) => back(viewAs(part, shape))) as [tf.TensorInfo, tf.TensorInfo]
    const complex = runKernelAt({ name: 'webgpu', backend: gpu }, tf.Complex, { real, imag }, {})
    for (const part of [real, imag]) gpu.disposeData(part.dataId) // the complex tensor holds them now
    return complex
  }
  const named = Object.entries(inputs).map(([name, input]) => [name, Array.isArray(input) ? (input as tf.TensorInfo[]).map(move) : input && move(input)])
  const moved: unknown = Array.isArray(inputs) ? (inputs as tf.TensorInfo[]).map(move) : Object.fromEntries(named) // AddN, Concat and Pack take a list
  const made = kernelFunc({ inputs: moved as tf.NamedTensorInfoMap, ...(attrs && { attrs }), backend: host })
  return Array.isArray(made) ? made.map(back) : back(made)
}

function valuesOf(gpu: GuardedBackend, { dataId, dtype, shape }: tf.TensorInfo): tf.backend_util.BackendValues {
  if (shape.includes(0) && dtype !== 'string' && dtype !== 'complex64') return tf.util.getTypedArrayFromDType(dtype, 0)
  return gpu.readSync(dataId)
}

function zerosFor(_: GuardedBackend, { shape }: tf.TensorInfo): Float32Array {
  return new Float32Array(tf.util.sizeFromShape(shape))
}
