import * as tf from '@tensorflow/tfjs'
import { graph, sequence, type ModelName } from './models'

/** Named tensors of one group: `at('dense0.kernel')`. */
export type At = (name: string) => tf.Tensor
/** The loss of a batch. Plain tfjs operations, as a scaffold writes them; reference.py holds the same seven. */
export type Loss = (batch: At) => tf.Scalar

export const networks: Record<ModelName, (weight: At, constant: At) => Loss> = {
  mlp: (weight) => (batch) => crossEntropy(denseStack(weight, batch('x') as tf.Tensor2D, 3), batch('y') as tf.Tensor1D),

  cnn: (weight) => (batch) => {
    const convolve = (x: tf.Tensor4D, name: string): tf.Tensor4D =>
      tf.maxPool(
        tf
          .conv2d(x, weight(`${name}.kernel`) as tf.Tensor4D, 1, 'same')
          .add(weight(`${name}.bias`))
          .relu() as tf.Tensor4D,
        2,
        2,
        'valid',
      )
    const features = convolve(convolve(batch('x') as tf.Tensor4D, 'conv0'), 'conv1')
    return crossEntropy(denseStack(weight, features.reshape([features.shape[0], -1]) as tf.Tensor2D, 2), batch('y') as tf.Tensor1D)
  },

  depthwise: (weight) => (batch) => {
    const block = (x: tf.Tensor4D, name: string): tf.Tensor4D => {
      const filters = [weight(`${name}.depthwise`), weight(`${name}.pointwise`)] as [tf.Tensor4D, tf.Tensor4D]
      return tf.maxPool(
        tf
          .separableConv2d(x, ...filters, 1, 'same')
          .add(weight(`${name}.bias`))
          .relu() as tf.Tensor4D,
        2,
        2,
        'valid',
      )
    }
    const stem = tf
      .conv2d(batch('x') as tf.Tensor4D, weight('stem.kernel') as tf.Tensor4D, 1, 'same')
      .add(weight('stem.bias'))
      .relu() as tf.Tensor4D
    const features = ['block0', 'block1', 'block2'].reduce(block, stem)
    return crossEntropy(denseStack(weight, features.mean([1, 2]) as tf.Tensor2D, 1), batch('y') as tf.Tensor1D)
  },

  gru: (weight) => (batch) => {
    const { rows, length, width } = sequence
    const inputs = (batch('x').reshape([rows * length, width]) as tf.Tensor2D).matMul(weight('gru.input') as tf.Tensor2D).add(weight('gru.inputBias'))
    let h = tf.zeros([rows, width]) as tf.Tensor2D
    for (const input of tf.unstack(inputs.reshape([rows, length, 3 * width]), 1)) {
      const hidden = h.matMul(weight('gru.hidden') as tf.Tensor2D).add(weight('gru.hiddenBias'))
      const [xr, xz, xn] = tf.split(input, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
      const [hr, hz, hn] = tf.split(hidden, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
      const reset = xr.add(hr).sigmoid()
      const keep = xz.add(hz).sigmoid()
      const fresh = xn.add(reset.mul(hn)).tanh()
      h = fresh.add(keep.mul(h.sub(fresh))) as tf.Tensor2D
    }
    return crossEntropy(denseStack(weight, h, 1), batch('y') as tf.Tensor1D)
  },

  transformer: (weight) => {
    const { rows, length, width, heads, layers, vocabulary } = sequence
    const d = width / heads
    const isFuture = tf.keep(tf.tidy(() => tf.sub(1, tf.linalg.bandPart(tf.ones([length, length]), -1, 0)).mul(-1e9)))
    const layer = (x: tf.Tensor2D, name: string): tf.Tensor2D => {
      const split = dense(weight, `${name}.qkv`, norm(weight, `${name}.norm0`, x))
        .reshape([rows, length, 3 * heads, d])
        .transpose([0, 2, 1, 3]) // [B, 3H, T, d]
      const [q, k, v] = tf.split(split, 3, 1) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]
      const attention = tf.matMul(q, k, false, true).div(Math.sqrt(d)).add(isFuture).softmax()
      const gathered = tf
        .matMul(attention, v)
        .transpose([0, 2, 1, 3])
        .reshape([rows * length, width]) as tf.Tensor2D
      const y = x.add(dense(weight, `${name}.out`, gathered)) as tf.Tensor2D
      const wide = dense(weight, `${name}.wide`, norm(weight, `${name}.norm1`, y)).relu() as tf.Tensor2D
      return y.add(dense(weight, `${name}.narrow`, wide)) as tf.Tensor2D
    }
    return (batch) => {
      const x = tf.gather(weight('embedding'), batch('x') as tf.Tensor2D).add(weight('position')) // [B, T, D]
      const flat = x.reshape([rows * length, width]) as tf.Tensor2D
      const features = Array.from({ length: layers }, (_, i) => `layer${i}`).reduce(layer, flat)
      const logits = dense(weight, 'head', norm(weight, 'norm', features))
      return tf.losses.softmaxCrossEntropy(tf.oneHot(batch('y').flatten() as tf.Tensor1D, vocabulary), logits).asScalar()
    }
  },

  /** Messages along the edges by gather and segment sum; the mean of all layers; Bayesian personalized ranking (Rendle et al. 2009) with its decay. */
  graph: (weight, constant) => (batch) => {
    const first = weight('embedding') as tf.Tensor2D
    const layers = [first]
    for (let i = 0; i < 3; i++) {
      const messages = tf.gather(layers.at(-1)!, constant('source') as tf.Tensor1D).mul(constant('weight'))
      layers.push(tf.unsortedSegmentSum(messages, constant('target') as tf.Tensor1D, first.shape[0]) as tf.Tensor2D)
    }
    const final = tf.addN(layers).div(layers.length)
    const pick = (from: tf.Tensor, name: string): tf.Tensor => tf.gather(from, batch(name) as tf.Tensor1D)
    const [user, positive, negative] = ['user', 'positive', 'negative'].map((name) => pick(final, name)) as [tf.Tensor, tf.Tensor, tf.Tensor]
    const ranking = negative.sub(positive).mul(user).sum(1).softplus().mean()
    const squares = ['user', 'positive', 'negative'].map((name) => pick(first, name).square().sum())
    return ranking.add(tf.addN(squares).mul(1e-4 / (2 * graph.rows))).asScalar()
  },

  autoencoder: (weight) => (batch) => {
    const x = batch('x') as tf.Tensor2D
    const code = denseStack(weight, x, 3)
    const wide = [3, 4].reduce((h, i) => dense(weight, `dense${i}`, h).relu() as tf.Tensor2D, code)
    return tf.losses.sigmoidCrossEntropy(x, dense(weight, 'dense5', wide)).asScalar()
  },
}

const dense = (weight: At, name: string, x: tf.Tensor2D): tf.Tensor2D =>
  x.matMul(weight(`${name}.kernel`) as tf.Tensor2D).add(weight(`${name}.bias`)) as tf.Tensor2D

/** Rectifiers between the layers, none after the last. */
function denseStack(weight: At, x: tf.Tensor2D, layers: number): tf.Tensor2D {
  let h = x
  for (let i = 0; i < layers; i++) h = dense(weight, `dense${i}`, i === 0 ? h : (h.relu() as tf.Tensor2D))
  return h
}

function norm(weight: At, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const centered = x.sub(x.mean(-1, true))
  const scaled = centered.div(centered.square().mean(-1, true).add(1e-5).sqrt())
  return scaled.mul(weight(`${name}.gain`)).add(weight(`${name}.bias`)) as tf.Tensor2D
}

const crossEntropy = (logits: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar => tf.losses.softmaxCrossEntropy(tf.oneHot(y, logits.shape[1]), logits).asScalar()
