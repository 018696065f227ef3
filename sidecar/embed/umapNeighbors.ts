/** Of each row its nearest other rows, nearest first, and how far they are. */
export interface Neighbors {
  readonly count: number
  readonly rows: Int32Array // [all rows, count]
  readonly distances: Float64Array // [all rows, count]
}

/**
 * The exact nearest neighbors by Euclidean distance: every pair once. For the few thousand rows of a probe set this is quicker than
 * building an index, and has no random numbers in it. Of rows equally far the one with the smaller number is the nearer.
 * @param values [rows, width]
 */
export function nearestRows(values: Float32Array, rows: number, width: number, count: number): Neighbors {
  const kept = Math.max(0, Math.min(count, rows - 1))
  const found: Neighbors = { count: kept, rows: new Int32Array(rows * kept).fill(-1), distances: new Float64Array(rows * kept).fill(Infinity) }
  if (kept === 0) return found
  const exact = Float64Array.from(values) // so that the inner loop converts nothing
  for (let i = 0; i < rows; i++) {
    const own = exact.subarray(i * width, (i + 1) * width)
    let j = i + 1
    // Four rows at a time: each number of row i is loaded once for four distances. No destructuring here: it is five times slower.
    for (; j + 3 < rows; j += 4) {
      let sum0 = 0
      let sum1 = 0
      let sum2 = 0
      let sum3 = 0
      for (let k = 0, a = j * width, b = a + width, c = b + width, d = c + width; k < width; k++) {
        const value = own[k]!
        const apart0 = value - exact[a++]!
        const apart1 = value - exact[b++]!
        const apart2 = value - exact[c++]!
        const apart3 = value - exact[d++]!
        sum0 += apart0 * apart0
        sum1 += apart1 * apart1
        sum2 += apart2 * apart2
        sum3 += apart3 * apart3
      }
      offerPair(found, i, j, sum0)
      offerPair(found, i, j + 1, sum1)
      offerPair(found, i, j + 2, sum2)
      offerPair(found, i, j + 3, sum3)
    }
    for (; j < rows; j++) {
      let sum = 0
      for (let k = 0, a = j * width; k < width; k++) sum += (own[k]! - exact[a++]!) ** 2
      offerPair(found, i, j, sum)
    }
  }
  for (let at = 0; at < found.distances.length; at++) found.distances[at] = Math.sqrt(found.distances[at]!)
  return found
}

/** Each of two rows may be among the other's nearest. Row j is new to i in rising order, and i to j as well, which decides ties. */
function offerPair(found: Neighbors, i: number, j: number, squared: number): void {
  const { count, distances } = found
  if (squared < distances[(i + 1) * count - 1]!) insert(found, i, j, squared)
  if (squared < distances[(j + 1) * count - 1]!) insert(found, j, i, squared)
}

function insert({ count, rows, distances }: Neighbors, row: number, other: number, squared: number): void {
  const first = row * count
  let at = first + count - 1
  for (; at > first && distances[at - 1]! > squared; at--) {
    distances[at] = distances[at - 1]!
    rows[at] = rows[at - 1]!
  }
  distances[at] = squared
  rows[at] = other
}
