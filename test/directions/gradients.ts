import * as tf from '@tensorflow/tfjs'
import { pathOf } from '../../sdk/params'
import { finiteDifferenceError } from '../../sdk/testing'

/** One gradient that a step asked for: of `loss`, to variables. */
export interface GradientCall {
  readonly loss: () => tf.Scalar
  readonly variables: readonly tf.Variable[]
  readonly gradients: readonly (tf.Tensor | null)[]
}

/**
 * Shows every gradient to variables while `run` runs, whichever optimizer or tfjs function asks for it: all go through this one
 * method of tfjs' engine. Gradients inside a loss are the loss's own affair.
 */
export async function watchGradients<T>(run: () => Promise<T>, see: (call: GradientCall) => void): Promise<T> {
  const engine = tf.engine()
  const original = engine.gradients.bind(engine)
  let depth = 0
  engine.gradients = <R extends tf.Tensor>(loss: () => R, xs: tf.Tensor[], dy?: R, allowNoGradients?: boolean): ReturnType<typeof original<R>> => {
    depth++
    const result = original(loss, xs, dy, allowNoGradients)
    depth--
    if (depth === 0 && !dy && xs.every((x) => x instanceof tf.Variable)) {
      see({ loss: loss as unknown as () => tf.Scalar, variables: xs as tf.Variable[], gradients: result.grads as (tf.Tensor | null)[] })
    }
    return result
  }
  try {
    return await run()
  } finally {
    engine.gradients = original
  }
}

/** The largest value of each gradient, by path; NaN where one is not finite. */
export function largestGradients({ variables, gradients }: GradientCall): Map<string, number> {
  return new Map(variables.map((variable, i) => [pathOf(variable) ?? variable.name, tf.tidy(() => gradients[i]?.abs().max().dataSync()[0] ?? 0)]))
}

/** For each gradient that a step asks for, its error against finite differences of the same loss. */
export async function gradientErrors(step: () => Promise<unknown>): Promise<{ variables: string; error: number }[]> {
  const errors: { variables: string; error: number }[] = []
  await watchGradients(step, ({ loss, variables, gradients }) => {
    const names = variables.map((variable) => pathOf(variable) ?? variable.name)
    errors.push({ variables: names.join(', '), error: finiteDifferenceError(loss, variables, gradients) })
  })
  return errors
}
