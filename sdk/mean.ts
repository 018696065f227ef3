import * as tf from '@tensorflow/tfjs'
import type { Split } from './data'
import type { Context, Scalars } from './experiment'
import { inScope } from './session/scope'

/** Averages scalars over a whole split in row order, weighting the last, smaller batch rightly. */
export async function mean<B>(split: Split<B>, ctx: Context<unknown>, measure: (batch: B) => Scalars | Promise<Scalars>): Promise<Scalars> {
  const sums: Record<string, number> = {}
  for (let from = 0; from < split.size; from += rowsAtOnce) {
    ctx.signal.throwIfAborted()
    const rows = Int32Array.from({ length: Math.min(rowsAtOnce, split.size - from) }, (_, i) => from + i)
    await inScope('mean', async () => {
      const scalars = await measure(await split.batch(rows, ctx))
      for (const [name, value] of Object.entries(await readScalars(scalars))) sums[name] = (sums[name] ?? 0) + value * rows.length
    })
  }
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / split.size]))
}

/** More than a training batch: there is no backward pass to keep memory for. */
const rowsAtOnce = 128

/** Tensors and numbers as numbers, with one read-back for all. */
export async function readScalars(scalars: Scalars): Promise<Record<string, number>> {
  const entries = Object.entries(scalars)
  const tensors = entries.flatMap(([, value]) => (typeof value === 'number' ? [] : [value]))
  if (tensors.length === 0) return { ...scalars } as Record<string, number>
  const stacked = tf.tidy(() => tf.stack(tensors.map((tensor) => tensor.asScalar().toFloat())))
  const values = await stacked.data()
  stacked.dispose()
  let next = 0
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'number' ? value : values[next++]!]))
}
