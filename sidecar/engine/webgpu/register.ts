import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import { mendCpuKernels } from '../cpu/mend'
import { einsumKernel } from '../shared/einsum'
import { replaceKernel } from '../shared/replace'
import { cast } from './cast'
import { withPartsOfItsShape } from './complex'
import { fusedUpdateKernels } from './fusedUpdates'
import { mendEmptyInputs, registerHostKernels } from './hostKernels'
import { mendIntegers } from './integers'
import { argOfVector, asCpuOnHost, precise, tile, topK } from './mendedKernels'
import { scatterNd, sparseSegmentMean, sparseSegmentSum, unsortedSegmentSum } from './segmentSum'

/**
 * Completes tfjs-backend-webgpu 4.22: kernels that it has wrong, and those that it lacks. Before the backend is registered.
 * @returns the kernels that only take values which are on the host
 */
export function completeKernels(): readonly string[] {
  return (onHost ??= complete())
}
let onHost: readonly string[] | undefined

function complete(): readonly string[] {
  mendCpuKernels()
  replaceKernel('webgpu', tf.Einsum, () => einsumKernel('webgpu'))
  replaceKernel('webgpu', tf.UnsortedSegmentSum, () => unsortedSegmentSum)
  replaceKernel('webgpu', tf.ScatterNd, () => scatterNd)
  replaceKernel('webgpu', tf.SparseSegmentSum, () => sparseSegmentSum)
  replaceKernel('webgpu', tf.SparseSegmentMean, () => sparseSegmentMean)
  replaceKernel('webgpu', tf.Cast, cast)
  for (const name of [tf.Reshape, tf.ExpandDims, tf.FFT, tf.IFFT]) replaceKernel('webgpu', name, withPartsOfItsShape)
  for (const name of [tf.Multiply, tf.GatherNd]) replaceKernel('webgpu', name, asCpuOnHost)
  mendIntegers()
  replaceKernel('webgpu', tf.TopK, topK)
  replaceKernel('webgpu', tf.Tile, tile)
  replaceKernel('webgpu', tf.ArgMax, argOfVector)
  replaceKernel('webgpu', tf.ArgMin, argOfVector)
  replaceKernel('webgpu', tf.Sin, precise.Sin)
  replaceKernel('webgpu', tf.Cos, precise.Cos)
  replaceKernel('webgpu', tf.Tan, precise.Tan)
  mendEmptyInputs()
  for (const kernel of fusedUpdateKernels()) tf.registerKernel(kernel)
  return registerHostKernels()
}
