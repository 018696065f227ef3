import * as tf from '@tensorflow/tfjs'
import type { Context, Data, Dataset, Rng, Split } from 'gradlab'
import { bands, bandEnergies, windows } from './sound'

export interface Batch {
  x: tf.Tensor2D // [B, I]
  y: tf.Tensor1D // [B]
}
export interface Task extends Data<Batch | undefined> {
  validation: Split<Batch>
  test: Split<Batch>
  probe: Data<Batch>['probe']
  inputs: number // I
  labels: readonly string[] // names of the C classes
  clients: number // K
}
/** How the rows are shared out. */
export interface Sharing {
  readonly clients: number
  readonly split: 'dirichlet' | 'natural' | 'iid'
  readonly alpha: number
}

/** What the server has: rows to evaluate and to probe with, and no row that anyone trains on. */
export async function task(ctx: Context<Sharing & { readonly shrink: number }>): Promise<Task> {
  const all = await ctx.dataset()
  const { inputs, labels, batch } = await createReader(all, ctx.hyper.shrink)
  const part = (rows: Int32Array): Split<Batch> => ({ size: rows.length, batch: (at) => batch(at.map((i) => rows[i]!)) })
  const { validation, test } = all.splits
  const probed = validation.slice(0, 200)
  return {
    inputs,
    labels,
    clients: await countClients(all, ctx.hyper),
    train: { draw: () => undefined }, // the clients have it
    validation: part(validation),
    test: part(test),
    probe: { batch: batch(probed), points: Array.from(probed, (row) => all.point(row)) },
  }
}

export interface Reader {
  inputs: number
  labels: readonly string[]
  batch(rows: Int32Array): Batch
}

/** Images, each `shrink`×`shrink` square of pixels made one; or features; or sounds as energies of bands. The latter two at mean 0, deviation 1. */
export async function createReader(all: Dataset, shrink: number): Promise<Reader> {
  const { image, features, sound, label } = all.columns
  if (!label?.labels || !(image ?? features ?? sound)) {
    const got = Object.entries(all.columns).map(([name, column]) => `${name} ([${column.shape.join(', ')}]${column.labels ? ', with class names' : ''})`)
    throw new Error(
      `This scaffold reads a column label (with class names) beside image ([height, width, channels]), features ([n]) or sound ([samples]). "${all.id}" has ${got.join(', ')}. Choose another set with --data. In a CSV file of your own the class is the column named label, or else the last.`,
    )
  }
  const read = image ? imagesOf(all, shrink) : await standardized(all, features ? (rows) => all.tensor('features', rows) as tf.Tensor2D : soundsOf(all))
  const inputs = tf.tidy(() => read(all.splits.validation.slice(0, 1)).shape[1]!)
  return { inputs, labels: label.labels, batch: (rows) => ({ x: read(rows), y: all.tensor('label', rows) as tf.Tensor1D }) }
}

type Read = (rows: Int32Array) => tf.Tensor2D

function imagesOf(all: Dataset, shrink: number): Read {
  const [height, width, channels] = all.columns['image']!.shape as [number, number, number]
  const [rows, columns] = [Math.floor(height / shrink), Math.floor(width / shrink)]
  if (!Number.isInteger(shrink) || rows < 1 || columns < 1)
    throw new Error(`shrink must be a whole number of pixels, at most the side of an image of ${height}×${width}, got ${shrink}. Set it with --set shrink=1.`)
  return (at) => {
    const image = all.tensor('image', at) as tf.Tensor4D
    return (shrink === 1 ? image : tf.avgPool(image, shrink, shrink, 'valid')).reshape([at.length, rows * columns * channels])
  }
}

/** By the validation rows, which are the server's: no client need tell the others about its own. */
async function standardized(all: Dataset, read: Read): Promise<Read> {
  const { mean, variance } = tf.moments(read(all.splits.validation), 0)
  const deviation = variance.sqrt().add(1e-6)
  return (rows) => read(rows).sub(mean).div(deviation)
}

/** Each sound is worked out once. */
function soundsOf(all: Dataset): Read {
  const known = new Map<number, Float32Array>()
  return (rows) => {
    const values = new Float32Array(rows.length * windows * bands)
    rows.forEach((row, i) => {
      const found = known.get(row) ?? bandEnergies(all.point(row).sound!.samples) // without the silence behind it
      known.set(row, found)
      values.set(found, i * windows * bands)
    })
    return tf.tensor2d(values, [rows.length, windows * bands])
  }
}

