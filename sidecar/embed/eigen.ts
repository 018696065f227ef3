/** The largest eigenvalues of a symmetric matrix, in falling order, with eigenvectors of length 1, one a row. */
export interface Eigenpairs {
  readonly values: Float64Array // [count]
  readonly vectors: Float64Array // [count, size]
}

/**
 * Householder's reduction to tridiagonal form, then bisection by Sturm counts and inverse iteration for the wanted pairs only
 * (Golub & Van Loan, Matrix Computations, § 8.3 and § 8.4). Direct and free of random numbers, so that equal input gives equal bits.
 * Equal eigenvalues are no trouble: their vectors are kept orthogonal.
 * @param matrix [size, size], symmetric; overwritten
 */
export function largestEigenpairs(matrix: Float64Array, size: number, count: number): Eigenpairs {
  const wanted = Math.min(count, size)
  const { diagonal, below, reflections } = tridiagonalize(matrix, size)
  const values = new Float64Array(wanted)
  const vectors = new Float64Array(wanted * size)
  const scale = gershgorinBound(diagonal, below)
  for (let i = 0; i < wanted; i++) {
    values[i] = bisect(diagonal, below, size - 1 - i, scale)
    const vector = vectors.subarray(i * size, (i + 1) * size)
    inverseIterate(diagonal, below, values[i]!, scale, vector, vectors.subarray(0, i * size))
  }
  for (let i = 0; i < wanted; i++) reflectBack(reflections, size, vectors.subarray(i * size, (i + 1) * size))
  return { values, vectors }
}

interface Tridiagonal {
  readonly diagonal: Float64Array
  readonly below: Float64Array // below[i] stands between i and i + 1
  readonly reflections: readonly (Float64Array | undefined)[] // I − v·vᵀ, in the order in which they were applied
}

function tridiagonalize(a: Float64Array, size: number): Tridiagonal {
  const reflections: (Float64Array | undefined)[] = []
  const below = new Float64Array(Math.max(0, size - 1))
  const p = new Float64Array(size)
  for (let k = 0; k < size - 2; k++) {
    const v = new Float64Array(size)
    let squares = 0
    for (let i = k + 1; i < size; i++) squares += (v[i] = a[i * size + k]!) ** 2
    const tail = squares - v[k + 1]! ** 2
    if (tail === 0) {
      below[k] = v[k + 1]!
      reflections.push(undefined)
      continue
    }
    const first = v[k + 1]! > 0 ? -Math.sqrt(squares) : Math.sqrt(squares)
    below[k] = first
    v[k + 1]! -= first
    const length = Math.sqrt((tail + v[k + 1]! ** 2) / 2) // so that the reflection is I − v·vᵀ
    for (let i = k + 1; i < size; i++) v[i]! /= length
    reflections.push(v)
    let overlap = 0
    for (let i = k + 1; i < size; i++) {
      let sum = 0
      for (let j = k + 1, at = i * size + k + 1; j < size; j++) sum += a[at++]! * v[j]!
      p[i] = sum
      overlap += sum * v[i]!
    }
    for (let i = k + 1; i < size; i++) p[i]! -= (overlap / 2) * v[i]!
    for (let i = k + 1; i < size; i++) {
      const [vi, pi] = [v[i]!, p[i]!]
      for (let j = k + 1, at = i * size + k + 1; j < size; j++) a[at++]! -= vi * p[j]! + pi * v[j]!
    }
  }
  if (size > 1) below[size - 2] = a[(size - 1) * size + size - 2]!
  return { diagonal: Float64Array.from({ length: size }, (_, i) => a[i * size + i]!), below, reflections }
}

function gershgorinBound(diagonal: Float64Array, below: Float64Array): number {
  return diagonal.reduce((bound, value, i) => Math.max(bound, Math.abs(value) + Math.abs(below[i - 1] ?? 0) + Math.abs(below[i] ?? 0)), 0)
}

