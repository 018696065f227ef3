/**
 * Adds rows of `width` values into the row of `sums` that their id names, in the order of the rows. An id outside the segments drops
 * its row, as in TensorFlow.
 */
export function segmentSum(values: Float32Array | Int32Array, ids: ArrayLike<number>, width: number, sums: Float32Array | Int32Array): void {
  const segments = sums.length / width
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]!
    if (id < 0 || id >= segments) continue
    for (let i = 0, from = row * width, to = id * width; i < width; i++) sums[to + i]! += values[from + i]!
  }
}
