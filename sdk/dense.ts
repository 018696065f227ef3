import * as tf from '@tensorflow/tfjs'
import { GradlabError } from '../protocol'
import { pathOf, type Params } from './params'

/**
 * x·W + b over the last axis: [B, inputs] → [B, outputs]. W is Glorot uniform (Glorot & Bengio 2010, eq. 16), b zero.
 * @throws GradlabError source/layer, naming the layer, where the input's width differs
 */
export function dense(params: Params, inputs: number, outputs: number): (x: tf.Tensor2D) => tf.Tensor2D {
  const limit = Math.sqrt(6 / (inputs + outputs))
  const W = params.variable('kernel', params.rng.uniform([inputs, outputs], -limit, limit) as tf.Tensor2D)
  const b = params.variable('bias', tf.zeros([outputs]) as tf.Tensor1D)
  return (x) => {
    if (x.rank !== 2 || x.shape[1] !== inputs) {
      throw new GradlabError('source/layer', { layer: pathOf(W)!.replace(/\/kernel$/, ''), expected: `[B, ${inputs}]`, shape: x.shape.join(', ') })
    }
    return x.matMul(W).add(b) as tf.Tensor2D
  }
}
