/**
 * Turns and, where that fits better, mirrors a frame about its center so that it lies as close as it can to the frame before:
 * orthogonal Procrustes (Schönemann 1966). Principal axes flip and swap from one training step to the next; the picture must not.
 * Distances within the frame stay as they are.
 * @param frame [rows, dimensions], row for row the same points as `previous`
 */
export function alignToPrevious(frame: Float32Array, previous: Float32Array, dimensions: 2 | 3): Float32Array {
  if (frame.length !== previous.length) throw new Error(`a frame of ${frame.length} numbers cannot be aligned to one of ${previous.length}`)
  const center = centerOf(frame, dimensions)
  const overlap = overlapOf(frame, center, previous, centerOf(previous, dimensions), dimensions)
  const turn = dimensions === 2 ? nearestTurn2(overlap) : nearestTurn3(overlap)
  return frame.map((_, at) => {
    const column = at % dimensions
    const row = at - column
    let value = center[column]!
    for (let i = 0; i < dimensions; i++) value += (frame[row + i]! - center[i]!) * turn[i * dimensions + column]!
    return value
  })
}

function centerOf(frame: Float32Array, dimensions: number): Float64Array {
  const sums = new Float64Array(dimensions)
  for (let i = 0; i < frame.length; i++) sums[i % dimensions]! += frame[i]!
  return sums.map((sum) => (sum * dimensions) / Math.max(frame.length, dimensions))
}

/** Frameᵀ · previous, both centered: [dimensions, dimensions]. */
function overlapOf(frame: Float32Array, center: Float64Array, previous: Float32Array, previousCenter: Float64Array, dimensions: number): Float64Array {
  const overlap = new Float64Array(dimensions * dimensions)
  for (let row = 0; row < frame.length; row += dimensions) {
    for (let i = 0; i < dimensions; i++) {
      for (let j = 0; j < dimensions; j++) overlap[i * dimensions + j]! += (frame[row + i]! - center[i]!) * (previous[row + j]! - previousCenter[j]!)
    }
  }
  return overlap
}

/** Of the best rotation and the best mirroring, each in closed form, the one that overlaps more. */
function nearestTurn2([a, b, c, d]: Float64Array): Float64Array {
  const rotation = Math.hypot(a! + d!, b! - c!)
  const mirroring = Math.hypot(a! - d!, b! + c!)
  if (rotation === 0 && mirroring === 0) return Float64Array.of(1, 0, 0, 1)
  if (rotation >= mirroring) {
    const [cosine, sine] = [(a! + d!) / rotation, (b! - c!) / rotation]
    return Float64Array.of(cosine, sine, -sine, cosine)
  }
  const [cosine, sine] = [(a! - d!) / mirroring, (b! + c!) / mirroring]
  return Float64Array.of(cosine, sine, sine, -cosine)
}

/**
 * U·Vᵀ of the singular value decomposition by one-sided Jacobi rotations. Where the overlap lacks a direction (points in a plane or on a
 * line) the third column of U is the cross product of the others; where it lacks two, nothing is turned.
 */
function nearestTurn3(overlap: Float64Array): Float64Array {
  const u = columns(overlap)
  const v = columns(Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1))
  for (let sweep = 0; sweep < 30; sweep++)
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      rotatePair(u, v, p, q)
  const lengths = u.map((column) => Math.hypot(...column))
  const order = [0, 1, 2].sort((i, j) => lengths[j]! - lengths[i]!) as [number, number, number]
  const [first, second, third] = order
  if (lengths[second]! <= lengths[first]! * 1e-9) return Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)
  for (const i of [first, second]) u[i] = u[i]!.map((x) => x / lengths[i]!) as Vector
  if (lengths[third]! > lengths[first]! * 1e-9) u[third] = u[third]!.map((x) => x / lengths[third]!) as Vector
  else u[third] = sameHand(cross(u[first]!, u[second]!), cross(v[first]!, v[second]!), v[third]!)
  return Float64Array.from({ length: 9 }, (_, at) => [0, 1, 2].reduce((sum, k) => sum + u[k]![Math.floor(at / 3)]! * v[k]![at % 3]!, 0))
}

type Vector = [number, number, number]

const columns = (m: Float64Array): [Vector, Vector, Vector] => [
  [m[0]!, m[3]!, m[6]!],
  [m[1]!, m[4]!, m[7]!],
  [m[2]!, m[5]!, m[8]!],
]
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]

/** A direction that the data does not decide is turned, not mirrored. */
function sameHand(normal: Vector, normalOfV: Vector, third: Vector): Vector {
  return dot(normalOfV, third) < 0 ? (normal.map((x) => -x) as Vector) : normal
}

/** Makes columns p and q of u orthogonal, turning v alike. */
function rotatePair(u: [Vector, Vector, Vector], v: [Vector, Vector, Vector], p: 0 | 1, q: 1 | 2): void {
  const product = dot(u[p], u[q])
  if (product === 0) return
  const zeta = (dot(u[q], u[q]) - dot(u[p], u[p])) / (2 * product)
  const tangent = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta))
  const cosine = 1 / Math.sqrt(1 + tangent * tangent)
  const sine = cosine * tangent
  for (const m of [u, v]) {
    for (const i of [0, 1, 2] as const) {
      const [a, b] = [m[p][i], m[q][i]]
      m[p][i] = cosine * a - sine * b
      m[q][i] = sine * a + cosine * b
    }
  }
}
