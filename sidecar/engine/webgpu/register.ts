import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import { einsumKernel } from '../shared/einsum'
import { replaceKernel } from '../shared/replace'
import { fusedUpdateKernels } from './fusedUpdates'
import { mendEmptyInputs, registerHostKernels } from './hostKernels'
import { argOfVector, precise } from './mendedKernels'
import { scatterNd, unsortedSegmentSum } from './segmentSum'

/**
 * Completes tfjs-backend-webgpu 4.22: kernels that it has wrong, and those that it lacks. Before the backend is registered.
 * @returns the kernels that only take values which are on the host
 */
export function completeKernels(): readonly string[] {
  return (onHost ??= complete())
}
let onHost: readonly string[] | undefined

function complete(): readonly string[] {
  replaceKernel('webgpu', tf.Einsum, () => einsumKernel('webgpu'))
  replaceKernel('webgpu', tf.UnsortedSegmentSum, () => unsortedSegmentSum)
  replaceKernel('webgpu', tf.ScatterNd, () => scatterNd)
  replaceKernel('webgpu', tf.ArgMax, argOfVector)
  replaceKernel('webgpu', tf.ArgMin, argOfVector)
  replaceKernel('webgpu', tf.Sin, precise.Sin)
  replaceKernel('webgpu', tf.Cos, precise.Cos)
  replaceKernel('webgpu', tf.Tan, precise.Tan)
  mendEmptyInputs()
  for (const kernel of fusedUpdateKernels()) tf.registerKernel(kernel)
  return registerHostKernels()
}
