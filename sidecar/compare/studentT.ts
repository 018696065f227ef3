/** P(T ≤ t) of Student's t distribution, by the regularized incomplete beta function (Abramowitz & Stegun 26.7.1). */
export function studentTCdf(t: number, degrees: number): number {
  const tail = studentTTail(Math.abs(t), degrees) / 2
  return t > 0 ? 1 - tail : tail
}

/** P(|T| ≥ t), exact also where it is tiny. */
export function studentTTail(t: number, degrees: number): number {
  if (t === Infinity) return 0
  return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t))
}

/** The t with P(T ≤ t) = p, by bisection: its end is certain, and a comparison needs few. */
export function studentTQuantile(p: number, degrees: number): number {
  if (p === 0.5) return 0
  if (p < 0.5) return -studentTQuantile(1 - p, degrees)
  const tail = 2 * (1 - p)
  let high = 1
  while (studentTTail(high, degrees) > tail) high *= 2
  let low = 0
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (studentTTail(middle, degrees) > tail) low = middle
    else high = middle
  }
  return high
}

/** I_x(a, b) by its continued fraction (Numerical Recipes § 6.4), on the side where that converges. */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(a, b, x)) / a
  return 1 - (front * betaFraction(b, a, 1 - x)) / b
}

/** Lentz's method; it needs about √max(a, b) terms. */
function betaFraction(a: number, b: number, x: number): number {
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= mostTerms; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return fraction
}
const tiny = 1e-300
const mostTerms = 1000

/** Lanczos' approximation with g = 7 and nine terms, relative error below 1e-14 for positive x. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const sum = lanczos.slice(1).reduce((total, term, i) => total + term / (x + i), lanczos[0]!)
  const base = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum)
}
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
  9.9843695780195716e-6, 1.5056327351493116e-7,
]
