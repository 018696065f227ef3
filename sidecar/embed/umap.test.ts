import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UMAP } from 'umap-js'
import { GradlabError } from '../../protocol'
import { alignToPrevious } from './align'
import { plantedClusters } from './plantedClusters'
import { trustworthiness } from './trustworthiness'
import { umap } from './umap'
import { fuzzyGraph, smoothReach } from './umapGraph'
import { layOut, uniform } from './umapLayout'
import { nearestRows } from './umapNeighbors'

interface Golden {
  title: string
  rows: number
  width: number
  k: number
  values: number[]
  sigma: number[]
  rho: number[]
  graph: number[]
}
const golden = JSON.parse(readFileSync(join(__dirname, '../../test/goldens/umapGraph.json'), 'utf8')) as {
  cases: Golden[]
  layout: { positions: number[]; trustworthiness: number }
}

describe('nearestRows', () => {
  for (const [rows, width, count] of [
    [50, 7, 5],
    [51, 1, 50],
    [7, 64, 3],
    [5, 3, 9],
  ] as const) {
    it(`finds what sorting all distances finds: ${count} of ${rows} rows × ${width}`, () => {
      const values = Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i * i * 0.37) * 3)
      const found = nearestRows(values, rows, width, count)
      assert.equal(found.count, Math.min(count, rows - 1))
      for (let row = 0; row < rows; row++) {
        const sorted = Array.from({ length: rows }, (_, other) => ({ other, distance: distance(values, width, row, other) }))
          .filter(({ other }) => other !== row)
          .sort((a, b) => a.distance - b.distance || a.other - b.other)
          .slice(0, count)
        assert.deepEqual([...found.rows.subarray(row * found.count, (row + 1) * found.count)], sorted.map(({ other }) => other)) // prettier-ignore
        sorted.forEach((expected, place) => assert.ok(Math.abs(found.distances[row * found.count + place]! - expected.distance) < 1e-9))
      }
    })
  }

  it('takes the rows with smaller numbers where all are equally far', () => {
    const { rows } = nearestRows(new Float32Array(18).fill(1), 9, 2, 3)
    assert.deepEqual([...rows.subarray(0, 3)], [1, 2, 3])
    assert.deepEqual([...rows.subarray(24)], [0, 1, 2])
  })

  it('finds nothing where there is one row', () => assert.equal(nearestRows(Float32Array.of(1, 2), 1, 2, 4).count, 0))
})

describe("UMAP's graph", () => {
  for (const { title, rows, width, k, values, sigma, rho, graph } of golden.cases) {
    const neighbors = nearestRows(Float32Array.from(values), rows, width, k - 1)
    const reach = smoothReach(neighbors)

    it(`reaches as far as umap-learn's: ${title}`, () => {
      assertClose(reach.rho, rho, 1e-5)
      assertClose(reach.sigma, sigma, 1e-3) // both stop their bisection at 1e-5 of the sum
    })

    it(`weighs edges as umap-learn does: ${title}`, () => {
      const built = fuzzyGraph(neighbors, reach)
      const dense = new Float64Array(rows * rows)
      for (let row = 0; row < rows; row++)
        for (let at = built.starts[row]!; at < built.starts[row + 1]!; at++) dense[row * rows + built.tails[at]!]! += built.weights[at]!
      assertClose(dense, graph, 1e-4)
    })
  }

  it('has memberships that sum to log2(k), and edges that are alike in both directions', () => {
    const [rows, width, count] = [120, 8, 14]
    const neighbors = nearestRows(plantedClusters({ rows, width, clusters: 4 }), rows, width, count)
    const reach = smoothReach(neighbors)
    for (let row = 0; row < rows; row++) {
      const own = neighbors.distances.subarray(row * count, (row + 1) * count)
      assert.equal(reach.rho[row], own[0])
      const sum = own.reduce((total, far) => total + Math.exp(-Math.max(0, far - reach.rho[row]!) / reach.sigma[row]!), 0)
      assert.ok(Math.abs(sum - Math.log2(count + 1)) < 1e-4, `row ${row}: ${sum}`)
    }
    const { starts, tails, weights } = fuzzyGraph(neighbors, reach)
    const edges = new Map<string, number>()
    for (let row = 0; row < rows; row++) for (let at = starts[row]!; at < starts[row + 1]!; at++) edges.set(`${row} ${tails[at]}`, weights[at]!)
    assert.equal(edges.size, weights.length, 'no edge stands twice')
    for (const [name, weight] of edges) {
      const [head, tail] = name.split(' ')
      assert.equal(edges.get(`${tail} ${head}`), weight)
      assert.ok(weight > 0 && weight <= 1 && head !== tail)
    }
  })
})

describe("UMAP's layout", () => {
  it('draws uniform numbers', () => {
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 10_000; i++) counts[Math.floor(uniform(i - 5000) * 10)]!++
    assert.ok(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0) < 27.9, `${counts.join()}; 0.1 % level at 9 degrees of freedom`)
  })

  it('pulls joined rows together and pushes others apart', () => {
    const positions = Float64Array.of(-3, 0, 3, 0, 0, 1, 0, -1)
    const pair = { starts: Int32Array.of(0, 1, 2, 2, 2), tails: Int32Array.of(1, 0), weights: Float64Array.of(1, 1) }
    layOut(positions, pair, { epochs: 100, rate: 1, seed: 1 })
    const apart = (a: number, b: number): number => Math.hypot(positions[a * 2]! - positions[b * 2]!, positions[a * 2 + 1]! - positions[b * 2 + 1]!)
    assert.ok(apart(0, 1) < 1, `joined rows are ${apart(0, 1)} apart`)
    assert.ok(apart(0, 2) > 3 && apart(1, 3) > 3)
  })

  it('moves nothing where there is nothing to draw', () => {
    const positions = Float64Array.of(1, 2, 3, 4)
    layOut(positions, { starts: new Int32Array(3), tails: new Int32Array(0), weights: new Float64Array(0) }, { epochs: 5, rate: 1, seed: 1 })
    assert.deepEqual([...positions], [1, 2, 3, 4])
  })
})

