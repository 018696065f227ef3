import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import { einsumKernel } from '../shared/einsum'
import { replaceKernel } from '../shared/replace'
import { avgPoolGrad } from './avgPoolGrad'
import { batchMatMul } from './batchMatMul'
import { multiply, ofEqualRank } from './binary'
import { complexPart } from './complexPart'
import { denseBincount, ofAxisFromStart, ofNothing } from './reductions'
import { maxPool3dGrad } from './maxPool3dGrad'
import { bilinearTaps, nearestTaps, resizeGrad } from './resizeGrad'
import { unsortedSegmentSum } from './unsortedSegmentSum'

/** Mends the kernels of the cpu backend that tfjs 4.22 has wrong or too slow to train with. The wasm engine copies them, so this comes first. */
export function mendCpuKernels(): void {
  if (isMended) return
  isMended = true
  for (const name of [tf.AvgPoolGrad, tf.AvgPool3DGrad]) replaceKernel('cpu', name, avgPoolGrad)
  replaceKernel('cpu', tf.BatchMatMul, batchMatMul)
  for (const name of [tf.Cumsum, tf.Cumprod]) replaceKernel('cpu', name, ofAxisFromStart)
  for (const name of [tf.Real, tf.Imag]) replaceKernel('cpu', name, complexPart)
  replaceKernel('cpu', tf.DenseBincount, denseBincount)
  replaceKernel('cpu', tf.Einsum, () => einsumKernel('cpu'))
  for (const [name, value] of reductions) replaceKernel('cpu', name, ofNothing(value))
  replaceKernel('cpu', tf.MaxPool3DGrad, maxPool3dGrad)
  replaceKernel('cpu', tf.Multiply, multiply)
  replaceKernel('cpu', tf.ResizeBilinearGrad, resizeGrad(bilinearTaps))
  replaceKernel('cpu', tf.ResizeNearestNeighborGrad, resizeGrad(nearestTaps))
  for (const name of [tf.Add, tf.Sub]) replaceKernel('cpu', name, ofEqualRank)
  replaceKernel('cpu', tf.UnsortedSegmentSum, unsortedSegmentSum)
}
const reductions = [
  [tf.Mean, NaN],
  [tf.Max, -Infinity],
  [tf.Min, Infinity],
  [tf.All, 1],
] as const
let isMended = false
