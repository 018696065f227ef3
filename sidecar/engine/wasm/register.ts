import * as tf from '@tensorflow/tfjs'
import { einsumKernel } from '../shared/einsum'
import { replaceKernel } from '../shared/replace'
import { batchMatMul } from './kernels/batchMatMul'
import { conv2dBackpropFilter } from './kernels/conv2dBackpropFilter'
import { conv2dBackpropInput } from './kernels/conv2dBackpropInput'
import { depthwiseBackpropFilter } from './kernels/depthwiseBackpropFilter'
import { depthwiseBackpropInput } from './kernels/depthwiseBackpropInput'
import { maxPoolGrad } from './kernels/maxPoolGrad'
import { slice } from './kernels/slice'
import { transpose } from './kernels/transpose'
import { unsortedSegmentSum } from './kernels/unsortedSegmentSum'

/**
 * Completes tfjs-backend-wasm 4.22: kernels that it lacks, and faster ones for what a training step spends its time on. Before the
 * backend is initialised: tfjs runs a kernel's `setupFunc` only then.
 */
export function registerWasmKernels(): void {
  if (isRegistered) return
  isRegistered = true
  for (const kernel of [conv2dBackpropFilter, depthwiseBackpropFilter, depthwiseBackpropInput, unsortedSegmentSum, einsumKernel('wasm')])
    tf.registerKernel(kernel)
  replaceKernel('wasm', tf.BatchMatMul, batchMatMul)
  replaceKernel('wasm', tf.Conv2DBackpropInput, conv2dBackpropInput)
  replaceKernel('wasm', tf.MaxPoolGrad, () => maxPoolGrad)
  replaceKernel('wasm', tf.Slice, slice)
  replaceKernel('wasm', tf.Transpose, transpose)
}
let isRegistered = false
