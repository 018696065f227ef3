import { copyRun } from './move'
import { partStart } from './simd'

// Rows that indices name, and sums of rows by segment, each of which is the other's gradient.

/** y [outer, indices, inner] = the rows of x [outer, size, inner] that the indices name. */
export function gather(x: usize, indices: usize, y: usize, outer: i32, size: i32, inner: i32, count: i32, part: i32, parts: i32): void {
  const from = partStart(outer * count, 1, part, parts)
  const to = partStart(outer * count, 1, part + 1, parts)
  for (let r = from; r < to; r++) {
    const index = load<i32>(indices + (<usize>(r % count) << 2))
    copyRun(y + (<usize>r * inner << 2), x + ((<usize>(r / count) * size + index) * inner << 2), inner)
  }
}

/**
 * sums [segments, width] = the rows of x [rows, width] added up by their segment; rows of a segment outside are left out. Each part takes columns, or
 * where there are few, segments, so that a sum is one thread's.
 */
export function segmentSum(x: usize, segmentOf: usize, sums: usize, rows: i32, segments: i32, width: i32, part: i32, parts: i32): void {
  const first = partStart(segments, 1, part, parts)
  const end = partStart(segments, 1, part + 1, parts)
  memory.fill(sums + (<usize>first * width << 2), 0, <usize>(end - first) * width << 2)
  for (let r = 0; r < rows; r++) {
    const segment = load<i32>(segmentOf + (<usize>r << 2))
    if (segment < first || segment >= end) continue
    let source = x + (<usize>r * width << 2)
    let target = sums + (<usize>segment * width << 2)
    let i = 0
    for (; i + 4 <= width; i += 4, source += 16, target += 16) v128.store(target, f32x4.add(v128.load(target), v128.load(source)))
    for (; i < width; i++, source += 4, target += 4) store<f32>(target, load<f32>(target) + load<f32>(source))
  }
}

/** y [indices, inner] = the rows of x that the indices name, each times a weight of its own. */
export function gatherWeighted(x: usize, indices: usize, weights: usize, y: usize, inner: i32, count: i32, part: i32, parts: i32): void {
  const to = partStart(count, 1, part + 1, parts)
  for (let r = partStart(count, 1, part, parts); r < to; r++) {
    let source = x + (<usize>load<i32>(indices + (<usize>r << 2)) * inner << 2)
    let target = y + (<usize>r * inner << 2)
    const weight = v128.load32_splat(weights + (<usize>r << 2))
    let i = 0
    for (; i + 4 <= inner; i += 4, source += 16, target += 16) v128.store(target, f32x4.mul(v128.load(source), weight))
    for (; i < inner; i++, source += 4, target += 4) v128.store32_lane(target, f32x4.mul(v128.load32_splat(source), weight), 0)
  }
}

/**
 * Sorts rows by segment: `starts` [segments + 1] says where in `order` the rows of each segment begin, in their own order; rows of a segment outside are left out.
 * One part does it all.
 */
export function orderSegments(segmentOf: usize, rows: i32, segments: i32, starts: usize, order: usize, _part: i32, _parts: i32): void {
  memory.fill(starts, 0, <usize>(segments + 1) << 2)
  for (let r = 0; r < rows; r++) {
    const segment = load<i32>(segmentOf + (<usize>r << 2))
    if (segment >= 0 && segment < segments) store<i32>(starts + (<usize>segment << 2), load<i32>(starts + (<usize>segment << 2)) + 1)
  }
  let sum = 0
  for (let s = 0; s <= segments; s++) {
    sum += load<i32>(starts + (<usize>s << 2))
    store<i32>(starts + (<usize>s << 2), sum)
  }
  // From the last row on, each takes the last place that its segment has left, which brings `starts` from the ends to the beginnings.
  for (let r = rows - 1; r >= 0; r--) {
    const segment = load<i32>(segmentOf + (<usize>r << 2))
    if (segment < 0 || segment >= segments) continue
    const at = load<i32>(starts + (<usize>segment << 2)) - 1
    store<i32>(starts + (<usize>segment << 2), at)
    store<i32>(order + (<usize>at << 2), r)
  }
}

