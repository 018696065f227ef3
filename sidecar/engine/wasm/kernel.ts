import * as tf from '@tensorflow/tfjs'
import { runKernelAt } from '../shared/kernel'
import type { Recipe, WasmBackend } from './backend'

export type { Recipe, WasmBackend }

/** What a kernel is given: attributes are those of the op in tfjs-core. */
export interface Call<Inputs, Attrs> {
  readonly inputs: Inputs
  readonly attrs: Attrs
  readonly backend: WasmBackend
}

type Result = tf.TensorInfo | tf.TensorInfo[]

/** A kernel that takes the place of the one copied from the cpu backend. */
export interface FasterKernel {
  readonly kernelName: string
  make(original: tf.KernelConfig): tf.KernelConfig
}

/**
 * tfjs types inputs and attributes loosely, so each kernel states its own, as tfjs' kernels do. What it does not take (other types, ranks) it leaves to
 * `original`, which also reports what does not fit together.
 */
export function fasterKernel<Inputs, Attrs>(kernelName: string, run: (call: Call<Inputs, Attrs>, original: () => tf.TensorInfo) => Result): FasterKernel {
  return {
    kernelName,
    make: (original) => ({
      ...original,
      kernelFunc: (call) => run(call as unknown as Call<Inputs, Attrs>, () => original.kernelFunc(call) as tf.TensorInfo),
    }),
  }
}

/** Runs a kernel of the wasm backend from within another. The result is the caller's: give it back with `release`. */
export function runKernel(backend: WasmBackend, kernelName: string, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap): tf.TensorInfo {
  return runKernelAt({ name: 'wasm', backend }, kernelName, inputs, attrs)
}

export function release(backend: WasmBackend, ...tensors: readonly tf.TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId)
}

/** Asked of the package each time, as `tf.util.sizeFromShape` is, it costs as much as the sum of a few values: a recurrent step is thousands of kernels. */
export const { arraysEqual, parseAxisParam, sizeFromShape } = tf.util

export const sizeOf = (x: tf.TensorInfo): number => sizeFromShape(x.shape)
export const areFloats = (...tensors: readonly tf.TensorInfo[]): boolean => tensors.every(({ dtype }) => dtype === 'float32')

/** What a kernel was given, to be remembered: a variable is another tensor's data after its next assignment. */
export const asItIs = ({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo => ({ dataId, shape, dtype })

/** The tensor itself, once more: for ops that may give back what they were given. */
export function sameAs(backend: WasmBackend, x: tf.TensorInfo, shape: number[] = x.shape): tf.TensorInfo {
  backend.incRef(x.dataId)
  return { dataId: x.dataId, shape, dtype: x.dtype }
}
