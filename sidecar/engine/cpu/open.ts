import * as tf from '@tensorflow/tfjs'
import { mendCpuKernels } from './mend'

/** Makes cpu the tfjs backend, with its kernels mended. */
export async function openCpu(): Promise<void> {
  mendCpuKernels()
  await tf.setBackend('cpu')
  Object.assign(tf.backend(), { firstUse: false }) // else its first tensor prints an advertisement for tfjs-node
}
