import { philox } from '../../sdk/random/philox'

/**
 * Made up for tests and benches: clusters around random centers whose distance grows with `progress` from 0 to 1, as classes part
 * while a network learns them. Row i belongs to cluster i % clusters.
 */
export function plantedClusters({ rows, width, clusters, progress = 1 }: { rows: number; width: number; clusters: number; progress?: number }): Float32Array {
  const normal = normalNumbers(1)
  const centers = Float64Array.from({ length: clusters * width }, normal)
  return Float32Array.from({ length: rows * width }, (_, i) => {
    const cluster = Math.floor(i / width) % clusters
    return centers[cluster * width + (i % width)]! * (0.2 + 1.3 * progress) + normal() * 0.6
  })
}

/** Box and Muller 1958 on Philox. */
function normalNumbers(seed: number): () => number {
  const [counter, block] = [new Uint32Array(4), new Uint32Array(4)]
  return () => {
    counter[0]!++
    philox(counter, [seed, 0], block)
    return Math.sqrt(-2 * Math.log(1 - block[0]! * 2 ** -32)) * Math.cos(2 * Math.PI * block[1]! * 2 ** -32)
  }
}
