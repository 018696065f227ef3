import type * as tf from '@tensorflow/tfjs'
import type { Point } from '../protocol'
import type { Context } from './experiment'

/** The harness owns the order and asks for rows: resume and prefetch cost the scaffold nothing. */
export interface Split<B> {
  readonly size: number
  batch(rows: Int32Array, ctx: Context<unknown>): B | Promise<B>
}
/** For episodes and rounds, which have no fixed rows. */
export interface Source<B> {
  draw(ctx: Context<unknown>): B | Promise<B>
}
export interface Data<B> {
  train: Split<B> | Source<B>
  validation: Split<B>
  test: Split<B> // opened by the harness once, after the last step
  splits?: Record<string, Split<B>> // further named ones (reward, cold items); those named test-… are opened once, like test
  probe: { batch: B; points: Point[] } // fixed; what the Embeddings view shows
}

/** A data set of the catalogue, or one's own. */
export interface Dataset {
  readonly id: string
  readonly size: number
  /** `texts` says something of each label: of the items of ratings, what they are about. */
  readonly columns: Readonly<
    Record<string, { shape: readonly number[]; dtype: 'float32' | 'int32' | 'string'; labels?: readonly string[]; texts?: readonly string[] }>
  >
  readonly splits: { train: Int32Array; validation: Int32Array; test: Int32Array } // the publisher's, or one fixed shuffle
  /** image float32 0..1, label int32 … @throws GradlabError data/column */
  tensor(column: string, rows: Int32Array): tf.Tensor
  /** The values of a string column, for tokenising. @throws GradlabError data/column */
  strings(column: string, rows: Int32Array): string[]
  /** What hover shows. */
  point(row: number): Point
}
