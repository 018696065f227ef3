import * as tf from '@tensorflow/tfjs'
import { input, valuesOf, type GradientCase } from './cases'

type Values = readonly Float32Array[]

/** A derivative along a direction: as the tape gives it, by finite differences, and the size by which to judge how far they are apart. */
export interface Derivative {
  readonly slope: number
  readonly expected: number
  readonly scale: number
}

/** Of u·f(x) along v, for u, x and v that only depend on the case's title; on the engine that is set. */
export async function firstDerivative(gradientCase: GradientCase): Promise<Derivative> {
  const { at, along, upstream } = setUp(gradientCase)
  const gradient = await run(gradientCase, at, (tensors) => gradientsOf(gradientCase, tensors, upstream))
  return compare(gradient, along, async (step) => dot(await run(gradientCase, moved(at, along, step), (x) => [gradientCase.compute(x)]), [upstream.values]))
}

/** Of w·∇(u·f)(x) along v: a gradient of a gradient. */
export async function secondDerivative(gradientCase: GradientCase): Promise<Derivative> {
  const { at, along, across, upstream } = setUp(gradientCase)
  const first = (tensors: tf.Tensor[]): tf.Tensor[] => gradientsOf(gradientCase, tensors, upstream)
  const gradient = await run(gradientCase, at, (tensors) => {
    const weights = across.map((values, i) => tf.tensor(values, tensors[i]!.shape))
    return allGradients(() => tf.addN(first(tensors).map((of, i) => tf.sum(tf.mul(of, weights[i]!)))), tensors)
  })
  return compare(gradient, along, async (step) => dot(await run(gradientCase, moved(at, along, step), first), across))
}

interface Upstream {
  readonly values: Float32Array
  readonly shape: number[]
}

function setUp({ title, inputs, compute }: GradientCase): Record<'at' | 'along' | 'across', Values> & { readonly upstream: Upstream } {
  const at = inputs.map((of, i) => valuesOf(of, `${title} ${i}`))
  const { shape } = tf.tidy(() => compute(inputs.map((of, i) => tf.tensor(at[i]!, of.shape))))
  return {
    at,
    along: inputs.map((of, i) => bothWays(valuesOf({ ...of, low: 0.3, high: 1 }, `${title} along ${i}`))),
    across: inputs.map((of, i) => bothWays(valuesOf({ ...of, low: 0.4, high: 1.2 }, `${title} across ${i}`))),
    upstream: { values: valuesOf({ ...input('', -1, 1.2), shape }, `${title} upstream`), shape },
  }
}

function bothWays(values: Float32Array): Float32Array {
  return values.map((value, i) => (i % 3 === 1 ? -value : value))
}

function gradientsOf({ compute }: GradientCase, tensors: tf.Tensor[], { values, shape }: Upstream): tf.Tensor[] {
  return allGradients(() => compute(tensors), tensors, tf.tensor(values, shape))
}

/** Zeros where nothing depends on an input. */
function allGradients(f: () => tf.Tensor, tensors: tf.Tensor[], dy?: tf.Tensor): tf.Tensor[] {
  const { grads } = tf.engine().gradients(f, tensors, dy, true)
  return tensors.map((tensor, i) => (grads as (tf.Tensor | undefined)[])[i] ?? tf.zeros(tensor.shape))
}

async function run({ inputs }: GradientCase, values: Values, compute: (tensors: tf.Tensor[]) => tf.Tensor[]): Promise<Float32Array[]> {
  const outputs = tf.tidy(() => compute(values.map((of, i) => tf.tensor(of, inputs[i]!.shape))))
  const read = await Promise.all(outputs.map(async (tensor) => (await tensor.data()) as Float32Array))
  tf.dispose(outputs)
  return read
}

/** By Richardson's central difference of fourth order; sums in doubles. */
async function compare(gradient: Values, along: Values, f: (step: number) => Promise<number>): Promise<Derivative> {
  const h = 0.004
  const expected = (8 * ((await f(h)) - (await f(-h))) - ((await f(2 * h)) - (await f(-2 * h)))) / (12 * h)
  return { slope: dot(gradient, along), expected, scale: Math.sqrt(dot(gradient, gradient) * dot(along, along)) }
}

function moved(at: Values, along: Values, step: number): Float32Array[] {
  return at.map((values, i) => values.map((value, j) => value + step * along[i]![j]!))
}

function dot(a: Values, b: Values): number {
  return a.reduce((sum, values, i) => sum + values.reduce((part, value, j) => part + value * b[i]![j]!, 0), 0)
}
