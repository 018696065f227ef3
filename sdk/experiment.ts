import type * as tf from '@tensorflow/tfjs'
import type { Figure } from '../protocol'
import type { Data, Dataset, Split } from './data'
import type { Field, Values } from './hyper'
import type { Params } from './params'
import type { Peer } from './peer'
import type { Rng } from './random/rng'

/** What every callback of an experiment is given. */
export interface Context<V> {
  readonly hyper: V // one object for the whole run; `live` fields change in place between steps
  readonly step: number // 0 at the first step; while `data` and `init` run, −1
  readonly seed: number
  readonly signal: AbortSignal
  readonly latest: Readonly<Record<string, number>> // last `validation/x`; saved
  rng(stream: string): Rng
  dataset(id?: string): Promise<Dataset> // the only door to files; without id, the set chosen with --data
  spawn(module: `./${string}.ts`, options: { name: string }): Promise<Peer> // relative to the scaffold
}

export type Scalars = Record<string, tf.Scalar | number>
export interface State {
  params: Params
}

/**
 * A plain step object. B is a batch, S what `init` builds, X whatever else `data` hands to `init`. Every callback runs in a
 * tensor scope of its own: what it does not return, and did not put into Params, is disposed of.
 */
export interface Experiment<H extends Record<string, Field>, B, S extends State, X = unknown> {
  hyper: H // `steps`, `batchSize`, `evaluateEvery` are reserved names
  variants: { innovation: Partial<Values<H>>; baseline: Partial<Values<H>> } & Record<string, Partial<Values<H>>>
  metrics: Record<string, { better: 'higher' | 'lower' }> // `split/name`; the first decides comparisons, tuning uses its validation twin
  data(ctx: Context<Values<H>>): (Data<B> & X) | Promise<Data<B> & X>
  init(ctx: Context<Values<H>>, data: Data<B> & X): S | Promise<S>
  step(state: S, batch: B, ctx: Context<Values<H>>): Scalars | Promise<Scalars> // one update, round, turn or episode
  evaluate(state: S, split: Split<B>, ctx: Context<Values<H>>): Scalars | Promise<Scalars> // the whole split: rankings, worst class, probes
  final?(state: S, data: Data<B>, ctx: Context<Values<H>>): Scalars | Promise<Scalars> // costly, once, at the end
  embed?(state: S, batch: B): tf.Tensor2D | Record<string, tf.Tensor2D> // [B, D]; several towers share one space
  figures?(state: S, data: Data<B>, ctx: Context<Values<H>>): Figure[] | Promise<Figure[]>
  exports?: Record<string, (state: S) => Uint8Array | Promise<Uint8Array>> // gradlab export --format NAME
}

/** The experiment, its types inferred. The default export of a scaffold's model.ts. */
export function defineExperiment<const H extends Record<string, Field>, B, S extends State, X = unknown>(
  experiment: Experiment<H, B, S, X>,
): Experiment<H, B, S, X> {
  return experiment
}

/** An experiment whose own types the harness does not know: what it hands out, it only hands back. */
export type AnyExperiment = Experiment<Record<string, Field>, unknown, State, unknown>
