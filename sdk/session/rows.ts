import { createRng } from '../random/rng'

/**
 * Which rows step n trains on: an endless walk through shuffled epochs, `batchSize` rows a step, batches crossing the border
 * of two epochs so that all are of one size. A function of (seed, step), so a resume needs nothing saved.
 */
export function createRowOrder(seed: number, size: number, batchSize: number): (step: number) => Int32Array {
  const epochs = new Map<number, Int32Array>()
  const orderOf = (epoch: number): Int32Array => {
    let order = epochs.get(epoch)
    if (!order) {
      order = createRng(seed, `order of epoch ${epoch}`, -1).permutation(size)
      epochs.delete(epoch - 2)
      epochs.set(epoch, order)
    }
    return order
  }
  return (step) =>
    Int32Array.from({ length: batchSize }, (_, i) => {
      const at = step * batchSize + i
      return orderOf(Math.floor(at / size))[at % size]!
    })
}
