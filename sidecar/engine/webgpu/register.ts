import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import { mendCpuKernels } from '../cpu/mend'
import { bilinearTaps, nearestTaps } from '../cpu/resizeGrad'
import { einsumKernel } from '../shared/einsum'
import { replaceKernel } from '../shared/replace'
import { cast } from './cast'
import { withPartsOfItsShape } from './complex'
import { fusedUpdateKernels } from './fusedUpdates'
import { mendEmptyInputs, registerHostKernels } from './hostKernels'
import { mendIntegers } from './integers'
import { bincount, denseBincount } from './bincount'
import { dilationFilterGrad, dilationInputGrad } from './dilationGrad'
import { mendFunctions } from './functions'
import { argOfVector, asCpuOnHost, convolution, cumulative, fill, onHost, power, topK } from './mendedKernels'
import { mirrorPad, pad, reverse, select, stridedSlice, tile } from './moving'
import { resizeGrad } from './resizeGrad'
import { scatterNd, sparseSegmentMean, sparseSegmentSum, unsortedSegmentSum } from './segmentSum'

/**
 * Completes tfjs-backend-webgpu 4.22: kernels that it has wrong, and those that it lacks. Before the backend is registered.
 * @returns the kernels that only take values which are on the host
 */
export function completeKernels(): readonly string[] {
  return (runOnHost ??= complete())
}
let runOnHost: readonly string[] | undefined

function complete(): readonly string[] {
  mendCpuKernels()
  replaceKernel('webgpu', tf.Einsum, () => einsumKernel('webgpu'))
  replaceKernel('webgpu', tf.UnsortedSegmentSum, () => unsortedSegmentSum)
  replaceKernel('webgpu', tf.ScatterNd, () => scatterNd)
  replaceKernel('webgpu', tf.SparseSegmentSum, () => sparseSegmentSum)
  replaceKernel('webgpu', tf.SparseSegmentMean, () => sparseSegmentMean)
  replaceKernel('webgpu', tf.Cast, cast)
  for (const name of [tf.Reshape, tf.ExpandDims, tf.FFT, tf.IFFT]) replaceKernel('webgpu', name, withPartsOfItsShape)
  replaceKernel('webgpu', tf.Pow, power)
  for (const name of [tf.Multiply, tf.GatherNd, tf.Prod]) replaceKernel('webgpu', name, asCpuOnHost)
  mendIntegers()
  replaceKernel('webgpu', tf.TopK, topK)
  for (const name of [tf.Conv2D, tf.FusedConv2D]) replaceKernel('webgpu', name, convolution)
  for (const name of [tf.Cumsum, tf.Cumprod]) replaceKernel('webgpu', name, cumulative)
  for (const name of [tf.LinSpace, tf.NonMaxSuppressionV3, tf.NonMaxSuppressionV5]) replaceKernel('webgpu', name, onHost)
  replaceKernel('webgpu', tf.Tile, tile)
  replaceKernel('webgpu', tf.Fill, fill)
  replaceKernel('webgpu', tf.PadV2, pad)
  replaceKernel('webgpu', tf.MirrorPad, mirrorPad)
  replaceKernel('webgpu', tf.Reverse, reverse)
  replaceKernel('webgpu', tf.Select, select)
  replaceKernel('webgpu', tf.StridedSlice, stridedSlice)
  replaceKernel('webgpu', tf.Dilation2DBackpropInput, () => dilationInputGrad)
  replaceKernel('webgpu', tf.Dilation2DBackpropFilter, () => dilationFilterGrad)
  replaceKernel('webgpu', tf.Bincount, () => bincount)
  replaceKernel('webgpu', tf.DenseBincount, () => denseBincount)
  replaceKernel('webgpu', tf.ResizeBilinearGrad, resizeGrad(bilinearTaps))
  replaceKernel('webgpu', tf.ResizeNearestNeighborGrad, resizeGrad(nearestTaps))
  replaceKernel('webgpu', tf.ArgMax, argOfVector)
  replaceKernel('webgpu', tf.ArgMin, argOfVector)
  for (const [name, mend] of mendFunctions()) replaceKernel('webgpu', name, mend)
  mendEmptyInputs()
  for (const kernel of fusedUpdateKernels()) tf.registerKernel(kernel)
  return registerHostKernels()
}
