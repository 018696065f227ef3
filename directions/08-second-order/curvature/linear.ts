// Small dense matrices in double precision, row by row: a factor is inverted every few steps, and float32 would lose its small eigenvalues.

// #region snippet gl-damped-inverse | The inverse of a symmetric matrix with damping, in double precision, by Cholesky's factors | 加阻尼的对称矩阵之逆：双精度 Cholesky 分解
/** The lower L with L·Lᵀ = M + shift·I. @throws Error where M + shift·I is not positive definite */
export function cholesky(matrix: ArrayLike<number>, n: number, shift = 0): Float64Array {
  const L = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]! + (i === j ? shift : 0)
      for (let k = 0; k < j; k++) sum -= L[i * n + k]! * L[j * n + k]!
      if (i === j && !(sum > 0)) throw new Error(`A curvature of ${n}×${n} is not positive definite with ${shift} added. Raise the damping: --set damping=0.1.`)
      L[i * n + j] = i === j ? Math.sqrt(sum) : sum / L[j * n + j]!
    }
  }
  return L
}

/** (M + shift·I)⁻¹ of a symmetric M. */
export function inverse(matrix: ArrayLike<number>, n: number, shift: number): Float32Array {
  const inverted = inverseOfLower(cholesky(matrix, n, shift), n)
  const result = new Float32Array(n * n) // L⁻ᵀ·L⁻¹
  const row = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    row.fill(0)
    for (let k = i; k < n; k++) {
      const factor = inverted[k * n + i]!
      for (let j = 0; j <= i; j++) row[j]! += factor * inverted[k * n + j]!
    }
    for (let j = 0; j <= i; j++) result[i * n + j] = result[j * n + i] = row[j]!
  }
  return result
}

export function trace(matrix: ArrayLike<number>, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += matrix[i * n + i]!
  return sum
}

function inverseOfLower(L: Float64Array, n: number): Float64Array {
  const X = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const own = 1 / L[i * n + i]!
    for (let k = 0; k < i; k++) {
      const factor = -L[i * n + k]! * own
      for (let j = 0; j <= k; j++) X[i * n + j]! += factor * X[k * n + j]!
    }
    X[i * n + i] = own
  }
  return X
}
// #endregion

/** Eigenvalues, largest first, and eigenvectors as the rows of `vectors`, by Jacobi's rotations. For small symmetric matrices: n³ a sweep. */
export function eigen(matrix: ArrayLike<number>, n: number): { values: number[]; vectors: Float64Array[] } {
  const M = Float64Array.from(matrix)
  const V = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => Number(i === j)))
  for (let sweep = 0; sweep < 60; sweep++) {
    let [off, all] = [0, 0]
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        all += M[i * n + j]! ** 2
        if (i !== j) off += M[i * n + j]! ** 2
      }
    }
    if (off <= 1e-26 * all) break
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(M, V, n, p, q)
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => M[b * n + b]! - M[a * n + a]!)
  return { values: order.map((i) => M[i * n + i]!), vectors: order.map((i) => V[i]!) }
}

/**
 * Nyström's approximation Yᵀ·T⁻¹·Y of a positive semi-definite H from Y = Ω·H, T = Ω·Yᵀ and M = Y·Yᵀ (Frangella et al. 2023, alg. 2.1),
 * as eigenvalues, largest first, and the combinations of the rows of Y [k, k] that are their eigenvectors.
 */
export function nystrom(T: ArrayLike<number>, M: ArrayLike<number>, k: number): { values: number[]; combine: Float32Array } {
  const largest = Math.max(...Array.from({ length: k }, (_, i) => T[i * k + i]!))
  const symmetric = Float64Array.from({ length: k * k }, (_, at) => (T[at]! + T[(at % k) * k + Math.floor(at / k)]!) / 2)
  const inverted = inverseOfLower(cholesky(symmetric, k, 1e-6 * Math.max(largest, 1e-20)), k) // float32 rounds T by about as much
  const { values, vectors } = eigen(multiply(multiply(inverted, M, k), transposed(inverted, k), k), k)
  const kept = values.map((value) => Math.max(value, 0))
  const combine = new Float32Array(k * k)
  vectors.forEach((vector, i) => {
    const scale = kept[i]! > 1e-6 * kept[0]! ? 1 / Math.sqrt(kept[i]!) : 0
    for (let j = 0; j < k; j++) {
      let sum = 0
      for (let l = j; l < k; l++) sum += vector[l]! * inverted[l * k + j]!
      combine[i * k + j] = scale * sum
    }
  })
  return { values: kept, combine }
}

/** One rotation of rows and columns p and q that makes M[p, q] zero. */
function rotate(M: Float64Array, V: Float64Array[], n: number, p: number, q: number): void {
  const off = M[p * n + q]!
  if (off === 0) return
  const θ = (M[q * n + q]! - M[p * n + p]!) / (2 * off)
  const t = (θ < 0 ? -1 : 1) / (Math.abs(θ) + Math.sqrt(θ * θ + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < n; k++) {
    const [kp, kq] = [M[k * n + p]!, M[k * n + q]!]
    M[k * n + p] = c * kp - s * kq
    M[k * n + q] = s * kp + c * kq
  }
  for (let k = 0; k < n; k++) {
    const [pk, qk] = [M[p * n + k]!, M[q * n + k]!]
    M[p * n + k] = c * pk - s * qk
    M[q * n + k] = s * pk + c * qk
    const [vp, vq] = [V[p]![k]!, V[q]![k]!]
    V[p]![k] = c * vp - s * vq
    V[q]![k] = s * vp + c * vq
  }
}

function multiply(a: ArrayLike<number>, b: ArrayLike<number>, n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    let sum = 0
    for (let k = 0; k < n; k++) sum += a[i * n + k]! * b[k * n + j]!
    return sum
  })
}

const transposed = (a: ArrayLike<number>, n: number): Float64Array => Float64Array.from({ length: n * n }, (_, at) => a[(at % n) * n + Math.floor(at / n)]!)
