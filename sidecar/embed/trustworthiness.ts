import { nearestRows } from './umapNeighbors'

/**
 * How far neighbors in the picture are neighbors in truth, 1 being all of them (Venna & Kaski 2001): what a projection is judged by.
 * A row that is among the `count` nearest in the picture costs as much as its true rank is beyond `count`.
 */
export function trustworthiness(values: Float32Array, width: number, positions: Float32Array, count: number): number {
  const rows = values.length / width
  const [truth, picture] = [nearestRows(values, rows, width, rows - 1), nearestRows(positions, rows, 2, count)]
  let cost = 0
  const rank = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    for (let place = 0; place < rows - 1; place++) rank[truth.rows[row * (rows - 1) + place]!] = place + 1
    for (let place = 0; place < count; place++) cost += Math.max(0, rank[picture.rows[row * count + place]!]! - count)
  }
  return 1 - (2 * cost) / (rows * count * (2 * rows - 3 * count - 1))
}
