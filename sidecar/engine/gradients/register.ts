import * as tf from '@tensorflow/tfjs'
import { complexGradients } from './complex'
import { convolutionGradients } from './convolution'
import { cumulativeGradients } from './cumulative'
import { einsumGradient } from './einsum'
import { elementwiseGradients } from './elementwise'
import { imageGradients } from './images'
import { indexingGradients } from './indexing'
import { maximaGradients } from './maxima'
import { movingGradients } from './moving'
import { normalizationGradients } from './normalization'
import { poolingGradients } from './pooling'
import { reductionGradients } from './reductions'
import { mendTape } from './tape'

/** Gradients that tfjs 4.22 lacks or has wrongly, first and second, for every engine. Once a process. */
export function registerGradients(): void {
  if (isRegistered) return
  isRegistered = true
  mendTape()
  for (const gradient of gradients) {
    if (tf.getGradient(gradient.kernelName)) tf.unregisterGradient(gradient.kernelName)
    tf.registerGradient(gradient)
  }
}
let isRegistered = false

const gradients = [
  einsumGradient,
  ...complexGradients,
  ...convolutionGradients,
  ...cumulativeGradients,
  ...elementwiseGradients,
  ...imageGradients,
  ...indexingGradients,
  ...maximaGradients,
  ...movingGradients,
  ...normalizationGradients,
  ...poolingGradients,
  ...reductionGradients,
]
