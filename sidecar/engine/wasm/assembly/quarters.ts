// Maxima of windows of 2 × 2 side by side, as nearly everybody has them: nothing overlaps and nothing reaches the border.

export function areQuarters(
  height: i32, width: i32, outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32,
): bool {
  const isSideBySide = windowHeight == 2 && windowWidth == 2 && strideHeight == 2 && strideWidth == 2
  return isSideBySide && top == 0 && left == 0 && 2 * outHeight <= height && 2 * outWidth <= width
}

/** Lines `from` .. `to` of y, of all images. */
export function maxOfQuarters(x: usize, y: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, from: i32, to: i32): void {
  const pixel = <usize>channels << 2
  const row = <usize>width * pixel
  let target = y + <usize>(from * outWidth) * pixel
  for (let line = from; line < to; line++) {
    let a = x + <usize>(line / outHeight * height + line % outHeight * 2) * row
    for (let column = 0; column < outWidth; column++, a += pixel) {
      // The pixels on the right begin where those on the left end.
      const end = a + pixel
      for (; a + 16 <= end; a += 16, target += 16) {
        const b = a + row
        v128.store(target, f32x4.max(f32x4.max(f32x4.max(v128.load(a), v128.load(a + pixel)), v128.load(b)), v128.load(b + pixel)))
      }
      for (; a < end; a += 4, target += 4) {
        const b = a + row
        store<f32>(target, max(max(max(load<f32>(a), load<f32>(a + pixel)), load<f32>(b)), load<f32>(b + pixel)))
      }
    }
  }
}

/** What lines `from` .. `to` of dy give: each value to the first largest one of its window, and zeros to all others, also to those that no window saw. */
export function quartersGradient(
  dy: usize, x: usize, dx: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, from: i32, to: i32,
): void {
  const pixel = <usize>channels << 2
  const row = <usize>width * pixel
  const unseen = row - <usize>(2 * outWidth) * pixel
  let g = dy + <usize>(from * outWidth) * pixel
  for (let line = from; line < to; line++) {
    const first = <usize>(line / outHeight * height + line % outHeight * 2) * row
    let a = x + first, d = dx + first
    for (let column = 0; column < outWidth; column++, a += pixel, d += pixel) {
      const end = a + pixel
      for (; a + 16 <= end; a += 16, d += 16, g += 16) give(v128.load(g), a, d, pixel, row, true)
      for (; a < end; a += 4, d += 4, g += 4) give(v128.load32_splat(g), a, d, pixel, row, false)
    }
    memory.fill(d, 0, unseen)
    memory.fill(d + row, 0, unseen)
    if ((line + 1) % outHeight == 0) memory.fill(d + row + unseen, 0, <usize>(height - 2 * outHeight) * row)
  }
}

/** To four channels of a window, or to one. A window of NaN has no largest value. */
@inline
function give(g: v128, a: usize, d: usize, pixel: usize, row: usize, areFour: bool): void {
  let best = f32x4.splat(-Infinity)
  let value = get(a, areFour)
  const is0 = f32x4.gt(value, best)
  best = v128.bitselect(value, best, is0)
  value = get(a + pixel, areFour)
  const is1 = f32x4.gt(value, best)
  best = v128.bitselect(value, best, is1)
  value = get(a + row, areFour)
  const is2 = f32x4.gt(value, best)
  best = v128.bitselect(value, best, is2)
  const is3 = f32x4.gt(get(a + row + pixel, areFour), best)
  const below = v128.or(is2, is3)
  put(d, v128.and(g, v128.andnot(is0, v128.or(is1, below))), areFour)
  put(d + pixel, v128.and(g, v128.andnot(is1, below)), areFour)
  put(d + row, v128.and(g, v128.andnot(is2, is3)), areFour)
  put(d + row + pixel, v128.and(g, is3), areFour)
}

@inline
function get(at: usize, areFour: bool): v128 {
  return areFour ? v128.load(at) : v128.load32_splat(at)
}

@inline
function put(at: usize, value: v128, areFour: bool): void {
  if (areFour) v128.store(at, value)
  else store<f32>(at, f32x4.extract_lane(value, 0))
}
