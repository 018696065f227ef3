import * as tf from '@tensorflow/tfjs'
import { axes, dense, type Params } from 'gradlab'
import type { Task } from './data'

/** What an output s means, its loss against t, and that loss' curvature in s. */
const likelihoods = {
  bernoulli: {
    mean: (s: tf.Tensor2D) => s.sigmoid(),
    loss: (s: tf.Tensor2D, t: tf.Tensor2D) => s.softplus().sub(s.mul(t)), // −t·ln p − (1 − t)·ln(1 − p)
    spread: (s: tf.Tensor2D) => s.sigmoid().mul(tf.sub(1, s.sigmoid())) as tf.Tensor2D,
  },
  gaussian: {
    mean: (s: tf.Tensor2D) => s,
    loss: (s: tf.Tensor2D, t: tf.Tensor2D) => s.sub(t).square().div(2),
    spread: (s: tf.Tensor2D) => tf.onesLike(s),
  },
}

/** An autoencoder I → hidden → code → hidden → I for images; for features, a linear map to the scores. tanh between layers. */
export function createNetwork(
  params: Params,
  hyper: { readonly hidden: number; readonly code: number; readonly likelihood: keyof typeof likelihoods },
  { inputs, outputs, isAutoencoder }: Pick<Task, 'inputs' | 'outputs' | 'isAutoencoder'>,
) {
  const widths = isAutoencoder ? [inputs, hyper.hidden, hyper.code, hyper.hidden, outputs] : [inputs, outputs]
  const sizes = widths.slice(1).map((O, i) => [widths[i]!, O] as const)
  const layers = sizes.map(([I, O], i) => dense(params.at(`layer${i}`), I, O))
  const { mean, loss, spread } = likelihoods[hyper.likelihood]

  /** @param added to the outputs of each layer before tanh, so that gradients to these can be asked for */
  const read = (x: tf.Tensor2D, added: tf.Tensor[] = []) => {
    axes(x, 'B I')
    const inputs: tf.Tensor2D[] = []
    const outputs = layers.reduce((h, layer, i) => {
      const input = i === 0 ? h : (h.tanh() as tf.Tensor2D)
      inputs.push(input)
      return added[i] ? (layer(input).add(added[i]) as tf.Tensor2D) : layer(input)
    }, x)
    return { inputs, outputs } // [B, I] of each layer, [B, O] of the last
  }
  return {
    sizes,
    variables: params.variables, // kernel and bias of each layer in turn
    read,
    spread, // [B, O] → [B, O]: the second derivative of the loss in the outputs, which is diagonal
    loss: (x: tf.Tensor2D, t: tf.Tensor2D) => loss(read(x).outputs, t).sum(1).mean().asScalar(), // nats an example, summed over outputs
    mean: (x: tf.Tensor2D) => mean(read(x).outputs) as tf.Tensor2D,
    /** The code of an autoencoder; of a linear map, what each feature adds to the score, or the scores where there are several. */
    code(x: tf.Tensor2D): tf.Tensor2D {
      const { inputs, outputs } = read(x)
      if (isAutoencoder) return inputs[2]!
      return outputs.shape[1] === 1 ? (x.mul((params.variables[0] as tf.Tensor2D).squeeze([1])) as tf.Tensor2D) : outputs
    },
  }
}
export type Network = ReturnType<typeof createNetwork>
