import * as tf from '@tensorflow/tfjs'
import type { Argument } from './goldens'
import { readNumber } from './inputs'
import { composed } from './composed'

/** Calls an op by its name in tfjs ("image.resizeBilinear") with the arguments of a case. Its outputs come in the goldens' order. */
export function call(op: string, args: readonly Argument[], inputs: readonly tf.Tensor[]): tf.Tensor[] | Promise<tf.Tensor[]> {
  const result = callOp(op, args, inputs)
  return result instanceof Promise ? result.then(flatten) : flatten(result)
}

function callOp(op: string, args: readonly Argument[], inputs: readonly tf.Tensor[]): unknown {
  return find(op)(...args.map((argument) => evaluate(argument, inputs)))
}

type Op = (...args: unknown[]) => unknown

function find(op: string): Op {
  const path = op.split('.')
  const found = path.reduce<unknown>((from, name) => (from as Record<string, unknown> | undefined)?.[name], { ...tf, ...composed })
  if (typeof found !== 'function') throw new Error(`tfjs has no op ${op}`)
  return found as Op
}

function evaluate(argument: Argument, inputs: readonly tf.Tensor[]): unknown {
  if (argument === '#undefined') return undefined
  if (typeof argument === 'string' && argument.startsWith('@')) return inputs[Number(argument.slice(1))]
  if (typeof argument === 'string' && argument.startsWith('#')) return readNumber(argument)
  if (Array.isArray(argument)) return argument.map((item: Argument) => evaluate(item, inputs))
  if (typeof argument !== 'object' || argument === null) return argument
  const entries = argument as { readonly [name: string]: Argument }
  if (typeof entries['op'] === 'string') return callOp(entries['op'], entries['args'] as Argument[], inputs)
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, evaluate(value, inputs)]))
}

/** Several outputs as they are listed, or by name; a complex one as its two parts. */
function flatten(result: unknown): tf.Tensor[] {
  if (result instanceof tf.Tensor) return parts(result as tf.Tensor)
  if (Array.isArray(result)) return result.flatMap((item: unknown) => flatten(item))
  if (typeof result !== 'object' || result === null) throw new Error(`an op returned ${String(result)} instead of tensors`)
  return Object.entries(result)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, value]) => flatten(value))
}

function parts(tensor: tf.Tensor): tf.Tensor[] {
  return tensor.dtype === 'complex64' ? [tf.real(tensor), tf.imag(tensor)] : [tensor]
}
