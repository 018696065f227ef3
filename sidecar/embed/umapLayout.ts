import type { Graph } from './umapGraph'

export interface LayoutOptions {
  readonly epochs: number
  /** The first epoch's step; it falls to 0 in a straight line. */
  readonly rate: number
  readonly seed: number
}

/**
 * Stochastic gradient descent on the cross entropy between the graph and the plane (McInnes et al. 2018, algorithm 5, as umap-learn
 * does it): an edge is drawn as often as its weight says, pulls its ends together, and five random rows are pushed away.
 * @param positions [rows, 2]; moved in place
 */
export function layOut(positions: Float64Array, { starts, tails, weights }: Graph, { epochs, rate, seed }: LayoutOptions): void {
  const rows = starts.length - 1
  const edges = weights.length
  const heaviest = weights.reduce((most, weight) => Math.max(most, weight), 0)
  const heads = new Int32Array(edges)
  for (let row = 0; row < rows; row++) heads.fill(row, starts[row], starts[row + 1])
  const every = weights.map((weight) => (weight < heaviest / epochs ? Infinity : heaviest / weight)) // epochs between two draws
  const next = every.slice()
  const nextPush = every.map((epochsBetween) => epochsBetween / pushes)
  let counter = seed

  for (let epoch = 0; epoch < epochs; epoch++) {
    const step = rate * (1 - epoch / epochs)
    for (let edge = 0; edge < edges; edge++) {
      if (next[edge]! > epoch) continue
      const head = heads[edge]! * 2
      const tail = tails[edge]! * 2
      let x = positions[head]!
      let y = positions[head + 1]!
      const apartX = x - positions[tail]!
      const apartY = y - positions[tail + 1]!
      const squared = apartX * apartX + apartY * apartY
      if (squared > 0) {
        const power = squared ** B
        const pull = (-2 * A * B * power) / squared / (A * power + 1)
        const moveX = clip(pull * apartX) * step
        const moveY = clip(pull * apartY) * step
        x += moveX
        y += moveY
        positions[tail]! -= moveX
        positions[tail + 1]! -= moveY
      }
      next[edge]! += every[edge]!

      const betweenPushes = every[edge]! / pushes
      const due = Math.floor((epoch - nextPush[edge]!) / betweenPushes)
      for (let push = 0; push < due; push++) {
        counter = (counter + 1) | 0
        const other = Math.floor(uniform(counter) * rows) * 2
        if (other === head) continue
        const awayX = x - positions[other]!
        const awayY = y - positions[other + 1]!
        const far = awayX * awayX + awayY * awayY
        if (far === 0) continue // on top of each other: neither has a side to go to; what is tied was set apart at the start
        const force = (2 * B) / ((0.001 + far) * (A * far ** B + 1))
        x += clip(force * awayX) * step
        y += clip(force * awayY) * step
      }
      if (due > 0) nextPush[edge]! += due * betweenPushes
      positions[head] = x
      positions[head + 1] = y
    }
  }
}

/** A number in [0, 1) that is a function of the counter: SplitMix's way, by MurmurHash3's finaliser. */
export function uniform(counter: number): number {
  let h = Math.imul(counter, 0x9e3779b9)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) * 2 ** -32
}

/** The curve 1 ÷ (1 + A·d^2B) as umap-learn fits it for its defaults, min_dist 0.1 and spread 1. */
const A = 1.5769434603113077
const B = 0.8950608779109733
const pushes = 5

/** No single pull or push moves a point further than this, times the step. */
function clip(value: number): number {
  return value > 4 ? 4 : value < -4 ? -4 : value
}
