import * as tf from '@tensorflow/tfjs'
import { GradlabError } from '../protocol'
import { fusedUpdate } from './fusedUpdate'
import type { Params } from './params'

/**
 * Slots and powers of the betas live in Params, so that a resume is exact; the rate is read at every step, so that a live change
 * holds from the next one.
 */
export interface Optimizer {
  /** Lowers the loss by one update and returns it. The closure may be called more than once: it must have no side effect. */
  minimize(loss: () => tf.Scalar): tf.Scalar
}

/** Stochastic gradient descent, with the heavy ball of Polyak 1964 where `momentum` is not 0: v ← m·v + g, x ← x − rate·v. */
export function sgd(params: Params, options: { learningRate: () => number; momentum?: number }): Optimizer {
  const { momentum = 0 } = options
  const velocities = slots(params, 'sgd', momentum === 0 ? [] : ['velocity'])
  return {
    minimize(loss) {
      const rate = options.learningRate()
      return update(params, loss, (x, g) => {
        if (momentum === 0) {
          if (!fusedUpdate('GradlabFusedSgd', x, g, {}, { learningRate: rate })) x.assign(x.sub(g.mul(rate)))
          return
        }
        const [velocity] = velocities(x) as [tf.Variable]
        if (fusedUpdate('GradlabFusedMomentum', x, g, { velocity }, { learningRate: rate, momentum })) return
        velocity.assign(velocity.mul(momentum).add(g))
        x.assign(x.sub(velocity.mul(rate)))
      })
    },
  }
}

/** RMSProp (Hinton 2012, lecture 6e) as PyTorch has it: ε is added to the root. */
export function rmsProp(params: Params, options: { learningRate: () => number; decay?: number; epsilon?: number }): Optimizer {
  const { decay = 0.99, epsilon = 1e-8 } = options
  const meanSquares = slots(params, 'rmsProp', ['meanSquare'])
  return {
    minimize(loss) {
      const learningRate = options.learningRate()
      return update(params, loss, (x, g) => {
        const [meanSquare] = meanSquares(x) as [tf.Variable]
        if (fusedUpdate('GradlabFusedRmsProp', x, g, { meanSquare }, { learningRate, decay, oneMinusDecay: 1 - decay, epsilon })) return
        meanSquare.assign(meanSquare.mul(decay).add(g.square().mul(1 - decay)))
        x.assign(x.sub(g.div(meanSquare.sqrt().add(epsilon)).mul(learningRate)))
      })
    },
  }
}

/**
 * Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1), with the decoupled decay of AdamW (Loshchilov & Hutter 2019,
 * arXiv:1711.05101, algorithm 2) where `weightDecay` is not 0.
 */
export function adam(
  params: Params,
  options: { learningRate: () => number; weightDecay?: number; beta1?: number; beta2?: number; epsilon?: number },
): Optimizer {
  const { weightDecay = 0, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  const own = ownPlace(params, 'adam')
  const moments = slotsIn(own, params, ['m', 'v'])
  const beta1Power = own.number('beta1Power', 1)
  const beta2Power = own.number('beta2Power', 1)
  return {
    minimize(loss) {
      const rate = options.learningRate()
      beta1Power.value *= beta1
      beta2Power.value *= beta2
      const stepSize = (rate * Math.sqrt(1 - beta2Power.value)) / (1 - beta1Power.value)
      const epsilonHat = epsilon * Math.sqrt(1 - beta2Power.value) // so that ε is added to √v̂, as in the paper's last line
      return update(params, loss, (x, g) => {
        const [m, v] = moments(x) as [tf.Variable, tf.Variable]
        const [oneMinusBeta1, oneMinusBeta2, keep] = [1 - beta1, 1 - beta2, 1 - rate * weightDecay]
        if (fusedUpdate('GradlabFusedAdam', x, g, { m, v }, { beta1, oneMinusBeta1, beta2, oneMinusBeta2, stepSize, epsilon: epsilonHat, keep })) return
        m.assign(m.mul(beta1).add(g.mul(oneMinusBeta1)))
        v.assign(v.mul(beta2).add(g.square().mul(oneMinusBeta2)))
        const change = m.div(v.sqrt().add(epsilonHat)).mul(stepSize)
        x.assign((keep === 1 ? x : x.mul(keep)).sub(change))
      })
    },
  }
}

type Slots = (x: tf.Variable) => readonly tf.Variable[]

function update(params: Params, loss: () => tf.Scalar, apply: (x: tf.Variable, gradient: tf.Tensor) => void): tf.Scalar {
  const variables = params.variables
  if (variables.length === 0) throw new GradlabError('source/params', { problem: 'The optimizer was given params without a variable.' })
  const byName = new Map(variables.map((variable) => [variable.name, variable]))
  const { value, grads } = tf.variableGrads(loss, variables)
  tf.tidy(() => {
    for (const [name, gradient] of Object.entries(grads)) if (gradient) apply(byName.get(name)!, gradient)
  })
  for (const gradient of Object.values(grads)) (gradient as tf.Tensor | undefined)?.dispose()
  return value
}

function slots(params: Params, name: string, kinds: readonly string[]): Slots {
  return kinds.length === 0 ? () => [] : slotsIn(ownPlace(params, name), params, kinds)
}

/** A slot of each kind for every variable there is now; a variable made later gets its slots at its first update. */
function slotsIn(own: Params, params: Params, kinds: readonly string[]): Slots {
  const made = new Map<tf.Variable, tf.Variable[]>()
  const of = (x: tf.Variable): tf.Variable[] => {
    let found = made.get(x)
    if (!found) {
      const at = own.at(String(made.size))
      made.set(x, (found = kinds.map((kind) => at.slot(kind, tf.zerosLike(x)))))
    }
    return found
  }
  params.variables.forEach(of)
  return of
}

/** `adam`, or `adam2` for the second optimiser over the same params. */
function ownPlace(params: Params, name: string): Params {
  const taken = optimizers.get(params.rng)?.get(name) ?? 0
  const counts = optimizers.get(params.rng) ?? new Map<string, number>()
  optimizers.set(params.rng, counts.set(name, taken + 1))
  return params.at(taken === 0 ? name : `${name}${taken + 1}`)
}
/** Keyed by the node's random stream: two `params.at('x')` are two objects with one stream. */
const optimizers = new WeakMap<object, Map<string, number>>()
