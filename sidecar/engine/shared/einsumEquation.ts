import * as tf from '@tensorflow/tfjs'

/** 'ab,bc->ac' taken apart: one letter an axis. */
export interface Equation {
  readonly inputs: readonly string[]
  readonly output: string
}

/** @throws what tf.einsum throws for an equation that it does not support (`...`, repeated axes, three operands) */
export function parseEquation(equation: string, operands: number): Equation {
  tf.backend_util.decodeEinsumEquation(equation, operands)
  const [inputs, output] = equation.replace(/\s/g, '').split('->') as [string, string]
  return { inputs: inputs.split(','), output }
}

/** The letters of `a` that `b` has too, or with `has` false those that it has not; in the order of `a`. */
export function shared(a: string, b: string, has = true): string {
  return [...a].filter((letter) => b.includes(letter) === has).join('')
}