// #region snippet gl-federated-dirichlet | Share rows out among clients by a Dirichlet distribution a class, alike in every split | 按类别的狄利克雷分布把样本分给各客户端，各划分比例一致
/** Shares of K clients that sum to 1, of which α says how alike they are: gamma numbers over their sum, by logarithms, since small ones underflow. */
export function dirichlet(rng: Rng, alpha: number, K: number): number[] {
  const logarithms = Array.from({ length: K }, () => logGamma(rng, alpha))
  const most = Math.max(...logarithms)
  const weights = logarithms.map((logarithm) => Math.exp(logarithm - most))
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}

/** The logarithm of a gamma number (Marsaglia & Tsang 2000); one of shape α < 1 is one of shape α + 1 times u^(1/α). */
function logGamma(rng: Rng, alpha: number): number {
  if (alpha < 1) return logGamma(rng, alpha + 1) + Math.log(1 - rng.next()) / alpha
  const d = alpha - 1 / 3
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next())
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(1 - rng.next()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return Math.log(d * v)
  }
}

/** Which of `rows`, all of one class, are whose. */
export function cut(rows: Int32Array, shares: readonly number[]): Int32Array[] {
  let sum = 0
  const ends = shares.map((share) => Math.round((sum += share) * rows.length))
  return ends.map((end, k) => rows.slice(ends[k - 1] ?? 0, k === shares.length - 1 ? rows.length : end))
}
// #endregion

/** Deals the rows of a split to the K clients, the same whoever asks: a client takes its own. Labels are read as a split is dealt: nobody reads those for testing before the end. */
type Dealer = (split: SplitName) => Promise<Int32Array[]>
export type SplitName = 'train' | 'validation' | 'test'

export async function createDealer(all: Dataset, sharing: Sharing, rng: Rng): Promise<Dealer> {
  const K = await countClients(all, sharing)
  const column = sharing.split === 'natural' ? natural(all) : 'label'
  const groups = [...new Set(await valuesOf(all, column, all.splits.train))].sort((a, b) => a - b)
  const shareOut: Record<Sharing['split'], (group: number) => number[]> = {
    natural: (group) => groups.map((other) => Number(other === group)),
    iid: () => Array.from({ length: K }, () => 1 / K),
    dirichlet: () => dirichlet(rng, sharing.alpha, K),
  }
  const shares = groups.map(shareOut[sharing.split])
  return async (split) => {
    const rows = all.splits[split]
    const values = await valuesOf(all, column, rows)
    const dealt: number[][] = Array.from({ length: K }, () => [])
    groups.forEach(
      (group, g) =>
      cut(rows.filter((_, at) => values[at] === group), shares[g]!).forEach((part, k) => part.forEach((row) => dealt[k]!.push(row))), // prettier-ignore
    )
    if (split === 'train')
      for (const poor of dealt.filter(({ length }) => length === 0)) {
        const rich = dealt.reduce((a, b) => (b.length > a.length ? b : a))
        poor.push(rich.pop()!) // a client without a row is none
      }
    return dealt.map((own) => Int32Array.from(own))
  }
}

async function countClients(all: Dataset, { clients, split }: Sharing): Promise<number> {
  if (split === 'natural') return new Set(await valuesOf(all, natural(all), all.splits.train)).size
  const rows = all.splits.train.length
  if (!Number.isInteger(clients) || clients > rows)
    throw new Error(`clients must be a whole number, at most the ${rows} training rows of "${all.id}", got ${clients}. Set it with --set clients=10.`)
  return clients
}

/** The column that says whose a row is: the first with named values that is not the label. */
function natural(all: Dataset): string {
  const named = Object.entries(all.columns).filter(([name, { labels, shape }]) => labels && shape.length === 0 && name !== 'label')
  if (named[0]) return named[0][0]
  throw new Error(
    `split=natural needs a column of names (a speaker, a hospital; numbers are read as features) beside label; "${all.id}" has ${Object.keys(all.columns).join(', ')}. Set split=dirichlet or split=iid.`,
  )
}

async function valuesOf(all: Dataset, column: string, rows: Int32Array): Promise<ArrayLike<number> & Iterable<number>> {
  if (rows.length === 0) return []
  const tensor = all.tensor(column, rows)
  const values = await tensor.data()
  tensor.dispose()
  return values as Int32Array
}