/** The eigenvalue that has `rank` smaller ones: the number of negative pivots of T − x counts those below x. */
function bisect(diagonal: Float64Array, below: Float64Array, rank: number, scale: number): number {
  const tiny = Number.MIN_VALUE / Number.EPSILON
  let [low, high] = [-scale, scale]
  while (high - low > scale * Number.EPSILON) {
    const middle = low + (high - low) / 2
    let smaller = 0
    let pivot = 1
    for (let i = 0; i < diagonal.length; i++) {
      pivot = diagonal[i]! - middle - (i === 0 ? 0 : below[i - 1]! ** 2 / pivot)
      if (Math.abs(pivot) < tiny) pivot = -tiny
      if (pivot < 0) smaller++
    }
    if (smaller > rank) high = middle
    else low = middle
  }
  return low + (high - low) / 2
}

/** Solves (T − value)·x = x a few times, keeping x orthogonal to the vectors `found` before it. */
function inverseIterate(diagonal: Float64Array, below: Float64Array, value: number, scale: number, x: Float64Array, found: Float64Array): void {
  const size = diagonal.length
  for (let i = 0; i < size; i++) x[i] = 1 + ((i * 7919) % 101) / 101 // overlaps with every eigenvector, unlike all ones
  orthonormalize(x, found)
  const smallest = Math.max(scale, Number.MIN_VALUE) * Number.EPSILON
  for (let round = 0; round < 4; round++) {
    solveShifted(diagonal, below, value, smallest, x)
    orthonormalize(x, found)
  }
}

/** Gaussian elimination with row exchanges; a pivot of zero becomes `smallest`, which is what makes x grow along the eigenvector. */
function solveShifted(diagonal: Float64Array, below: Float64Array, value: number, smallest: number, x: Float64Array): void {
  const size = diagonal.length
  const [main, above, far] = [diagonal.map((d) => d - value), Float64Array.from(below), new Float64Array(size)]
  for (let i = 0; i < size - 1; i++) {
    const under = below[i]!
    if (Math.abs(under) > Math.abs(main[i]!)) {
      const factor = main[i]! / under
      const [nextMain, nextAbove] = [main[i + 1]!, above[i + 1] ?? 0]
      main[i] = under
      main[i + 1] = above[i]! - factor * nextMain
      above[i] = nextMain
      if (i + 1 < size - 1) above[i + 1] = -factor * nextAbove
      far[i] = nextAbove
      ;[x[i], x[i + 1]] = [x[i + 1]!, x[i]! - factor * x[i + 1]!]
    } else {
      if (main[i] === 0) main[i] = smallest
      const factor = under / main[i]!
      main[i + 1]! -= factor * above[i]!
      x[i + 1]! -= factor * x[i]!
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    const rest = x[i]! - (above[i] ?? 0) * (x[i + 1] ?? 0) - far[i]! * (x[i + 2] ?? 0)
    x[i] = rest / (Math.abs(main[i]!) < smallest ? smallest : main[i]!)
  }
}

function orthonormalize(x: Float64Array, found: Float64Array): void {
  normalize(x)
  for (let pass = 0; pass < 2; pass++) {
    for (let from = 0; from < found.length; from += x.length) {
      let dot = 0
      for (let i = 0; i < x.length; i++) dot += x[i]! * found[from + i]!
      for (let i = 0; i < x.length; i++) x[i]! -= dot * found[from + i]!
    }
  }
  normalize(x)
}

function normalize(x: Float64Array): void {
  const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (largest === 0) return
  const length = largest * Math.sqrt(x.reduce((sum, value) => sum + (value / largest) ** 2, 0))
  for (let i = 0; i < x.length; i++) x[i]! /= length
}

function reflectBack(reflections: Tridiagonal['reflections'], size: number, x: Float64Array): void {
  for (let k = reflections.length - 1; k >= 0; k--) {
    const v = reflections[k]
    if (!v) continue
    let dot = 0
    for (let i = k + 1; i < size; i++) dot += v[i]! * x[i]!
    for (let i = k + 1; i < size; i++) x[i]! -= dot * v[i]!
  }
}
