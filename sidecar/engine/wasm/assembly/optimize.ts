import { fma, partStart } from './simd'

// Updates of one variable in one pass over memory; formulas as in FusedUpdates of sdk/fusedUpdate.ts. What is left of a row of four goes through the same vector
// operations, one value at a time, so that a value's bits do not depend on its place.

/** x ← x − rate · g */
export function sgd(x: usize, g: usize, count: i32, rate: f32, part: i32, parts: i32): void {
  const minusRate = f32x4.splat(-rate)
  const to = end(count, part, parts)
  let at = start(count, part, parts)
  for (; at + 16 <= to; at += 16) v128.store(x + at, fma(minusRate, v128.load(g + at), v128.load(x + at)))
  for (; at < to; at += 4) v128.store32_lane(x + at, fma(minusRate, v128.load32_splat(g + at), v128.load32_splat(x + at)), 0)
}

/** v ← momentum · v + g, x ← x − rate · v */
export function momentum(x: usize, g: usize, v: usize, count: i32, rate: f32, keep: f32, part: i32, parts: i32): void {
  const minusRate = f32x4.splat(-rate), kept = f32x4.splat(keep)
  const to = end(count, part, parts)
  let at = start(count, part, parts)
  for (; at + 16 <= to; at += 16) {
    const velocity = fma(kept, v128.load(v + at), v128.load(g + at))
    v128.store(v + at, velocity)
    v128.store(x + at, fma(minusRate, velocity, v128.load(x + at)))
  }
  for (; at < to; at += 4) {
    const velocity = fma(kept, v128.load32_splat(v + at), v128.load32_splat(g + at))
    v128.store32_lane(v + at, velocity, 0)
    v128.store32_lane(x + at, fma(minusRate, velocity, v128.load32_splat(x + at)), 0)
  }
}

/** s ← decay · s + (1 − decay) · g², x ← x − rate · g / (√s + ε) */
export function rmsProp(x: usize, g: usize, s: usize, count: i32, rate: f32, decay: f32, oneMinusDecay: f32, epsilon: f32, part: i32, parts: i32): void {
  const minusRate = f32x4.splat(-rate), old = f32x4.splat(decay), fresh = f32x4.splat(oneMinusDecay), small = f32x4.splat(epsilon)
  const to = end(count, part, parts)
  let at = start(count, part, parts)
  for (; at + 16 <= to; at += 16) {
    const gradient = v128.load(g + at)
    const square = fma(old, v128.load(s + at), f32x4.mul(fresh, f32x4.mul(gradient, gradient)))
    v128.store(s + at, square)
    v128.store(x + at, fma(minusRate, f32x4.div(gradient, f32x4.add(f32x4.sqrt(square), small)), v128.load(x + at)))
  }
  for (; at < to; at += 4) {
    const gradient = v128.load32_splat(g + at)
    const square = fma(old, v128.load32_splat(s + at), f32x4.mul(fresh, f32x4.mul(gradient, gradient)))
    v128.store32_lane(s + at, square, 0)
    v128.store32_lane(x + at, fma(minusRate, f32x4.div(gradient, f32x4.add(f32x4.sqrt(square), small)), v128.load32_splat(x + at)), 0)
  }
}

/** m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← keep · x − stepSize · m / (√v + ε) */
export function adam(
  x: usize, g: usize, m: usize, v: usize, count: i32, beta1: f32, oneMinusBeta1: f32, beta2: f32, oneMinusBeta2: f32, stepSize: f32, epsilon: f32, keep: f32,
  part: i32, parts: i32,
): void {
  const b1 = f32x4.splat(beta1), c1 = f32x4.splat(oneMinusBeta1), b2 = f32x4.splat(beta2), c2 = f32x4.splat(oneMinusBeta2)
  const minusRate = f32x4.splat(-stepSize), small = f32x4.splat(epsilon), kept = f32x4.splat(keep)
  const to = end(count, part, parts)
  let at = start(count, part, parts)
  for (; at + 16 <= to; at += 16) {
    const gradient = v128.load(g + at)
    const mean = fma(b1, v128.load(m + at), f32x4.mul(c1, gradient))
    const square = fma(b2, v128.load(v + at), f32x4.mul(c2, f32x4.mul(gradient, gradient)))
    v128.store(m + at, mean)
    v128.store(v + at, square)
    v128.store(x + at, fma(minusRate, f32x4.div(mean, f32x4.add(f32x4.sqrt(square), small)), f32x4.mul(kept, v128.load(x + at))))
  }
  for (; at < to; at += 4) {
    const gradient = v128.load32_splat(g + at)
    const mean = fma(b1, v128.load32_splat(m + at), f32x4.mul(c1, gradient))
    const square = fma(b2, v128.load32_splat(v + at), f32x4.mul(c2, f32x4.mul(gradient, gradient)))
    v128.store32_lane(m + at, mean, 0)
    v128.store32_lane(v + at, square, 0)
    v128.store32_lane(x + at, fma(minusRate, f32x4.div(mean, f32x4.add(f32x4.sqrt(square), small)), f32x4.mul(kept, v128.load32_splat(x + at))), 0)
  }
}

/** Bytes from the start of the variable. */
@inline
function start(count: i32, part: i32, parts: i32): usize {
  return <usize>partStart(count, 16, part, parts) << 2
}
@inline
function end(count: i32, part: i32, parts: i32): usize {
  return <usize>partStart(count, 16, part + 1, parts) << 2
}
