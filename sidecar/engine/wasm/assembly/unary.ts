import { choose, partStart } from './simd'
import { erf, exp, expMinusOne, log, logOnePlus, sigmoid, softPlus, tanh } from './functions'

// Numbers of the operations; kernels/unary.ts names them.
const negate: i32 = 0, absolute: i32 = 1, squareRoot: i32 = 2, reciprocalRoot: i32 = 3, square: i32 = 4, reciprocal: i32 = 5, rectify: i32 = 6, rectify6: i32 = 7
const exponential: i32 = 8, logarithm: i32 = 9, logistic: i32 = 10, hyperbolicTangent: i32 = 11, leaky: i32 = 12, exponentialLinear: i32 = 13
const stepUp: i32 = 14, floor: i32 = 15, ceil: i32 = 16, clip: i32 = 19, roundEven: i32 = 20
const logarithmOnePlus: i32 = 21, exponentialMinusOne: i32 = 22, softLine: i32 = 23, errorFunction: i32 = 24

@inline
function apply(op: i32, x: v128, p: v128, q: v128): v128 {
  const zero = f32x4.splat(0)
  const one = f32x4.splat(1)
  if (op == negate) return f32x4.neg(x)
  if (op == absolute) return f32x4.abs(x)
  if (op == squareRoot) return f32x4.sqrt(x)
  if (op == reciprocalRoot) return f32x4.div(one, f32x4.sqrt(x))
  if (op == square) return f32x4.mul(x, x)
  if (op == reciprocal) return f32x4.div(one, x)
  // pmax(a, b) is a unless a < b: one instruction, and it keeps a NaN in a, which max takes six for.
  if (op == rectify) return f32x4.pmax(x, zero)
  if (op == rectify6) return f32x4.pmin(f32x4.pmax(x, zero), f32x4.splat(6))
  if (op == exponential) return exp(x)
  if (op == logarithm) return log(x)
  if (op == logistic) return sigmoid(x)
  if (op == hyperbolicTangent) return tanh(x)
  if (op == leaky) return choose(f32x4.mul(x, p), x, f32x4.lt(x, zero))
  if (op == exponentialLinear) return choose(expMinusOne(x), x, f32x4.lt(x, zero))
  // 1 above 0, `p` else, NaN for NaN
  if (op == stepUp) return choose(choose(one, p, f32x4.gt(x, zero)), x, f32x4.eq(x, x))
  if (op == floor) return f32x4.floor(x)
  if (op == ceil) return f32x4.ceil(x)
  if (op == roundEven) return f32x4.nearest(x)
  if (op == logarithmOnePlus) return logOnePlus(x)
  if (op == exponentialMinusOne) return expMinusOne(x)
  if (op == softLine) return softPlus(x)
  if (op == errorFunction) return erf(x)
  if (op == clip) return f32x4.pmin(f32x4.pmax(x, p), q)
  return x
}

@inline
function loop(op: i32, x: usize, y: usize, p: f32, q: f32, from: i32, to: i32): void {
  const pp = f32x4.splat(p)
  const qq = f32x4.splat(q)
  let i = from
  for (; i + 4 <= to; i += 4) v128.store(y + (<usize>i << 2), apply(op, v128.load(x + (<usize>i << 2)), pp, qq))
  for (; i < to; i++) store<f32>(y + (<usize>i << 2), f32x4.extract_lane(apply(op, v128.load32_splat(x + (<usize>i << 2)), pp, qq), 0))
}

/** y[i] = op(x[i]) for i < count; `p` and `q` are what the operation needs besides. */
export function unary(op: i32, x: usize, y: usize, count: i32, p: f32, q: f32, part: i32, parts: i32): void {
  const from = partStart(count, 16, part, parts)
  const to = partStart(count, 16, part + 1, parts)
  switch (op) {
    case negate: return loop(negate, x, y, p, q, from, to)
    case absolute: return loop(absolute, x, y, p, q, from, to)
    case squareRoot: return loop(squareRoot, x, y, p, q, from, to)
    case reciprocalRoot: return loop(reciprocalRoot, x, y, p, q, from, to)
    case square: return loop(square, x, y, p, q, from, to)
    case reciprocal: return loop(reciprocal, x, y, p, q, from, to)
    case rectify: return loop(rectify, x, y, p, q, from, to)
    case rectify6: return loop(rectify6, x, y, p, q, from, to)
    case exponential: return loop(exponential, x, y, p, q, from, to)
    case logarithm: return loop(logarithm, x, y, p, q, from, to)
    case logistic: return loop(logistic, x, y, p, q, from, to)
    case hyperbolicTangent: return loop(hyperbolicTangent, x, y, p, q, from, to)
    case leaky: return loop(leaky, x, y, p, q, from, to)
    case exponentialLinear: return loop(exponentialLinear, x, y, p, q, from, to)
    case stepUp: return loop(stepUp, x, y, p, q, from, to)
    case floor: return loop(floor, x, y, p, q, from, to)
    case ceil: return loop(ceil, x, y, p, q, from, to)
    case roundEven: return loop(roundEven, x, y, p, q, from, to)
    case logarithmOnePlus: return loop(logarithmOnePlus, x, y, p, q, from, to)
    case exponentialMinusOne: return loop(exponentialMinusOne, x, y, p, q, from, to)
    case softLine: return loop(softLine, x, y, p, q, from, to)
    case errorFunction: return loop(errorFunction, x, y, p, q, from, to)
    case clip: return loop(clip, x, y, p, q, from, to)
  }
}
