import * as tf from '@tensorflow/tfjs'
import { gradientOf, gradientOfShapes, run, sumTo } from './config'

/** Gradients of ops on single elements that tfjs 4.22 has wrongly or not at all. */
export const elementwiseGradients: readonly tf.GradConfig[] = [
  // tfjs keeps both operands for their shapes.
  gradientOfShapes(tf.Add, (dy, { a, b }) => ({ a: () => sumTo(dy, a!.shape), b: () => sumTo(dy, b!.shape) })),
  gradientOfShapes(tf.Sub, (dy, { a, b }) => ({ a: () => sumTo(dy, a!.shape), b: () => sumTo(tf.neg(dy), b!.shape) })),
  // tfjs' are three to five kernels; and of a rectifier it keeps the input, which nobody needs besides.
  gradientOf(tf.Relu, { outputs: [true] }, (dy, [y]) => ({ x: () => timesSlope('GradlabReluGrad', dy, y!, () => tf.mul(dy, tf.step(y!))) })),
  gradientOf(tf.Sigmoid, { outputs: [true] }, (dy, [y]) => ({
    x: () => timesSlope('GradlabSigmoidGrad', dy, y!, () => tf.mul(dy, tf.mul(y!, tf.sub(1, y!)))),
  })),
  gradientOf(tf.Tanh, { outputs: [true] }, (dy, [y]) => ({
    x: () => timesSlope('GradlabTanhGrad', dy, y!, () => tf.mul(tf.sub(1, tf.square(y!)), dy)),
  })),
  // tfjs forgets to sum over the axes along which an operand was broadcast.
  gradientOf(tf.Maximum, { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => sumTo(tf.mul(dy, tf.greaterEqual(a!, b!).toFloat()), a!.shape),
    b: () => sumTo(tf.mul(dy, tf.less(a!, b!).toFloat()), b!.shape),
  })),
  gradientOf(tf.Minimum, { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => sumTo(tf.mul(dy, tf.lessEqual(a!, b!).toFloat()), a!.shape),
    b: () => sumTo(tf.mul(dy, tf.greater(a!, b!).toFloat()), b!.shape),
  })),
  gradientOf(tf.SquaredDifference, { inputs: ['a', 'b'] }, (dy, [a, b]) => {
    const slope = (): tf.Tensor => tf.mul(dy, tf.sub(a!, b!).mul(2))
    return { a: () => sumTo(slope(), a!.shape), b: () => sumTo(slope().neg(), b!.shape) }
  }),
  // A staircase: tfjs gives the gradient of a / b.
  gradientOf(tf.FloorDiv, { inputs: ['a', 'b'] }, (_, [a, b]) => ({ a: () => tf.zeros(a!.shape), b: () => tf.zeros(b!.shape) })),
  // nn_grad.py, _EluGradGrad: the slope is 1 above zero, y + 1 below.
  gradientOf(tf.EluGrad, { inputs: ['dy', 'y'] }, (G, [dy, y]) => ({
    dy: () => run(tf.EluGrad, { dy: G, y: y! }),
    y: () => tf.where(tf.greaterEqual(y!, 0), tf.zerosLike(dy!), tf.mul(G, dy!)),
  })),
  // tfjs' own drops imaginary parts.
  gradientOf(tf.Identity, {}, (dy) => ({ x: () => dy.clone() })),
  multiplyGradient(),
  batchMatMulGradient(),
]

/** dy times the slope of a function that tells it by its output: in one kernel where the engine has one and nobody differentiates that. */
function timesSlope(kernelName: string, dy: tf.Tensor, y: tf.Tensor, composed: () => tf.Tensor): tf.Tensor {
  const { state, backendName } = tf.engine()
  const isTaped = state.gradientDepth > 0
  return !isTaped && tf.getKernel(kernelName, backendName) ? run(kernelName, { dy, y }) : composed()
}

/** dy times the other operand, of complex ones times its conjugate. tfjs' own calls kernels that change nothing. */
function multiplyGradient(): tf.GradConfig {
  const original = tf.getGradient(tf.Multiply)
  return {
    ...original,
    gradFunc: (dy, saved, attributes) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor]
      if (a.dtype === 'float32' && b.dtype === 'float32') {
        return { a: () => sumTo(tf.mul(dy as tf.Tensor, b), a.shape), b: () => sumTo(tf.mul(dy as tf.Tensor, a), b.shape) }
      }
      if (a.dtype !== 'complex64') return original.gradFunc(dy, saved, attributes)
      const by = (other: tf.Tensor, shape: number[]): tf.Tensor => {
        const product = tf.mul(dy as tf.Tensor, tf.complex(tf.real(other), tf.neg(tf.imag(other))))
        return tf.complex(sumTo(tf.real(product), shape), sumTo(tf.imag(product), shape))
      }
      return { a: () => by(b, a.shape), b: () => by(a, b.shape) }
    },
  }
}

/** tfjs' own, and for batches that were broadcast its sum over what they were broadcast along. */
function batchMatMulGradient(): tf.GradConfig {
  const original = tf.getGradient(tf.BatchMatMul)
  return {
    ...original,
    gradFunc: (dy, saved, attributes) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor]
      const gradients = original.gradFunc(dy, saved, attributes) as Record<string, () => tf.Tensor>
      if (tf.util.arraysEqual(a.shape.slice(0, -2), b.shape.slice(0, -2))) return gradients
      return { a: () => sumTo(gradients['a']!(), a.shape), b: () => sumTo(gradients['b']!(), b.shape) }
    },
  }
}
