import type * as tf from '@tensorflow/tfjs'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { runKernelAt } from '../shared/kernel'

export { viewAs } from '../shared/kernel'
export type { BackendWasm }

/** What a kernel is given: tensors live in the backend's heap, attributes are those of the op in tfjs-core. */
export interface Call<Inputs, Attrs> {
  readonly inputs: Inputs
  readonly attrs: Attrs
  readonly backend: BackendWasm
}

/** A kernel of the wasm backend. tfjs types inputs and attributes loosely, so each kernel states its own, as tfjs' kernels do. */
export function wasmKernel<Inputs, Attrs>(kernelName: string, run: (call: Call<Inputs, Attrs>) => tf.TensorInfo | tf.TensorInfo[]): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => run({ inputs: inputs as Inputs, attrs: attrs as Attrs, backend: backend as BackendWasm }),
  }
}

/** Runs a kernel of the wasm backend from within another. The result is the caller's: give it back with `release`. */
export function runKernel(backend: BackendWasm, kernelName: string, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap): tf.TensorInfo {
  return runKernelAt({ name: 'wasm', backend }, kernelName, inputs, attrs)
}

export function release(backend: BackendWasm, ...tensors: readonly tf.TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId)
}

/**
 * The tensor's values in the heap, not a copy. Take views after the last allocation only: an allocation may grow the heap, which
 * detaches every view there is.
 */
export function floatsOf(backend: BackendWasm, tensor: tf.TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array
}
export function intsOf(backend: BackendWasm, tensor: tf.TensorInfo): Int32Array {
  return backend.typedArrayFromHeap(tensor) as Int32Array
}

/** Fresh heap memory is whatever was there before; this is for kernels that add into their output. */
export function makeZeros(backend: BackendWasm, shape: number[]): tf.TensorInfo {
  const out = backend.makeOutput(shape, 'float32')
  floatsOf(backend, out).fill(0)
  return out
}

export function transpose(backend: BackendWasm, x: tf.TensorInfo, perm: number[]): tf.TensorInfo {
  return runKernel(backend, 'Transpose', { x }, { perm })
}