describe('trustworthiness', () => {
  const { rows, width, values } = golden.cases[0]!

  it("is scikit-learn's", () => {
    const got = trustworthiness(Float32Array.from(values), width, Float32Array.from(golden.layout.positions), 5)
    assert.ok(Math.abs(got - golden.layout.trustworthiness) < 1e-6, `${got} instead of ${golden.layout.trustworthiness}`)
  })

  it("of our layout is that of umap-learn's on the same rows, within 0.05", () => {
    const data = Float32Array.from(values)
    assert.ok(trustworthiness(data, width, umap(data, rows, width), 5) > golden.layout.trustworthiness - 0.05)
  })
})

describe('umap', function () {
  this.timeout(60_000)
  const [rows, width, clusters] = [240, 16, 6]
  const data = plantedClusters({ rows, width, clusters, progress: 0.6 })

  it('is as trustworthy as umap-js, within 0.02', () => {
    const theirs = new UMAP({ random: countedRandom() }).fit(Array.from({ length: rows }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]))
    const [ours, reference] = [umap(data, rows, width), Float32Array.from(theirs.flat())].map((positions) => trustworthiness(data, width, positions, 15))
    assert.ok(ours! > reference! - 0.02, `${ours} beside ${reference}`)
  })

  it('puts a point among its own cluster', () => {
    const { rows: others } = nearestRows(umap(data, rows, width), rows, 2, 10)
    const own = others.filter((other, at) => other % clusters === Math.floor(at / 10) % clusters).length / others.length
    assert.ok(own > 0.97, `${own} of the neighbors are of the point's own cluster`)
  })

  it('stays trustworthy over a dozen frames that each start from the one before', () => {
    let previous: Float32Array | undefined
    for (let frame = 0; frame <= 12; frame++) {
      const values = plantedClusters({ rows, width, clusters, progress: 0.1 + frame * 0.075 })
      const positions = umap(values, rows, width, previous)
      previous = previous ? alignToPrevious(positions, previous, 2) : positions
      const [warm, cold] = [previous, umap(values, rows, width)].map((each) => trustworthiness(values, width, each, 15))
      assert.ok(warm! > cold! - 0.02, `frame ${frame}: ${warm} beside ${cold} of a fresh start`)
    }
  })

  it('leaves points about where they were when the rows hardly changed', () => {
    const start = umap(data, rows, width)
    const size = Math.sqrt(start.reduce((sum, value) => sum + value * value, 0) / rows)
    const nearly = data.map((value, i) => value + 0.01 * Math.sin(i))
    const moved = (positions: Float32Array): number => Math.sqrt(positions.reduce((sum, value, i) => sum + (value - start[i]!) ** 2, 0) / rows) / size
    const warm = moved(alignToPrevious(umap(nearly, rows, width, start), start, 2))
    assert.ok(warm < 0.15, `moved by ${warm} of the picture's size`)
  })

  it('gives equal bits for equal input, around 0', () => {
    const positions = umap(data, rows, width)
    assert.deepEqual(positions, umap(data, rows, width))
    for (const axis of [0, 1]) assert.ok(Math.abs(positions.reduce((sum, value, i) => sum + (i % 2 === axis ? value : 0), 0)) < 0.01)
  })

  it('gives finite places to equal rows, to a few rows and to none', () => {
    for (const [count, values] of [
      [40, new Float32Array(40 * 3).fill(2)],
      [5, Float32Array.from({ length: 15 }, (_, i) => i % 4)],
      [3, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 10)],
      [1, Float32Array.of(1, 2, 3)],
      [0, new Float32Array(0)],
    ] as const) {
      const positions = umap(values, count, 3)
      assert.equal(positions.length, count * 2)
      assert.ok(positions.every(Number.isFinite), `${count} rows`)
    }
  })

  it('refuses what is not finite, with and without a start', () => {
    const broken = data.slice()
    broken[width * 3 + 2] = NaN
    for (const start of [undefined, new Float32Array(rows * 2)])
      assert.throws(
        () => umap(broken, rows, width, start),
        (error) => error instanceof GradlabError && error.code === 'source/embedding' && error.context['row'] === 3,
      )
  })

  it('refuses a start of another size', () => assert.throws(() => umap(data, rows, width, new Float32Array(4)), /4 numbers for 240 rows/))
})

function distance(values: Float32Array, width: number, a: number, b: number): number {
  let sum = 0
  for (let i = 0; i < width; i++) sum += (values[a * width + i]! - values[b * width + i]!) ** 2
  return Math.sqrt(sum)
}

function assertClose(got: Float64Array, expected: number[], tolerance: number): void {
  assert.equal(got.length, expected.length)
  got.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) <= tolerance * Math.max(1e-2, Math.abs(expected[i]!)), `[${i}] is ${value} instead of ${expected[i]}`),
  )
}

function countedRandom(): () => number {
  let counter = 0
  return () => uniform(counter++)
}
