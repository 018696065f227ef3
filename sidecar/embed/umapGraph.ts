import type { Neighbors } from './umapNeighbors'

/** A weighted graph by rows: the edges of row i are those from `starts[i]` up to `starts[i + 1]`. Each edge stands in both directions. */
export interface Graph {
  readonly starts: Int32Array // [rows + 1]
  readonly tails: Int32Array
  readonly weights: Float64Array
}

/** How far the neighborhood of each row begins (its nearest other row) and how quickly it fades. */
export interface Reach {
  readonly rho: Float64Array
  readonly sigma: Float64Array
}

/**
 * Smooth distances (McInnes et al. 2018, algorithm 3): sigma such that the memberships of a row's neighbors sum to log2(k), k counting
 * the row itself as umap-learn does. By bisection; its floor of a thousandth of the mean distance keeps rows of a dense spot apart.
 */
export function smoothReach({ count, distances }: Neighbors): Reach {
  const rows = count === 0 ? 0 : distances.length / count
  const target = Math.log2(count + 1)
  const [rho, sigma] = [new Float64Array(rows), new Float64Array(rows)]
  const meanOfAll = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, rows * (count + 1))
  for (let row = 0; row < rows; row++) {
    const own = distances.subarray(row * count, (row + 1) * count)
    const nearest = own.find((distance) => distance > 0) ?? 0
    rho[row] = nearest
    const mean = nearest > 0 ? own.reduce((sum, distance) => sum + distance, 0) / (count + 1) : meanOfAll
    sigma[row] = Math.max(bisect(own, nearest, target), leastSigma * mean)
  }
  return { rho, sigma }
}

/** The fuzzy union of what each row thinks of the other: a + b − a·b (§ 3.1). */
export function fuzzyGraph(neighbors: Neighbors, { rho, sigma }: Reach): Graph {
  const { count, rows: others, distances } = neighbors
  const rows = rho.length
  const membership = distances.map((distance, at) => {
    const row = Math.floor(at / count)
    return distance <= rho[row]! || sigma[row] === 0 ? 1 : Math.exp(-(distance - rho[row]!) / sigma[row]!)
  })
  /** What `of` thinks of `other`; 0 where it is not among its neighbors, and undefined for nobody. */
  const placeOf = (of: number, other: number): number => {
    for (let at = of * count; at < (of + 1) * count; at++) if (others[at] === other) return at
    return -1
  }
  const degrees = new Int32Array(rows + 1)
  const visit = (edge: (head: number, tail: number, weight: number) => void): void => {
    for (let row = 0; row < rows; row++) {
      for (let at = row * count; at < (row + 1) * count; at++) {
        const other = others[at]!
        const back = placeOf(other, row)
        const [a, b] = [membership[at]!, back < 0 ? 0 : membership[back]!]
        edge(row, other, a + b - a * b)
        if (back < 0) edge(other, row, a)
      }
    }
  }
  visit((head) => degrees[head + 1]!++)
  const starts = degrees.slice()
  for (let row = 0; row < rows; row++) starts[row + 1]! += starts[row]!
  const [tails, weights, filled] = [new Int32Array(starts[rows]!), new Float64Array(starts[rows]!), starts.slice()]
  visit((head, tail, weight) => {
    const at = filled[head]!++
    tails[at] = tail
    weights[at] = weight
  })
  return { starts, tails, weights }
}

const leastSigma = 1e-3
const rounds = 64

function bisect(distances: Float64Array, rho: number, target: number): number {
  let [low, high, middle] = [0, Infinity, 1]
  for (let round = 0; round < rounds; round++) {
    let sum = 0
    for (const distance of distances) sum += distance > rho ? Math.exp(-(distance - rho) / middle) : 1
    if (Math.abs(sum - target) < 1e-5) break
    if (sum > target) high = middle
    else low = middle
    middle = high === Infinity ? middle * 2 : (low + high) / 2
  }
  return middle
}
