import { fma } from './simd'

/**
 * Four channels of `columns` neighboring columns under a filter of 3 × 3 whose windows move by one pixel: all nine values of the filter stay in registers, and
 * each value of x is loaded once for the three columns that see it. What a column of x gives is added up apart, so that no sum waits for another. Distances
 * are bytes.
 */
@inline
export function slideNine(
  from: usize, line: usize, pixel: usize, filter: usize, filterLine: usize, filterPixel: usize, to: usize, pitch: usize, columns: i32,
): void {
  const second = filter + filterLine, third = second + filterLine
  const a0 = v128.load(filter), a1 = v128.load(filter + filterPixel), a2 = v128.load(filter + 2 * filterPixel)
  const b0 = v128.load(second), b1 = v128.load(second + filterPixel), b2 = v128.load(second + 2 * filterPixel)
  const c0 = v128.load(third), c1 = v128.load(third + filterPixel), c2 = v128.load(third + 2 * filterPixel)
  let p = from, q = p + line, r = q + line
  let x = v128.load(p), y = v128.load(q), z = v128.load(r)
  let now = fma(z, c0, fma(y, b0, f32x4.mul(x, a0)))
  p += pixel; q += pixel; r += pixel
  x = v128.load(p); y = v128.load(q); z = v128.load(r)
  now = f32x4.add(now, fma(z, c1, fma(y, b1, f32x4.mul(x, a1))))
  let next = fma(z, c0, fma(y, b0, f32x4.mul(x, a0)))
  for (let i = 0; i < columns; i++, to += pitch) {
    p += pixel; q += pixel; r += pixel
    x = v128.load(p); y = v128.load(q); z = v128.load(r)
    v128.store(to, f32x4.add(now, fma(z, c2, fma(y, b2, f32x4.mul(x, a2)))))
    now = f32x4.add(next, fma(z, c1, fma(y, b1, f32x4.mul(x, a1))))
    next = fma(z, c0, fma(y, b0, f32x4.mul(x, a0)))
  }
}
