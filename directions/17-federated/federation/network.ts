import * as tf from '@tensorflow/tfjs'
import { axes, dense, type Params } from 'gradlab'

/** Inputs → hidden (relu) → classes, and all its numbers as one flat vector, which is what is averaged and sent. */
export function createNetwork(params: Params, inputs: number, hidden: number, classes: number) {
  const body = dense(params.at('body'), inputs, hidden)
  const head = dense(params.at('head'), hidden, classes)
  const { variables } = params
  const features = (x: tf.Tensor2D): tf.Tensor2D => {
    axes(x, `B ${inputs}`)
    return body(x).relu() // [B, D]
  }
  return {
    variables,
    size: variables.reduce((sum, { size }) => sum + size, 0),
    features,
    head,
    logits: (x: tf.Tensor2D): tf.Tensor2D => head(features(x)), // [B, C]
    async read(): Promise<Float32Array> {
      const parts = await Promise.all(variables.map((variable) => variable.data()))
      const flat = new Float32Array(variables.reduce((sum, { size }) => sum + size, 0))
      parts.reduce((at, part) => (flat.set(part as Float32Array, at), at + part.length), 0)
      return flat
    },
    write(flat: Float32Array): void {
      shaped(flat, variables).forEach((value, i) => variables[i]!.assign(value))
    },
  }
}
export type Network = ReturnType<typeof createNetwork>

/** A flat vector in the shapes of the variables. */
export function shaped(flat: Float32Array, variables: readonly tf.Tensor[]): tf.Tensor[] {
  let from = 0
  return variables.map(({ shape, size }) => tf.tensor(flat.slice(from, (from += size)), shape))
}

/** Of a vector, however long: no spread into arguments. */
export const lengthOf = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0))

/** Mean cross-entropy in nats. */
export const crossEntropy = (logits: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar => tf.losses.softmaxCrossEntropy(tf.oneHot(y, logits.shape[1]), logits).asScalar()
export const accuracy = (logits: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar => logits.argMax(1).equal(y).toFloat().mean().asScalar()
