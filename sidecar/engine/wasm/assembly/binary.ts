import { partStart } from './simd'

// Numbers of the operations; kernels/binary.ts names them.
const add: i32 = 0, subtract: i32 = 1, multiply: i32 = 2, divide: i32 = 3, largest: i32 = 4, smallest: i32 = 5, squaredDifference: i32 = 6
const greater: i32 = 0, greaterEqual: i32 = 1, less: i32 = 2, lessEqual: i32 = 3, equal: i32 = 4, notEqual: i32 = 5

@inline
function apply(op: i32, a: v128, b: v128): v128 {
  if (op == add) return f32x4.add(a, b)
  if (op == subtract) return f32x4.sub(a, b)
  if (op == multiply) return f32x4.mul(a, b)
  if (op == divide) return f32x4.div(a, b)
  if (op == largest) return f32x4.max(a, b)
  if (op == smallest) return f32x4.min(a, b)
  const difference = f32x4.sub(a, b)
  return f32x4.mul(difference, difference)
}

/** `count` values in a row; of each operand either as many, or one for all (stride 0). */
@inline
function row(op: i32, a: usize, aStride: i32, b: usize, bStride: i32, y: usize, count: i32): void {
  let i = 0
  if (aStride == 1 && bStride == 1) {
    for (; i + 4 <= count; i += 4, a += 16, b += 16, y += 16) v128.store(y, apply(op, v128.load(a), v128.load(b)))
  } else if (aStride == 1) {
    const one = v128.load32_splat(b)
    for (; i + 4 <= count; i += 4, a += 16, y += 16) v128.store(y, apply(op, v128.load(a), one))
  } else if (bStride == 1) {
    const one = v128.load32_splat(a)
    for (; i + 4 <= count; i += 4, b += 16, y += 16) v128.store(y, apply(op, one, v128.load(b)))
  } else {
    const both = apply(op, v128.load32_splat(a), v128.load32_splat(b))
    for (; i + 4 <= count; i += 4, y += 16) v128.store(y, both)
  }
  for (; i < count; i++, a += <usize>aStride << 2, b += <usize>bStride << 2, y += 4) {
    store<f32>(y, f32x4.extract_lane(apply(op, v128.load32_splat(a), v128.load32_splat(b)), 0))
  }
}

@inline
function rows(
  op: i32, a: usize, b: usize, y: usize, n1: i32, n2: i32, n3: i32, a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32, from: i32, to: i32,
): void {
  for (let r = from; r < to; r++) {
    const k = r % n2
    const rest = r / n2
    const j = rest % n1
    const i = rest / n1
    row(op, a + (<usize>(i * a0 + j * a1 + k * a2) << 2), a3, b + (<usize>(i * b0 + j * b1 + k * b2) << 2), b3, y + (<usize>r * n3 << 2), n3)
  }
}

/** y [n0, n1, n2, n3] = op(a, b), the operands broadcast by strides in floats; those of the last axis are 0 or 1. */
export function binary(
  op: i32, a: usize, b: usize, y: usize, n0: i32, n1: i32, n2: i32, n3: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32, part: i32, parts: i32,
): void {
  const count = n0 * n1 * n2
  let from = partStart(count, 1, part, parts)
  let to = partStart(count, 1, part + 1, parts)
  if (count == 1) {
    // one long row: its parts are rows of their own
    const start = partStart(n3, 16, part, parts)
    n3 = partStart(n3, 16, part + 1, parts) - start
    a += <usize>(start * a3) << 2
    b += <usize>(start * b3) << 2
    y += <usize>start << 2
    from = 0
    to = 1
  }
  switch (op) {
    case add: return rows(add, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
    case subtract: return rows(subtract, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
    case multiply: return rows(multiply, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
    case divide: return rows(divide, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
    case largest: return rows(largest, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
    case smallest: return rows(smallest, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
    case squaredDifference: return rows(squaredDifference, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
  }
}

@inline
function relation(op: i32, a: f32, b: f32): bool {
  if (op == greater) return a > b
  if (op == greaterEqual) return a >= b
  if (op == less) return a < b
  if (op == lessEqual) return a <= b
  if (op == equal) return a == b
  return a != b
}

@inline
function relationRows(
  op: i32, a: usize, b: usize, y: usize, n1: i32, n2: i32, n3: i32, a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32, from: i32, to: i32,
): void {
  for (let r = from; r < to; r++) {
    const k = r % n2
    const rest = r / n2
    const j = rest % n1
    const i = rest / n1
    let left = a + (<usize>(i * a0 + j * a1 + k * a2) << 2)
    let right = b + (<usize>(i * b0 + j * b1 + k * b2) << 2)
    const out = y + <usize>r * n3
    for (let c = 0; c < n3; c++, left += <usize>a3 << 2, right += <usize>b3 << 2) store<u8>(out + c, relation(op, load<f32>(left), load<f32>(right)) ? 1 : 0)
  }
}

/** Bytes y [n0, n1, n2, n3], 1 where the relation holds; operands as in `binary`. */
export function compare(
  op: i32, a: usize, b: usize, y: usize, n0: i32, n1: i32, n2: i32, n3: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32, part: i32, parts: i32,
): void {
  const from = partStart(n0 * n1 * n2, 1, part, parts)
  const to = partStart(n0 * n1 * n2, 1, part + 1, parts)
  switch (op) {
    case greater: return relationRows(greater, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
    case greaterEqual: return relationRows(greaterEqual, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
    case less: return relationRows(less, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
    case lessEqual: return relationRows(lessEqual, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
    case equal: return relationRows(equal, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
    case notEqual: return relationRows(notEqual, a, b, y, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3, from, to)
  }
}

/** y = condition ? a : b over `count` values; condition holds bytes. */
export function select(condition: usize, a: usize, b: usize, y: usize, count: i32, part: i32, parts: i32): void {
  const from = partStart(count, 64, part, parts)
  const to = partStart(count, 64, part + 1, parts)
  for (let i = from; i < to; i++) store<u32>(y + (<usize>i << 2), load<u8>(condition + i) ? load<u32>(a + (<usize>i << 2)) : load<u32>(b + (<usize>i << 2)))
}

const both: i32 = 0 // else either

/** Bytes y [n0, n1, n2, n3] = a and b, or a or b, of bytes; operands broadcast as in `binary`. */
export function logical(
  op: i32, a: usize, b: usize, y: usize, n0: i32, n1: i32, n2: i32, n3: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32, part: i32, parts: i32,
): void {
  const to = partStart(n0 * n1 * n2, 1, part + 1, parts)
  for (let r = partStart(n0 * n1 * n2, 1, part, parts); r < to; r++) {
    const k = r % n2
    const rest = r / n2
    let left = a + <usize>((rest / n1) * a0 + (rest % n1) * a1 + k * a2)
    let right = b + <usize>((rest / n1) * b0 + (rest % n1) * b1 + k * b2)
    const out = y + <usize>r * n3
    if (op == both) for (let c = 0; c < n3; c++, left += <usize>a3, right += <usize>b3) store<u8>(out + c, load<u8>(left) & load<u8>(right))
    else for (let c = 0; c < n3; c++, left += <usize>a3, right += <usize>b3) store<u8>(out + c, load<u8>(left) | load<u8>(right))
  }
}
