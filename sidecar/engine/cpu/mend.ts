import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import { einsumKernel } from '../shared/einsum'
import { replaceKernel } from '../shared/replace'
import { avgPoolGrad } from './avgPoolGrad'
import { unsortedSegmentSum } from './unsortedSegmentSum'

/** Mends the kernels of the cpu backend that tfjs 4.22 has wrong or too slow to train with. The wasm engine copies them, so this comes first. */
export function mendCpuKernels(): void {
  if (isMended) return
  isMended = true
  replaceKernel('cpu', tf.AvgPoolGrad, avgPoolGrad)
  replaceKernel('cpu', tf.Einsum, () => einsumKernel('cpu'))
  replaceKernel('cpu', tf.UnsortedSegmentSum, unsortedSegmentSum)
}
let isMended = false
