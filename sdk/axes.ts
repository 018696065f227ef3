import type * as tf from '@tensorflow/tfjs'
import { GradlabError } from '../protocol'

type Names<S extends string> = S extends `${infer A} ${infer R}` ? A | Names<R> : S

/**
 * `const { B, T, C } = axes(x, 'B T C')` names, checks and destructures a shape. A number stands for itself ('B 3 C').
 * @throws GradlabError source/axes where the rank or a numbered axis differs
 */
export function axes<const S extends string>(x: tf.Tensor, spec: S): { readonly [K in Names<S>]: number } {
  const names = spec.split(' ')
  const fits = names.length === x.shape.length && names.every((name, i) => Number.isNaN(Number(name)) || Number(name) === x.shape[i])
  if (!fits) throw new GradlabError('source/axes', { spec, shape: x.shape.join(', ') })
  return Object.fromEntries(names.map((name, i) => [name, x.shape[i]!])) as { [K in Names<S>]: number }
}
