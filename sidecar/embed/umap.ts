import { principalComponents, refuseNonFinite } from './pca'
import { fuzzyGraph, smoothReach } from './umapGraph'
import { layOut, uniform } from './umapLayout'
import { nearestRows } from './umapNeighbors'

/**
 * UMAP (McInnes et al. 2018, arXiv:1802.03426) in two dimensions for frames that follow each other. The first frame starts from its
 * principal axes; a later one from where the frame before left the same rows, which takes few epochs and keeps what did not
 * change where it was. Equal input gives equal bits. The mean of the positions is 0.
 * @param values [rows, width]
 * @param previous [rows, 2], the frame before
 * @throws GradlabError source/embedding where a value is not finite
 */
export function umap(values: Float32Array, rows: number, width: number, previous?: Float32Array): Float32Array {
  if (previous && previous.length !== rows * 2) throw new Error(`a start of ${previous.length} numbers for ${rows} rows`)
  refuseNonFinite(values, width)
  if (rows < 4) return principalComponents(values, rows, width, 2).positions // too few to have neighborhoods
  const neighbors = nearestRows(values, rows, width, nearest)
  const graph = fuzzyGraph(neighbors, smoothReach(neighbors))
  const positions = previous ? Float64Array.from(previous) : spreadOut(principalComponents(values, rows, width, 2).positions)
  layOut(positions, graph, { ...(previous ? later : first), seed })
  return centered(positions)
}

const nearest = 14 // umap-learn's default of 15 counts the row itself
const first = { epochs: 250, rate: 1 }
const later = { epochs: 60, rate: 0.4 } // fewer epochs leave out light edges, a higher rate moves what did not change
const seed = 42

/** The principal axes from −10 to 10, and each point off by a little: rows that are equal could not part otherwise. */
function spreadOut(principal: Float32Array): Float64Array {
  const largest = principal.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return Float64Array.from(principal, (value, i) => (largest > 0 ? (value / largest) * 10 : 0) + (uniform(i + 1) - 0.5) * 1e-3)
}

function centered(positions: Float64Array): Float32Array {
  const mean = [0, 0]
  positions.forEach((value, i) => (mean[i % 2]! += (value * 2) / positions.length))
  return Float32Array.from(positions, (value, i) => value - mean[i % 2]!)
}
