import * as tf from '@tensorflow/tfjs'
import { walkOf } from '../broadcast'
import { fasterKernel, sizeFromShape, type FasterKernel } from '../kernel'
import { withBias } from './linear'
import { weightedRows } from './rows'

interface Inputs {
  a: tf.TensorInfo
  b: tf.TensorInfo
}

/** Numbers of the operations as in assembly/binary.ts. */
const arithmetic = [tf.Add, tf.Sub, tf.Multiply, tf.RealDiv, tf.Maximum, tf.Minimum, tf.SquaredDifference]
const relations = [tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual, tf.Equal, tf.NotEqual]

const connectives = [tf.LogicalAnd, tf.LogicalOr]

/** float32 operands of any shapes that broadcast, and truth values, walked through by strides. */
export const binaryKernels: readonly FasterKernel[] = [
  ...arithmetic.map((kernelName, operation) => elementwise(kernelName, 'binary', operation, 'float32')),
  ...relations.map((kernelName, operation) => elementwise(kernelName, 'compare', operation, 'bool')),
  ...connectives.map((kernelName, operation) => elementwise(kernelName, 'logical', operation, 'bool')),
]

function elementwise(kernelName: string, kernel: 'binary' | 'compare' | 'logical', operation: number, dtype: 'float32' | 'bool'): FasterKernel {
  const isSum = kernelName === tf.Add
  const isProduct = kernelName === tf.Multiply
  return fasterKernel<Inputs, object>(kernelName, ({ inputs: { a, b }, backend }, original) => {
    const expected = kernel === 'logical' ? 'bool' : 'float32'
    const walk = a.dtype === expected && b.dtype === expected ? walkOf(a.shape, b.shape) : undefined
    if (!walk) return original()
    const promised = isProduct ? weightedRows(backend, a, b) : isSum ? withBias(backend, a, b) : undefined
    if (promised) return promised
    const out = backend.allocate(walk.shape, dtype)
    const count = sizeFromShape(walk.shape)
    const work = count * 0.5 + walk.sizes[0] * walk.sizes[1] * walk.sizes[2] * 5
    const [left, right, to] = [backend.addressOf(a), backend.addressOf(b), backend.addressOf(out)]
    if (count > 0) backend.threads.run(kernel, work, operation, left, right, to, ...walk.sizes, ...walk.a, ...walk.b)
    return out
  })
}
