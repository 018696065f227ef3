import * as tf from '@tensorflow/tfjs'
import { einsumGradient } from './einsum'

/** Gradients that tfjs 4.22 lacks, for every engine. */
export function registerGradients(): void {
  for (const gradient of [einsumGradient]) if (!tf.getGradient(gradient.kernelName)) tf.registerGradient(gradient)
}
