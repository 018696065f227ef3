import { fma, partStart } from './simd'

// Updates of one variable in one pass over memory; formulas and sources stand with the optimisers of the sdk.

/** Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← keep · x − stepSize · m / (√v + ε). */
export function adam(
  x: usize, g: usize, m: usize, v: usize, count: i32, beta1: f32, beta2: f32, stepSize: f32, epsilon: f32, keep: f32, part: i32, parts: i32,
): void {
  const from = partStart(count, 16, part, parts)
  const to = partStart(count, 16, part + 1, parts)
  const b1 = f32x4.splat(beta1), c1 = f32x4.splat(1 - beta1), b2 = f32x4.splat(beta2), c2 = f32x4.splat(1 - beta2)
  const rate = f32x4.splat(-stepSize), small = f32x4.splat(epsilon), kept = f32x4.splat(keep)
  let i = from
  for (; i + 4 <= to; i += 4) {
    const at = <usize>i << 2
    const gradient = v128.load(g + at)
    const mean = fma(b1, v128.load(m + at), f32x4.mul(c1, gradient))
    const square = fma(b2, v128.load(v + at), f32x4.mul(c2, f32x4.mul(gradient, gradient)))
    v128.store(m + at, mean)
    v128.store(v + at, square)
    v128.store(x + at, fma(rate, f32x4.div(mean, f32x4.add(f32x4.sqrt(square), small)), f32x4.mul(kept, v128.load(x + at))))
  }
  for (; i < to; i++) {
    const at = <usize>i << 2
    const gradient = load<f32>(g + at)
    const mean = beta1 * load<f32>(m + at) + (1 - beta1) * gradient
    const square = beta2 * load<f32>(v + at) + (1 - beta2) * (gradient * gradient)
    store<f32>(m + at, mean)
    store<f32>(v + at, square)
    store<f32>(x + at, keep * load<f32>(x + at) - stepSize * (mean / (Mathf.sqrt(square) + epsilon)))
  }
}
