import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import { einsumKernel } from '../shared/einsum'
import { replaceKernel } from '../shared/replace'
import { avgPoolGrad } from './avgPoolGrad'
import { batchMatMul } from './batchMatMul'
import { multiply, ofEqualRank } from './binary'
import { denseBincount, ofAxisFromStart, ofNothing } from './reductions'
import { bilinearTaps, nearestTaps, resizeGrad } from './resizeGrad'
import { unsortedSegmentSum } from './unsortedSegmentSum'

/** Makes cpu the tfjs backend, with the kernels mended that tfjs 4.22 has wrong or too slow to train with. */
export async function openCpu(): Promise<void> {
  mendCpuKernels()
  await tf.setBackend('cpu')
  Object.assign(tf.backend(), { firstUse: false }) // else its first tensor prints an advertisement for tfjs-node
}

/** Once; for a backend that copies the kernels of cpu, before it does. */
export function mendCpuKernels(): void {
  if (isMended) return
  isMended = true
  replaceKernel('cpu', tf.Einsum, () => einsumKernel('cpu'))
  replaceKernel('cpu', tf.UnsortedSegmentSum, unsortedSegmentSum)
  replaceKernel('cpu', tf.Multiply, multiply)
  for (const name of [tf.Add, tf.Sub]) replaceKernel('cpu', name, ofEqualRank)
  for (const name of [tf.AvgPoolGrad, tf.AvgPool3DGrad]) replaceKernel('cpu', name, avgPoolGrad)
  replaceKernel('cpu', tf.ResizeBilinearGrad, resizeGrad(bilinearTaps))
  replaceKernel('cpu', tf.ResizeNearestNeighborGrad, resizeGrad(nearestTaps))
  replaceKernel('cpu', tf.BatchMatMul, batchMatMul)
  for (const [name, value] of reductions) replaceKernel('cpu', name, ofNothing(value))
  for (const name of [tf.Cumsum, tf.Cumprod]) replaceKernel('cpu', name, ofAxisFromStart)
  replaceKernel('cpu', tf.DenseBincount, denseBincount)
}
const reductions = [
  [tf.Mean, NaN],
  [tf.Max, -Infinity],
  [tf.Min, Infinity],
  [tf.All, 1],
] as const
let isMended = false
