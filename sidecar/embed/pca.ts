import { GradlabError } from '../../protocol'
import { largestEigenpairs } from './eigen'

/** An embedding brought down to `count` dimensions, and how to bring other rows down alike: (row − mean) · axesᵀ. */
export interface Projection {
  readonly positions: Float32Array // [rows, count]
  /** The share of the whole variance along each axis. */
  readonly explained: number[]
  readonly axes: Float32Array // [count, width], of length 1; zero where the data has no further direction
  readonly mean: Float32Array // [width]
}

/**
 * Principal components (Pearson 1901). Signs are fixed as scikit-learn fixes them: the largest entry of an axis is positive.
 * Where there are fewer rows than columns the rows' inner products are taken apart instead of the covariance: same axes, less work.
 * @param values [rows, width]
 * @throws GradlabError source/embedding where a value is not finite
 */
export function principalComponents(values: Float32Array, rows: number, width: number, count: number): Projection {
  refuseNonFinite(values, width)
  const mean = columnMeans(values, rows, width)
  const centered = Float64Array.from(values, (value, i) => value - mean[i % width]!)
  const total = centered.reduce((sum, value) => sum + value * value, 0)
  const axes = total === 0 ? [] : rows < width ? axesFromRows(centered, rows, width, count) : axesFromColumns(centered, rows, width, count)

  const positions = new Float32Array(rows * count)
  const explained = new Array<number>(count).fill(0)
  const flatAxes = new Float32Array(count * width)
  axes.forEach((axis, k) => {
    fixSign(axis)
    flatAxes.set(axis, k * width)
    let squares = 0
    for (let row = 0; row < rows; row++) {
      let position = 0
      for (let i = 0, at = row * width; i < width; i++) position += centered[at++]! * axis[i]!
      positions[row * count + k] = position
      squares += position * position
    }
    explained[k] = squares / total
  })
  return { positions, explained, axes: flatAxes, mean: Float32Array.from(mean) }
}

/** @throws GradlabError source/embedding */
export function refuseNonFinite(values: Float32Array, width: number): void {
  const at = values.findIndex((value) => !Number.isFinite(value))
  if (at >= 0) throw new GradlabError('source/embedding', { row: Math.floor(at / width), column: at % width, value: String(values[at]) })
}

function columnMeans(values: Float32Array, rows: number, width: number): Float64Array {
  const mean = new Float64Array(width)
  for (let i = 0; i < values.length; i++) mean[i % width]! += values[i]!
  return mean.map((sum) => sum / rows)
}

function axesFromColumns(centered: Float64Array, rows: number, width: number, count: number): Float64Array[] {
  const scatter = new Float64Array(width * width)
  for (let row = 0; row < rows; row++) {
    const values = centered.subarray(row * width, (row + 1) * width)
    for (let i = 0; i < width; i++) {
      const value = values[i]!
      for (let j = 0, at = i * width; j <= i; j++) scatter[at++]! += value * values[j]!
    }
  }
  mirror(scatter, width)
  const { values, vectors } = largestEigenpairs(scatter, width, count)
  return [...values].flatMap((value, k) => (isNothing(value, values[0]!) ? [] : [vectors.slice(k * width, (k + 1) * width)]))
}

/** An eigenvector u of the rows' inner products gives the axis Xᵀ·u, up to its length. */
function axesFromRows(centered: Float64Array, rows: number, width: number, count: number): Float64Array[] {
  const products = new Float64Array(rows * rows)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = 0, a = i * width, b = j * width; k < width; k++) sum += centered[a++]! * centered[b++]!
      products[i * rows + j] = sum
    }
  }
  mirror(products, rows)
  const { values, vectors } = largestEigenpairs(products, rows, count)
  return [...values].flatMap((value, k) => {
    if (isNothing(value, values[0]!)) return []
    const axis = new Float64Array(width)
    for (let row = 0; row < rows; row++) {
      const weight = vectors[k * rows + row]!
      for (let i = 0, at = row * width; i < width; i++) axis[i]! += weight * centered[at++]!
    }
    const length = Math.sqrt(axis.reduce((sum, x) => sum + x * x, 0))
    return [axis.map((x) => x / length)]
  })
}

/** Rounding leaves an eigenvalue about this small where there is none. */
const isNothing = (value: number, largest: number): boolean => value <= largest * 1e-12

function mirror(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix[j * size + i] = matrix[i * size + j]!
}

function fixSign(axis: Float64Array): void {
  const largest = axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
  if (largest < 0) for (let i = 0; i < axis.length; i++) axis[i] = -axis[i]!
}
