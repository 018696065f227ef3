import * as tf from '@tensorflow/tfjs'
import { input, valuesOf, type GradientCase } from './cases'

type Values = readonly Float32Array[]

/** A derivative along a direction: as the tape gives it, by finite differences, and the size by which to judge how far they are apart. */
export interface Derivative {
  readonly slope: number
  readonly expected: number
  readonly scale: number
}

/** Of u·f(x) along v. */
export function firstDerivative(gradientCase: GradientCase): Derivative {
  const { at, along } = setUp(gradientCase)
  const f = (inputs: Values): number => dot([run(gradientCase, inputs, (tensors) => [gradientCase.compute(tensors)])[0]!], [weights(gradientCase)])
  return compare(
    run(gradientCase, at, (tensors) => gradientsOf(gradientCase, tensors)),
    along,
    (step) => f(moved(at, along, step)),
  )
}

/** Of w·∇(u·f)(x) along v: a gradient of a gradient. */
export function secondDerivative(gradientCase: GradientCase): Derivative {
  const { at, along, across } = setUp(gradientCase)
  const nested = (tensors: tf.Tensor[]): tf.Tensor[] => {
    const across32 = across.map((values, i) => tf.tensor(values, tensors[i]!.shape))
    const inner = (): tf.Tensor => tf.addN(gradientsOf(gradientCase, tensors).map((gradient, i) => tf.sum(tf.mul(gradient, across32[i]!))))
    return allGradients(inner, tensors)
  }
  const first = (inputs: Values): number =>
    dot(
      run(gradientCase, inputs, (tensors) => gradientsOf(gradientCase, tensors)),
      across,
    )
  return compare(run(gradientCase, at, nested), along, (step) => first(moved(at, along, step)))
}

function setUp({ title, inputs }: GradientCase): Record<'at' | 'along' | 'across', Values> {
  return {
    at: inputs.map((of, i) => valuesOf(of, `${title} ${i}`)),
    along: inputs.map(({ shape }, i) => bothWays(valuesOf({ shape, low: 0.3, high: 1 }, `${title} along ${i}`))),
    across: inputs.map(({ shape }, i) => bothWays(valuesOf({ shape, low: 0.4, high: 1.2 }, `${title} across ${i}`))),
  }
}

function bothWays(values: Float32Array): Float32Array {
  return values.map((value, i) => (i % 3 === 1 ? -value : value))
}

const sizesOf = new Map<string, number[]>()

/** u, for the output's shape. */
function weights(gradientCase: GradientCase): Float32Array {
  const { title, inputs } = gradientCase
  let shape = sizesOf.get(title)
  if (!shape) {
    shape = tf.tidy(() => gradientCase.compute(inputs.map((of) => tf.tensor(valuesOf(of, title), of.shape))).shape)
    sizesOf.set(title, shape)
  }
  return valuesOf({ ...input(''), shape, low: -1, high: 1.2 }, `${title} upstream`)
}

function gradientsOf(gradientCase: GradientCase, tensors: tf.Tensor[]): tf.Tensor[] {
  const u = weights(gradientCase)
  return allGradients(() => gradientCase.compute(tensors), tensors, tf.tensor(u, sizesOf.get(gradientCase.title)))
}

function allGradients(f: () => tf.Tensor, tensors: tf.Tensor[], dy?: tf.Tensor): tf.Tensor[] {
  const { grads } = tf.engine().gradients(f, tensors, dy, true)
  return tensors.map((tensor, i) => (grads as (tf.Tensor | undefined)[])[i] ?? tf.zeros(tensor.shape))
}

function run({ inputs }: GradientCase, values: Values, compute: (tensors: tf.Tensor[]) => tf.Tensor[]): Float32Array[] {
  return tf.tidy(() => compute(values.map((of, i) => tf.tensor(of, inputs[i]!.shape))).map((tensor) => tensor.dataSync() as Float32Array))
}

/** By Richardson's central difference of fourth order; sums in doubles. */
function compare(gradient: Values, along: Values, f: (step: number) => number): Derivative {
  const h = 0.004
  const expected = (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)
  return { slope: dot(gradient, along), expected, scale: Math.sqrt(dot(gradient, gradient) * dot(along, along)) }
}

function moved(at: Values, along: Values, step: number): Float32Array[] {
  return at.map((values, i) => values.map((value, j) => value + step * along[i]![j]!))
}

function dot(a: Values, b: Values): number {
  return a.reduce((sum, values, i) => sum + values.reduce((part, value, j) => part + value * b[i]![j]!, 0), 0)
}
