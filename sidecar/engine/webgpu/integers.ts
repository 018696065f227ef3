import * as tf from '@tensorflow/tfjs'
import { replaceKernel } from '../shared/replace'
import type { GuardedBackend } from './backend'
import { elementwise } from './program'

/** tfjs' programs compute with integers as float32: above 2²⁴ the low bits are lost, and nothing wraps around. These compute with int32. */
export function mendIntegers(): void {
  for (const [name, value] of arithmetic) replaceKernel('webgpu', name, ofIntegers(value, 'int32'))
  for (const [name, sign] of comparisons) replaceKernel('webgpu', name, ofIntegers(`select(0, 1, a ${sign} b)`, 'bool'))
}
const arithmetic = [
  [tf.Add, 'a + b'],
  [tf.Sub, 'a - b'],
  [tf.Multiply, 'a * b'],
  [tf.Maximum, 'max(a, b)'],
  [tf.Minimum, 'min(a, b)'],
] as const
const comparisons = [
  [tf.Equal, '=='],
  [tf.NotEqual, '!='],
  [tf.Less, '<'],
  [tf.LessEqual, '<='],
  [tf.Greater, '>'],
  [tf.GreaterEqual, '>='],
] as const

function ofIntegers(value: string, dtype: 'int32' | 'bool') {
  return (original: tf.KernelConfig): tf.KernelConfig => ({
    ...original,
    kernelFunc(call) {
      const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo }
      const backend = call.backend as GuardedBackend
      if (a.dtype !== 'int32' || b.dtype !== 'int32' || backend.shouldExecuteOnCPU([a, b])) return original.kernelFunc(call)
      const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape)
      const body = `let a = A[${placeIn(a.shape, shape)}]; let b = B[${placeIn(b.shape, shape)}]; result[index] = ${value};`
      return backend.runWebGPUProgram(elementwise(`gradlabIntegers_${body}`, shape, ['A', 'B'], body), [a, b], dtype)
    },
  })
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
