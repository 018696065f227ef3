import * as tf from '@tensorflow/tfjs'
import type { Params } from 'gradlab'
import type { Curvature } from './model'
import type { Network } from './network'
import { dot, flat, part, products, shaped } from './products'

// #region snippet gl-curvature-lbfgs | L-BFGS from products with the curvature, and its two-loop recursion | 由曲率乘积得到的 L-BFGS 及其双循环递归
/** A direction of length 1 and what the curvature makes of it. */
interface Pair {
  readonly s: tf.Tensor1D
  readonly y: tf.Tensor1D
}
/** Least cosine of s and y = C·s: a weaker curvature than that is rounding, and the recursion divides by it. */
const leastCosine = 1e-4

/**
 * Byrd et al. 2016, alg. 1: s is how the weights moved since the last look, y = C·s. A difference of two batches' gradients would be mostly noise
 * where s is short. The recursion is the same for any length of s; of length 1, short moves do not underflow.
 */
export function quasiNewton(params: Params, { variables }: Network, most: number): Curvature {
  const start = params.slot('start', flat(variables)) // at the last look
  const rows = (name: string) => params.slot(name, tf.zeros([most, start.size]) as tf.Tensor2D) // newest first
  const [S, Y] = [rows('S'), rows('Y')]
  const known = params.number('pairs', 0)
  const put = (slot: typeof S, row: tf.Tensor1D): void => slot.assign(tf.concat([row.expandDims(0), slot.slice(0, most - 1)]) as tf.Tensor2D)
  return {
    passes: ({ share }) => ({ step: 0, refresh: 3 * share }),
    async refresh({ network, x, ctx: { hyper } }) {
      const now = flat(variables)
      const moved = now.sub(start) as tf.Tensor1D
      const s = tf.divNoNan(moved, moved.norm()) as tf.Tensor1D // 0 at the first look, which finds no pair
      const y = products(network, part(x, hyper.share))(s)
      start.assign(now)
      const [along, length] = await tf.stack([dot(s, y), y.norm()]).data()
      if (!(along! > leastCosine * length!)) return
      put(S, s)
      put(Y, y)
      known.value = Math.min(known.value + 1, most)
    },
    solver({ ctx: { hyper } }, damping) {
      const K = Math.min(Math.round(hyper.rank), known.value)
      const pairs = Array.from({ length: K }, (_, k) => {
        const [s, y] = [S, Y].map((slot) => slot.slice(k, 1).flatten()) as [tf.Tensor1D, tf.Tensor1D]
        return { s, y: y.add(s.mul(damping)) as tf.Tensor1D } // (C + λ)·s
      })
      const unknown = 1 / (1 + damping) // C is taken for 1 until there is a pair
      return (gradient) => shaped(K > 0 ? twoLoop(pairs, flat(gradient)) : (flat(gradient).mul(unknown) as tf.Tensor1D), variables)
    },
  }
}

/** Nocedal & Wright 2006, alg. 7.4: BFGS' inverse from pairs, newest first, times a vector. It starts from γ·1 with γ by the newest (eq. 7.20). */
export function twoLoop(pairs: readonly Pair[], vector: tf.Tensor1D): tf.Tensor1D {
  let d = vector
  const shares = pairs.map(({ s, y }) => {
    const α = dot(s, d).div(dot(s, y))
    d = d.sub(y.mul(α))
    return α
  })
  const { s, y } = pairs[0]!
  d = d.mul(dot(s, y).div(dot(y, y)))
  for (const [k, { s, y }] of [...pairs.entries()].reverse()) d = d.add(s.mul(shares[k]!.sub(dot(y, d).div(dot(s, y)))))
  return d
}
// #endregion
