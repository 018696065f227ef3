import * as tf from '@tensorflow/tfjs'
import { hessianVectorProduct } from 'gradlab'
import type { Network } from './network'

// #region snippet gl-curvature-products | Products with the Gauss-Newton matrix, and conjugate gradients on them | 高斯-牛顿矩阵与向量之积，以及其上的共轭梯度
/** C·v without C: the Hessian of ½(f − f₀)ᵀ·H·(f − f₀), with f₀ the outputs now and H the loss' curvature there, is C where f = f₀. */
export function products(network: Network, x: tf.Tensor2D): (v: tf.Tensor1D) => tf.Tensor1D {
  const { variables } = network
  const start = network.read(x).outputs
  const H = network.spread(start)
  const nearby = () => dot(network.read(x).outputs.sub(start).square().flatten(), H.flatten()).div(2 * x.shape[0]) as tf.Scalar
  return (v) => flat(hessianVectorProduct(nearby, variables, shaped(v, variables)))
}

/** Hestenes & Stiefel 1952: after n products, the best x in the space that n of them span. Nothing is read back. */
export function conjugateGradients(product: (v: tf.Tensor1D) => tf.Tensor1D, b: tf.Tensor1D, iterations: number): tf.Tensor1D {
  let [x, r, p] = [tf.zerosLike(b), b, b]
  for (let i = 0; i < iterations; i++) {
    const Cp = product(p)
    const length = tf.divNoNan(dot(r, r), dot(p, Cp))
    const next = r.sub(Cp.mul(length)) as tf.Tensor1D
    x = x.add(p.mul(length))
    p = next.add(p.mul(tf.divNoNan(dot(next, next), dot(r, r))))
    r = next
  }
  return x
}

/** The first rows, at least one. */
export const part = (x: tf.Tensor2D, share: number): tf.Tensor2D => x.slice([0, 0], [Math.max(1, Math.round(share * x.shape[0])), -1])

/** All values in a row, tensor by tensor. */
export const flat = (tensors: readonly tf.Tensor[]): tf.Tensor1D => tf.concat(tensors.map((tensor) => tensor.flatten()))

/** What `flat` put in a row, in the shapes of `like` again. */
export function shaped(vector: tf.Tensor1D, like: readonly tf.Tensor[]): tf.Tensor[] {
  const parts = tf.split(
    vector,
    like.map(({ size }) => size),
  )
  return parts.map((part, i) => part.reshape(like[i]!.shape))
}

export const dot = (a: tf.Tensor1D, b: tf.Tensor1D): tf.Scalar => a.mul(b).sum()
// #endregion

/** Gradients of a loss to variables, in their order, and its value. */
export function gradientsOf(loss: () => tf.Scalar, variables: tf.Variable[]): { value: tf.Scalar; gradients: tf.Tensor[] } {
  const { value, grads } = tf.variableGrads(loss, variables)
  return { value, gradients: variables.map((variable) => grads[variable.name]!) }
}