/** As `segmentSum`, and with the same bits, of rows in the order of `orderSegments`: a sum stays in registers, and is written once. */
export function segmentSumOrdered(x: usize, starts: usize, order: usize, sums: usize, segments: i32, width: i32, part: i32, parts: i32): void {
  sumOrdered(x, starts, order, 0, 0, sums, segments, width, part, parts)
}

/** The same of rows of x that `indices` name, each times its weight where there are weights: what `gather` and a product would write down is never written. */
export function segmentSumGathered(
  x: usize, indices: usize, weights: usize, starts: usize, order: usize, sums: usize, segments: i32, width: i32, part: i32, parts: i32,
): void {
  sumOrdered(x, starts, order, indices, weights, sums, segments, width, part, parts)
}

@inline
function sumOrdered(
  x: usize, starts: usize, order: usize, indices: usize, weights: usize, sums: usize, segments: i32, width: i32, part: i32, parts: i32,
): void {
  const last = partStart(segments, 1, part + 1, parts)
  for (let segment = partStart(segments, 1, part, parts); segment < last; segment++) {
    const first = order + (<usize>load<i32>(starts + (<usize>segment << 2)) << 2)
    const end = order + (<usize>load<i32>(starts + (<usize>segment << 2), 4) << 2)
    const target = sums + (<usize>segment * width << 2)
    let column = 0
    for (; column + 32 <= width; column += 32) {
      let a = f32x4.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a
      for (let at = first; at < end; at += 4) {
        const weight = weightOf(at, weights)
        const row = rowOf(x, at, indices, width) + (<usize>column << 2)
        a = f32x4.add(a, f32x4.mul(v128.load(row), weight)); b = f32x4.add(b, f32x4.mul(v128.load(row, 16), weight))
        c = f32x4.add(c, f32x4.mul(v128.load(row, 32), weight)); d = f32x4.add(d, f32x4.mul(v128.load(row, 48), weight))
        e = f32x4.add(e, f32x4.mul(v128.load(row, 64), weight)); f = f32x4.add(f, f32x4.mul(v128.load(row, 80), weight))
        g = f32x4.add(g, f32x4.mul(v128.load(row, 96), weight)); h = f32x4.add(h, f32x4.mul(v128.load(row, 112), weight))
      }
      const to = target + (<usize>column << 2)
      v128.store(to, a); v128.store(to, b, 16); v128.store(to, c, 32); v128.store(to, d, 48)
      v128.store(to, e, 64); v128.store(to, f, 80); v128.store(to, g, 96); v128.store(to, h, 112)
    }
    for (; column + 4 <= width; column += 4) {
      let sum = f32x4.splat(0)
      for (let at = first; at < end; at += 4) sum = f32x4.add(sum, f32x4.mul(v128.load(rowOf(x, at, indices, width) + (<usize>column << 2)), weightOf(at, weights)))
      v128.store(target + (<usize>column << 2), sum)
    }
    for (; column < width; column++) {
      let sum: f32 = 0
      for (let at = first; at < end; at += 4) {
        sum += load<f32>(rowOf(x, at, indices, width) + (<usize>column << 2)) * f32x4.extract_lane(weightOf(at, weights), 0)
      }
      store<f32>(target + (<usize>column << 2), sum)
    }
  }
}

/** Where the row begins that stands at a place of the order. */
@inline
function rowOf(x: usize, at: usize, indices: usize, width: i32): usize {
  const row = load<i32>(at)
  return x + (<usize>(indices ? load<i32>(indices + (<usize>row << 2)) : row) * width << 2)
}

/** Its weight; 1, which changes no value, where there are none. */
@inline
function weightOf(at: usize, weights: usize): v128 {
  return weights ? v128.load32_splat(weights + (<usize>load<i32>(at) << 2)) : f32x4.splat(1)
}
