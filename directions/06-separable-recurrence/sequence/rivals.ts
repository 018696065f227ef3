import * as tf from '@tensorflow/tfjs'
import { axes, dense, type Params } from 'gradlab'
import type { Hyper, Layer } from './model'

// What a separable recurrence is measured against. Each follows a norm and is added to what came in, as it does.

/** Zhang & Sennrich 2019, arXiv:1910.07467, eq. 4: as in every stack here, recurrent or not. */
export function rootMeanSquareNorm(params: Params, D: number): (x: tf.Tensor2D) => tf.Tensor2D {
  const gain = params.variable('gain', tf.ones([D]))
  return (x) => x.mul(x.square().mean(1, true).add(1e-6).rsqrt()).mul(gain) as tf.Tensor2D
}

/** One step of a recurrence whose gates see the last state: [B, kD] from the input, [B, D] the state → the next state. */
type Cell = (input: tf.Tensor2D, state: tf.Tensor2D[]) => { state: tf.Tensor2D[]; kept: tf.Tensor2D }

/** The gates' inputs are made for all steps at once; then the steps follow one another. The state's first tensor is the output. */
function recurrent(name: string, into: (u: tf.Tensor2D) => tf.Tensor2D, D: number, states: number, cell: Cell): Layer {
  const start = (batch: number): tf.Tensor2D[] => Array.from({ length: states }, () => tf.zeros([batch, D]))
  return {
    start,
    all(u) {
      const { B, T } = axes(u, 'B T D')
      const inputs = tf.unstack(into(u.reshape([B * T, D])).reshape([B, T, -1]), 1) as tf.Tensor2D[]
      const [ys, kepts]: [tf.Tensor2D[], tf.Tensor2D[]] = [[], []]
      inputs.reduce((state, input) => {
        const next = cell(input, state)
        ys.push(next.state[0]!)
        kepts.push(next.kept)
        return next.state
      }, start(B))
      return { y: tf.stack(ys, 1) as tf.Tensor3D, memories: [{ name, kept: tf.stack(kepts, 1) as tf.Tensor3D, stride: 1 }] }
    },
    step(u, state) {
      const next = cell(into(u), state as tf.Tensor2D[])
      return { y: next.state[0]!, state: next.state }
    },
  }
}

/** Cho et al. 2014, arXiv:1406.1078, with the reset gate after the product, as cuDNN and PyTorch have it: 6D² + 6D parameters. */
function gru(params: Params, { width: D }: Hyper): Layer {
  const [into, over] = [dense(params.at('in'), D, 3 * D), dense(params.at('over'), D, 3 * D)]
  return recurrent('memory', into, D, 1, (input, [h]) => {
    const [xr, xz, xn] = tf.split(input, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
    const [hr, hz, hn] = tf.split(over(h!), 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
    const kept = xz.add(hz).sigmoid() as tf.Tensor2D
    const fresh = xn.add(xr.add(hr).sigmoid().mul(hn)).tanh()
    return { state: [fresh.add(kept.mul(h!.sub(fresh))) as tf.Tensor2D], kept }
  })
}

/** Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000, whose bias starts at 1 (Jozefowicz et al. 2015): 8D² + 5D parameters. */
function lstm(params: Params, { width: D }: Hyper): Layer {
  const into = dense(params.at('in'), D, 4 * D)
  const limit = Math.sqrt(6 / (5 * D))
  const over = params.at('over').variable('kernel', params.at('over').rng.uniform([D, 4 * D], -limit, limit) as tf.Tensor2D)
  const forget = params.variable('forget', tf.ones([D]) as tf.Tensor1D)
  return recurrent('memory', into, D, 2, (input, [h, c]) => {
    const [i, f, g, o] = tf.split(input.add(h!.matMul(over)), 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
    const kept = f.add(forget).sigmoid() as tf.Tensor2D
    const cell = kept.mul(c!).add(i.sigmoid().mul(g.tanh())) as tf.Tensor2D
    return { state: [o.sigmoid().mul(cell.tanh()) as tf.Tensor2D, cell], kept }
  })
}

const heads = 4

/** Vaswani et al. 2017, arXiv:1706.03762, § 3.2, over what came before; its keys and values are the state. 4D² weights. */
function attention(params: Params, { width: D }: Hyper): Layer {
  const [into, out] = [dense(params.at('in'), D, 3 * D), dense(params.at('out'), D, D)]
  const d = D / heads
  /** [B, T, D] → [B, H, T, d]. */
  const byHead = (x: tf.Tensor): tf.Tensor4D => x.reshape([x.shape[0], -1, heads, d]).transpose([0, 2, 1, 3]) as tf.Tensor4D
  const attend = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor | 0): tf.Tensor2D =>
    tf
      .matMul(tf.matMul(byHead(q), byHead(k), false, true).div(Math.sqrt(d)).add(mask).softmax(), byHead(v))
      .transpose([0, 2, 1, 3])
      .reshape([-1, D]) as tf.Tensor2D
  return {
    start: (batch) => [tf.zeros([batch, 0, D]), tf.zeros([batch, 0, D])],
    all(u) {
      const { B, T } = axes(u, 'B T D')
      const [q, k, v] = tf.split(into(u.reshape([B * T, D])).reshape([B, T, 3 * D]), 3, 2) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D]
      const later = tf.sub(1, tf.linalg.bandPart(tf.ones([T, T]), -1, 0)).mul(-1e9)
      return { y: out(attend(q, k, v, later)).reshape([B, T, D]), memories: [] }
    },
    step(u, [keys, values]) {
      const [q, k, v] = tf.split(into(u).expandDims(1), 3, 2) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D]
      const state = [tf.concat([keys!, k], 1), tf.concat([values!, v], 1)]
      return { y: out(attend(q, state[0]!, state[1]!, 0)), state }
    },
  }
}

/** The other half of a transformer's block; it has no state. 8D² weights. */
function perceptron(params: Params, { width: D }: Hyper): Layer {
  const [wide, narrow] = [dense(params.at('wide'), D, 4 * D), dense(params.at('narrow'), 4 * D, D)]
  const apply = (u: tf.Tensor2D): tf.Tensor2D => narrow(wide(u).relu())
  return {
    start: () => [],
    all(u) {
      const { B, T, D } = axes(u, 'B T D')
      return { y: apply(u.reshape([B * T, D])).reshape([B, T, D]), memories: [] }
    },
    step: (u) => ({ y: apply(u), state: [] }),
  }
}

export const rivals = {
  gru: (params: Params, hyper: Hyper) => [gru(params, hyper)],
  lstm: (params: Params, hyper: Hyper) => [lstm(params, hyper)],
  attention: (params: Params, hyper: Hyper) => [attention(params.at('attention'), hyper), perceptron(params.at('perceptron'), hyper)],
}
