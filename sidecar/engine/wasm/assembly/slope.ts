import { choose, partStart } from './simd'

// Numbers of the operations; kernels/slopes.ts names them.
const rectifier: i32 = 0, logistic: i32 = 1, hyperbolicTangent: i32 = 2

/** dy times the slope at an output of y. */
@inline
function apply(op: i32, dy: v128, y: v128): v128 {
  if (op == rectifier) return choose(v128.and(dy, f32x4.gt(y, f32x4.splat(0))), y, f32x4.eq(y, y))
  if (op == logistic) return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)))
  return f32x4.mul(f32x4.sub(f32x4.splat(1), f32x4.mul(y, y)), dy)
}

@inline
function all(op: i32, dy: usize, y: usize, dx: usize, count: i32): void {
  let i = 0
  for (; i + 4 <= count; i += 4, dy += 16, y += 16, dx += 16) v128.store(dx, apply(op, v128.load(dy), v128.load(y)))
  for (; i < count; i++, dy += 4, y += 4, dx += 4) v128.store32_lane(dx, apply(op, v128.load32_splat(dy), v128.load32_splat(y)), 0)
}

/** dx = dy times the slope of a function where it gave y; what is not a number stays so. */
export function slope(op: i32, dy: usize, y: usize, dx: usize, count: i32, part: i32, parts: i32): void {
  const from = partStart(count, 16, part, parts)
  const length = partStart(count, 16, part + 1, parts) - from
  const at = <usize>from << 2
  switch (op) {
    case rectifier: return all(rectifier, dy + at, y + at, dx + at, length)
    case logistic: return all(logistic, dy + at, y + at, dx + at, length)
    case hyperbolicTangent: return all(hyperbolicTangent, dy + at, y + at, dx + at, length)
  }
}
