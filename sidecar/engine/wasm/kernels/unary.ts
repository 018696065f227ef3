import * as tf from '@tensorflow/tfjs'
import { areFloats, fasterKernel, sizeOf, type FasterKernel } from '../kernel'
import { rectified } from './linear'

interface Inputs {
  x: tf.TensorInfo
}
/** What an operation needs besides x. */
type Numbers = readonly [p: number, q: number]

/** Numbers of the operations as in assembly/unary.ts, and about how many nanoseconds a value takes. */
const operations: readonly (readonly [kernelName: string, operation: number, nanoseconds: number, numbers?: (attrs: object) => Numbers])[] = [
  [tf.Neg, 0, 0.3],
  [tf.Abs, 1, 0.3],
  [tf.Sqrt, 2, 0.5],
  [tf.Rsqrt, 3, 0.8],
  [tf.Square, 4, 0.3],
  [tf.Reciprocal, 5, 0.5],
  [tf.Relu, 6, 0.3],
  [tf.Relu6, 7, 0.3],
  [tf.Exp, 8, 1.5],
  [tf.Log, 9, 2],
  [tf.Sigmoid, 10, 2],
  [tf.Tanh, 11, 2.5],
  [tf.Log1p, 21, 3],
  [tf.Expm1, 22, 2.5],
  [tf.Softplus, 23, 5],
  [tf.Erf, 24, 3],
  [tf.LeakyRelu, 12, 0.4, (attrs) => [(attrs as tf.LeakyReluAttrs).alpha, 0]],
  [tf.Elu, 13, 2],
  [tf.Step, 14, 0.4, (attrs) => [(attrs as tf.StepAttrs).alpha, 0]],
  [tf.Floor, 15, 0.3],
  [tf.Ceil, 16, 0.3],
  [tf.Round, 20, 0.3],
  [tf.ClipByValue, 19, 0.4, (attrs) => [(attrs as tf.ClipByValueAttrs).clipValueMin, (attrs as tf.ClipByValueAttrs).clipValueMax]],
]

const rectifier = 6

/** Kernels that take each value of a float32 tensor by itself. */
export const unaryKernels: readonly FasterKernel[] = operations.map(([kernelName, operation, nanoseconds, numbers]) =>
  fasterKernel<Inputs, object>(kernelName, ({ inputs: { x }, attrs, backend }, original) => {
    if (!areFloats(x)) return original()
    const product = operation === rectifier ? rectified(backend, x) : undefined
    if (product) return product
    const count = sizeOf(x)
    const [p, q] = numbers?.(attrs) ?? [0, 0]
    const out = backend.allocate(x.shape, 'float32')
    backend.threads.run('unary', count * nanoseconds, operation, backend.addressOf(x), backend.addressOf(out), count, p, q)
    return out
  }),
)
