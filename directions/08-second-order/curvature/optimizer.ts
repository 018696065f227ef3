import * as tf from '@tensorflow/tfjs'
import type { Context, Params } from 'gradlab'
import type { Batch } from './data'
import type { Curvature, Hyper } from './model'
import type { Network } from './network'
import { dot, flat, gradientsOf } from './products'

// #region snippet gl-curvature-step | The smallest use of a curvature: a step divided by it, no longer than it can be trusted, with a heavy ball | 曲率的最小用法：除以曲率、以可信范围为限、带重球的一步
/** x ← x − v with v ← m·v + rate·d. @param unit what a learning rate of 1 means for this curvature */
export function secondOrder(params: Params, network: Network, curvature: Curvature, unit: number) {
  const velocities = network.variables.map((variable, i) => params.slot(`velocity${i}`, tf.zerosLike(variable)))
  const steps = params.number('steps', 0)
  return async ({ x, t }: Batch, ctx: Context<Hyper>) => {
    const { hyper } = ctx
    const look = { network, x, ctx }
    const passes = curvature.passes(hyper)
    const isDue = curvature.refresh !== undefined && steps.value++ % Math.round(hyper.period) === 0
    if (isDue) await curvature.refresh!(look)
    const solve = await curvature.solver(look, hyper.damping)
    const { value, gradients } = gradientsOf(() => network.loss(x, t), network.variables)
    const d = solve(gradients)
    const rate = rateOf(hyper, unit, flat(d), flat(gradients))
    velocities.forEach((velocity, i) => {
      velocity.assign(velocity.mul(hyper.momentum).add(d[i]!.mul(rate)))
      network.variables[i]!.assign(network.variables[i]!.sub(velocity))
    })
    return { loss: value, rate, passes: 1 + passes.step + (isDue ? passes.refresh : 0) }
  }
}

/** The learning rate, or less, so that rate²·dᵀ·gradient ≤ trust: dᵀ·gradient is dᵀ(C + λ)d, twice the change of the loss that the quadratic model predicts. */
export function rateOf({ learningRate, trust }: Pick<Hyper, 'learningRate' | 'trust'>, unit: number, d: tf.Tensor1D, gradient: tf.Tensor1D): tf.Scalar {
  return tf.minimum(learningRate * unit, tf.sqrt(tf.div(trust, dot(d, gradient))))
}
// #endregion
