import * as tf from '@tensorflow/tfjs'
import type { GuardedBackend } from './backend'
import { elementwise } from './program'

/**
 * A function of two numbers, broadcast.
 * @param value WGSL that sees `a` and `b`, and the functions that `declarations` has
 */
export function runBinary(
  backend: GuardedBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  dtype: 'float32' | 'int32' | 'bool',
  value: string,
  declarations = '',
): tf.TensorInfo {
  const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape)
  const body = `let a = A[${placeIn(a.shape, shape)}]; let b = B[${placeIn(b.shape, shape)}]; result[index] = ${value};`
  return backend.runWebGPUProgram(elementwise(`gradlabBinary_${body}`, shape, ['A', 'B'], body, { declarations }), [a, b], dtype)
}

/** WGSL for where an element of the result finds its operand; without the first length, so that batches of any size share a program. */
function placeIn(shape: number[], result: number[]): string {
  if (shape.join() === result.join()) return 'index'
  const strides = [...tf.util.computeStrides(shape), 1]
  const resultStrides = [...tf.util.computeStrides(result), 1]
  const skipped = result.length - shape.length
  const steps = shape.flatMap((length, axis) => {
    if (length === 1) return []
    const at = `index / ${resultStrides[skipped + axis]}`
    return [`(${skipped + axis === 0 ? at : `(${at}) % ${length}`}) * ${strides[axis]}`]
  })
  return steps.join(' + ') || '0'
}
