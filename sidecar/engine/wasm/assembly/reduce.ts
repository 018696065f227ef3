import { partStart, sumLanes } from './simd'
import { exp } from './functions'

// x [outer, size, inner] reduced along its middle axis. Each result is one thread's, so its order of summation is fixed.

/** Values that are summed up by themselves before they join the rest: the rounding error grows with the length of a chain, not of the axis. */
const block: i32 = 128

const sum: i32 = 0, largest: i32 = 1, smallest: i32 = 2, product: i32 = 3

@inline
function combine(op: i32, a: v128, b: v128): v128 {
  if (op == sum) return f32x4.add(a, b)
  if (op == largest) return f32x4.max(a, b)
  if (op == smallest) return f32x4.min(a, b)
  return f32x4.mul(a, b)
}

@inline
function combineLanes(op: i32, x: v128): f32 {
  const swapped = combine(op, x, i64x2.shuffle(x, x, 1, 0))
  return f32x4.extract_lane(combine(op, swapped, i32x4.shuffle(swapped, swapped, 1, 0, 3, 2)), 0)
}

@inline
function start(op: i32): f32 {
  if (op == sum) return 0
  if (op == largest) return -Infinity
  if (op == smallest) return Infinity
  return 1
}

/** One contiguous row; four running results hide the latency. */
@inline
function reduceRow(op: i32, x: usize, size: i32): f32 {
  const first = f32x4.splat(start(op))
  let a = first, b = first, c = first, d = first
  let i = 0
  while (i + 16 <= size) {
    const end = min(size, i + 16 * block)
    let a1 = first, b1 = first, c1 = first, d1 = first
    for (; i + 16 <= end; i += 16, x += 64) {
      a1 = combine(op, a1, v128.load(x))
      b1 = combine(op, b1, v128.load(x, 16))
      c1 = combine(op, c1, v128.load(x, 32))
      d1 = combine(op, d1, v128.load(x, 48))
    }
    a = combine(op, a, a1)
    b = combine(op, b, b1)
    c = combine(op, c, c1)
    d = combine(op, d, d1)
  }
  for (; i + 4 <= size; i += 4, x += 16) a = combine(op, a, v128.load(x))
  let result = combineLanes(op, combine(op, combine(op, a, b), combine(op, c, d)))
  for (; i < size; i++, x += 4) result = f32x4.extract_lane(combine(op, f32x4.splat(result), v128.load32_splat(x)), 0)
  return result
}

@inline
function reduceAll(op: i32, x: usize, y: usize, outer: i32, size: i32, inner: i32, scale: f32, part: i32, parts: i32): void {
  if (inner == 1) {
    const from = partStart(outer, 1, part, parts)
    const to = partStart(outer, 1, part + 1, parts)
    for (let i = from; i < to; i++) store<f32>(y + (<usize>i << 2), reduceRow(op, x + (<usize>i * size << 2), size) * scale)
    return
  }
  const scales = f32x4.splat(scale)
  const blocks = (inner + 15) / 16
  const from = partStart(outer * blocks, 1, part, parts)
  const to = partStart(outer * blocks, 1, part + 1, parts)
  const stride = <usize>inner << 2
  for (let r = from; r < to; r++) {
    const i = r / blocks
    let column = (r % blocks) * 16
    const end = min(column + 16, inner)
    const base = x + (<usize>i * size * inner << 2)
    const out = y + (<usize>i * inner << 2)
    const first = f32x4.splat(start(op))
    if (column + 16 <= end) {
      let a = first, b = first, c = first, d = first
      let at = base + (<usize>column << 2)
      for (let k = 0; k < size; ) {
        const end = min(size, k + block)
        let a1 = first, b1 = first, c1 = first, d1 = first
        for (; k < end; k++, at += stride) {
          a1 = combine(op, a1, v128.load(at))
          b1 = combine(op, b1, v128.load(at, 16))
          c1 = combine(op, c1, v128.load(at, 32))
          d1 = combine(op, d1, v128.load(at, 48))
        }
        a = combine(op, a, a1)
        b = combine(op, b, b1)
        c = combine(op, c, c1)
        d = combine(op, d, d1)
      }
      const to = out + (<usize>column << 2)
      v128.store(to, f32x4.mul(a, scales))
      v128.store(to, f32x4.mul(b, scales), 16)
      v128.store(to, f32x4.mul(c, scales), 32)
      v128.store(to, f32x4.mul(d, scales), 48)
      continue
    }
    for (; column + 4 <= end; column += 4) {
      let a = first
      let at = base + (<usize>column << 2)
      for (let k = 0; k < size; ) {
        const end = min(size, k + block)
        let a1 = first
        for (; k < end; k++, at += stride) a1 = combine(op, a1, v128.load(at))
        a = combine(op, a, a1)
      }
      v128.store(out + (<usize>column << 2), f32x4.mul(a, scales))
    }
    for (; column < end; column++) {
      let a = first
      let at = base + (<usize>column << 2)
      for (let k = 0; k < size; ) {
        const end = min(size, k + block)
        let a1 = first
        for (; k < end; k++, at += stride) a1 = combine(op, a1, v128.load32_splat(at))
        a = combine(op, a, a1)
      }
      store<f32>(out + (<usize>column << 2), f32x4.extract_lane(a, 0) * scale)
    }
  }
}

/** y [outer, inner] = scale · reduction of x [outer, size, inner]. */
export function reduce(op: i32, x: usize, y: usize, outer: i32, size: i32, inner: i32, scale: f32, part: i32, parts: i32): void {
  switch (op) {
    case sum: return reduceAll(sum, x, y, outer, size, inner, scale, part, parts)
    case largest: return reduceAll(largest, x, y, outer, size, inner, scale, part, parts)
    case smallest: return reduceAll(smallest, x, y, outer, size, inner, scale, part, parts)
    case product: return reduceAll(product, x, y, outer, size, inner, scale, part, parts)
  }
}

/** y [rows, size] = softmax of x along the last axis. */
export function softmax(x: usize, y: usize, rows: i32, size: i32, part: i32, parts: i32): void {
  const from = partStart(rows, 1, part, parts)
  const to = partStart(rows, 1, part + 1, parts)
  for (let r = from; r < to; r++) {
    const source = x + (<usize>r * size << 2)
    const target = y + (<usize>r * size << 2)
    const top = reduceRow(largest, source, size)
    const tops = f32x4.splat(top)
    let sums = f32x4.splat(0)
    let rest: f32 = 0
    let i = 0
    for (; i + 4 <= size; i += 4) {
      const e = exp(f32x4.sub(v128.load(source + (<usize>i << 2)), tops))
      v128.store(target + (<usize>i << 2), e)
      sums = f32x4.add(sums, e)
    }
    for (; i < size; i++) {
      const e = f32x4.extract_lane(exp(f32x4.splat(load<f32>(source + (<usize>i << 2)) - top)), 0)
      store<f32>(target + (<usize>i << 2), e)
      rest += e
    }
    const factor: f32 = <f32>1 / (sumLanes(sums) + rest)
    const factors = f32x4.splat(factor)
    for (i = 0; i + 4 <= size; i += 4) v128.store(target + (<usize>i << 2), f32x4.mul(v128.load(target + (<usize>i << 2)), factors))
    for (; i < size; i++) store<f32>(target + (<usize>i << 2), load<f32>(target + (<usize>i << 2)) * factor)
  }
}
