import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import { einsumKernel } from '../shared/einsum'
import { replaceKernel } from '../shared/replace'
import { avgPoolGrad } from './avgPoolGrad'
import { unsortedSegmentSum } from './unsortedSegmentSum'

/** Makes cpu the tfjs backend, with the kernels mended that tfjs 4.22 has wrong or too slow to train with. */
export async function openCpu(): Promise<void> {
  if (!isMended) {
    isMended = true
    replaceKernel('cpu', tf.Einsum, () => einsumKernel('cpu'))
    replaceKernel('cpu', tf.AvgPoolGrad, avgPoolGrad)
    replaceKernel('cpu', tf.UnsortedSegmentSum, unsortedSegmentSum)
  }
  await tf.setBackend('cpu')
  Object.assign(tf.backend(), { firstUse: false }) // else its first tensor prints an advertisement for tfjs-node
}
let isMended = false
