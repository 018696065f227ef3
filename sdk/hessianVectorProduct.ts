import * as tf from '@tensorflow/tfjs'
import { GradlabError } from '../protocol'

export interface HessianVectorProductOptions {
  /**
   * `tape` (the default) is exact. `differences`, of two gradients a little along ±vector, is right to about three digits in float32 and needs no second
   * derivative of any op.
   */
  readonly by?: 'tape' | 'differences'
}

/**
 * H·v for the Hessian H of a loss in some variables: the gradient of ∇loss·v, so H itself is never made (Pearlmutter 1994, Fast exact multiplication by the Hessian).
 * It costs about two to three gradients and keeps the tensors of two passes; by differences, two gradients and those of one.
 * @param loss a scalar; free of side effects, for it may be called more than once
 * @param vector v, one tensor for each variable and of its shape
 * @returns one tensor for each variable, of its shape; zeros where the gradient does not depend on it
 * @throws GradlabError source/params where `vector` does not fit
 */
export function hessianVectorProduct(
  loss: () => tf.Scalar,
  variables: readonly tf.Variable[],
  vector: readonly tf.Tensor[],
  { by = 'tape' }: HessianVectorProductOptions = {},
): tf.Tensor[] {
  checkFit(variables, vector)
  return tf.tidy(() => (by === 'tape' ? byTape(loss, variables, vector) : byDifferences(loss, variables, vector)))
}

function checkFit(variables: readonly tf.Variable[], vector: readonly tf.Tensor[]): void {
  const shapes = (tensors: readonly tf.Tensor[]): string => tensors.map(({ shape }) => `[${shape.join(', ')}]`).join(' ')
  if (variables.length === 0 || shapes(variables) !== shapes(vector)) {
    throw new GradlabError('source/params', { problem: `hessianVectorProduct expects a vector of ${shapes(variables)}, got ${shapes(vector)}.` })
  }
}

function byTape(loss: () => tf.Scalar, variables: readonly tf.Variable[], vector: readonly tf.Tensor[]): tf.Tensor[] {
  if (!tf.getGradient(tf.EluGrad))
    throw new Error('hessianVectorProduct needs an engine started by Gradlab: tfjs alone takes what a gradient saved for constant.')
  return gradientsOf(() => dot(gradientsOf(loss, variables), vector), variables)
}

/** At a distance that balances float32's rounding with the third derivative: ∛(machine epsilon), relative to the sizes of variables and vector. */
function byDifferences(loss: () => tf.Scalar, variables: readonly tf.Variable[], vector: readonly tf.Tensor[]): tf.Tensor[] {
  const at = variables.map((variable) => variable.clone())
  const distance = tf.divNoNan(tf.add(1, tf.sqrt(dot(at, at))).mul(Math.cbrt(tf.backend().epsilon())), tf.sqrt(dot(vector, vector)))
  const gradientsAt = (step: tf.Tensor): tf.Tensor[] => {
    variables.forEach((variable, i) => variable.assign(tf.add(at[i]!, tf.mul(vector[i]!, step))))
    return gradientsOf(loss, variables)
  }
  try {
    const ahead = gradientsAt(distance)
    const behind = gradientsAt(tf.neg(distance))
    return ahead.map((gradient, i) => tf.divNoNan(tf.sub(gradient, behind[i]!), tf.mul(distance, 2)))
  } finally {
    variables.forEach((variable, i) => variable.assign(at[i]!))
  }
}

function gradientsOf(loss: () => tf.Tensor, variables: readonly tf.Variable[]): tf.Tensor[] {
  const { value, grads } = tf.engine().gradients(loss, [...variables], undefined, true)
  tf.util.assert(value.rank === 0, () => `The loss of hessianVectorProduct must return a scalar, got shape [${value.shape.join(', ')}]`)
  return variables.map((variable, i) => (grads as (tf.Tensor | undefined)[])[i] ?? tf.zeros(variable.shape))
}

function dot(a: readonly tf.Tensor[], b: readonly tf.Tensor[]): tf.Scalar {
  return tf.addN(a.map((tensor, i) => tf.sum(tf.mul(tensor, b[i]!)) as tf.Scalar))
}
