import * as tf from '@tensorflow/tfjs'
import { GradlabError } from '../../../protocol'
import { gradientOf, run } from './config'

/** Gradients of gradient kernels, which tfjs 4.22 lacks: what a second derivative needs. Each is linear in its dy. */
export const poolingGradients: readonly tf.GradConfig[] = [
  gradientOf<object>(tf.AvgPoolGrad, { inputs: ['input'] }, (G, [input], attributes) => ({
    dy: () => run(tf.AvgPool, { x: G }, attributes),
    input: () => tf.zerosLike(input!),
  })),
  gradientOf<object>(tf.AvgPool3DGrad, { inputs: ['input'] }, (G, [input], attributes) => ({
    dy: () => run(tf.AvgPool3D, { x: G }, { dataFormat: 'NDHWC', ...attributes }),
    input: () => tf.zerosLike(input!),
  })),
  // dy went to the places of the maxima; what comes back is read there. The places themselves do not move.
  gradientOf<object>(tf.MaxPoolGrad, { inputs: ['input', 'output'] }, (G, [input, output], attributes) => ({
    dy: () => {
      const [, places] = tf.engine().runKernel(tf.MaxPoolWithArgmax, { x: input! }, { ...attributes, includeBatchInIndex: true }) as tf.Tensor[]
      return tf.gather(G.flatten(), places!.flatten().toInt()).reshape(output!.shape)
    },
    input: () => tf.zerosLike(input!),
    output: () => tf.zerosLike(output!),
  })),
  // tfjs has no kernel that tells where the maxima are.
  withoutGradient(tf.MaxPool3DGrad),
  withoutGradient(tf.Dilation2DBackpropInput),
  withoutGradient(tf.Dilation2DBackpropFilter),
]

/** @throws GradlabError source/second-order where a second derivative asks for it */
function withoutGradient(kernelName: string): tf.GradConfig {
  return gradientOf(kernelName, {}, () => {
    throw new GradlabError('source/second-order', { kernel: kernelName })
  })
}
