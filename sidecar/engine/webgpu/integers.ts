import * as tf from '@tensorflow/tfjs'
import { replaceKernel } from '../shared/replace'
import type { GuardedBackend } from './backend'
import { runBinary } from './binary'
import { elementwise } from './program'

/** tfjs' programs compute with integers as float32: above 2²⁴ the low bits are lost, and nothing wraps around. These compute with int32. */
export function mendIntegers(): void {
  for (const [name, value] of arithmetic) replaceKernel('webgpu', name, ofIntegers(value, 'int32'))
  for (const [name, value] of ofOne) replaceKernel('webgpu', name, ofInteger(value))
  for (const [name, sign] of comparisons) replaceKernel('webgpu', name, ofIntegers(`select(0, 1, a ${sign} b)`, 'bool'))
}
const arithmetic = [
  [tf.Add, 'a + b'],
  [tf.Sub, 'a - b'],
  [tf.Multiply, 'a * b'],
  [tf.Maximum, 'max(a, b)'],
  [tf.Minimum, 'min(a, b)'],
  [tf.SquaredDifference, '(a - b) * (a - b)'],
  [tf.FloorDiv, 'quotient(a, b)'],
  [tf.Mod, 'select(a - quotient(a, b) * b, 0, b == 0)'],
  [tf.Pow, 'power(a, b)'],
] as const
const ofOne = [
  [tf.Abs, 'abs(a)'],
  [tf.Neg, '-a'],
  [tf.Relu, 'max(a, 0)'],
  [tf.Square, 'a * a'],
] as const
/** What is divided by 0 is 0, as where JavaScript puts an infinity into an Int32Array; of a power with a negative exponent only that of 1 and −1 is none. */
const declarations = `
  fn quotient(a: i32, b: i32) -> i32 {
    if (b == 0) { return 0; }
    let towards0 = a / b;
    return select(towards0, towards0 - 1, towards0 * b != a && (a < 0) != (b < 0));
  }
  fn power(a: i32, b: i32) -> i32 {
    if (b < 0) { return select(0, select(1, a, (b & 1) == 1), abs(a) == 1); }
    var result = 1; var base = a; var left = b;
    loop { if (left == 0) { break; } if ((left & 1) == 1) { result *= base; } base *= base; left >>= 1u; }
    return result;
  }`
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
      return runBinary(backend, a, b, dtype, value, declarations)
    },
  })
}

function ofInteger(value: string) {
  return (original: tf.KernelConfig): tf.KernelConfig => ({
    ...original,
    kernelFunc(call) {
      const x = call.inputs['x'] as tf.TensorInfo
      const backend = call.backend as GuardedBackend
      if (x.dtype !== 'int32' || backend.shouldExecuteOnCPU([x])) return original.kernelFunc(call)
      return backend.runWebGPUProgram(elementwise(`gradlabInteger_${value}`, x.shape, ['x'], `let a = x[index]; result[index] = ${value};`), [x], 'int32')
    },
  })
}
