import type * as tf from '@tensorflow/tfjs'
import { GradlabError } from '../protocol'

type Names<S extends string> = S extends `${infer A} ${infer R}` ? A | Names<R> : S

/**
 * `const { B, T, C } = axes(x, 'B T C')` names, checks and destructures a shape. A number stands for itself ('B 3 C'); a name
 * used twice is one size ('B N N').
 * @throws GradlabError source/axes where the rank, a numbered or a repeated axis differs
 */
export function axes<const S extends string>(x: tf.Tensor, spec: S): { readonly [K in Names<S>]: number } {
  const names = spec.split(' ')
  const sizeOf = (name: string): number => (Number.isNaN(Number(name)) ? x.shape[names.indexOf(name)]! : Number(name))
  const fits = names.length === x.shape.length && names.every((name, i) => sizeOf(name) === x.shape[i])
  if (!fits) throw new GradlabError('source/axes', { spec, shape: x.shape.join(', ') })
  return Object.fromEntries(names.map((name, i) => [name, x.shape[i]!])) as { [K in Names<S>]: number }
}
