import * as tf from '@tensorflow/tfjs'
import { parseEquation, shared } from '../shared/einsumEquation'

/**
 * tfjs 4.22 has no gradient for einsum. For 'a,b->c': dA is dy and B contracted by 'c,b->a'; an axis that only A has was summed
 * away alone, so its gradient is the same along it.
 */
export const einsumGradient: tf.GradConfig = {
  kernelName: tf.Einsum,
  saveAllInputs: true,
  // tfjs' types know one dy or several and do not say that an op of several inputs keyed by number returns a list.
  gradFunc: (dy, saved, attrs) => {
    const { equation } = attrs as unknown as { equation: string }
    const { inputs, output } = parseEquation(equation, saved.length)
    const gradients = saved.map(
      (operand, i) => () =>
        gradientOf(
          dy as tf.Tensor,
          output,
          operand,
          inputs[i]!,
          saved.filter((_, j) => j !== i),
          inputs.filter((_, j) => j !== i),
        ),
    )
    return Object.fromEntries(gradients.map((gradient, i) => [String(i), gradient]))
  },
}

function gradientOf(dy: tf.Tensor, output: string, operand: tf.Tensor, axes: string, others: tf.Tensor[], otherAxes: readonly string[]): tf.Tensor {
  const known = shared(axes, output + otherAxes.join(''))
  const gradient = tf.einsum(`${[output, ...otherAxes].join(',')}->${known}`, dy, ...others)
  const spread = operand.shape.map((size, i) => (known.includes(axes[i]!) ? size : 1))
  return tf.broadcastTo(gradient.reshape(spread), operand.shape)
}
