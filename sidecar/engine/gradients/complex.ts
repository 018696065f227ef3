import * as tf from '@tensorflow/tfjs'
import { gradientOf } from './config'

/**
 * The gradient of a complex z = a + ib is ∂/∂a + i ∂/∂b, as in TensorFlow and PyTorch. The tape makes that of a real tensor real, that
 * of a complex one complex. tfjs 4.22 has none of these but a wrong one of the absolute value.
 */
export const complexGradients: readonly tf.GradConfig[] = [
  gradientOf(tf.Complex, {}, (dy) => ({ real: () => tf.real(dy), imag: () => tf.imag(dy) })),
  gradientOf(tf.Real, {}, (dy) => ({ input: () => dy.clone() })),
  gradientOf(tf.Imag, {}, (dy) => ({ input: () => tf.complex(tf.zerosLike(dy), dy) })),
  // z / |z|, and 0 at 0: math_grad.py, _ComplexAbsGrad.
  gradientOf(tf.ComplexAbs, { inputs: ['x'] }, (dy, [x]) => ({
    x: () => {
      const [a, b] = [tf.real(x!), tf.imag(x!)]
      const size = tf.sqrt(tf.add(tf.square(a), tf.square(b)))
      return tf.complex(tf.divNoNan(tf.mul(dy, a), size), tf.divNoNan(tf.mul(dy, b), size))
    },
  })),
  // The conjugate transpose of a Fourier matrix is its conjugate, for it is symmetric: F*(dy) = conj(F(conj(dy))).
  gradientOf(tf.FFT, {}, (dy) => ({ input: () => conjugate(tf.spectral.fft(conjugate(dy))) })),
  gradientOf(tf.IFFT, {}, (dy) => ({ input: () => conjugate(tf.spectral.ifft(conjugate(dy))) })),
]

function conjugate(z: tf.Tensor): tf.Tensor {
  return tf.complex(tf.real(z), tf.neg(tf.imag(z)))
}
