import { areQuarters, maxOfQuarters, quartersGradient } from './quarters'
import { partStart } from './simd'

// Maxima of windows of images [N, H, W, C], to [N, Y, X, C]. The border never wins.

export function maxPool(
  x: usize, y: usize, n: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  windowHeight: i32, windowWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, part: i32, parts: i32,
): void {
  const from = partStart(n * outHeight, 1, part, parts)
  const to = partStart(n * outHeight, 1, part + 1, parts)
  if (areQuarters(height, width, outHeight, outWidth, windowHeight, windowWidth, strideHeight, strideWidth, top, left)) {
    return maxOfQuarters(x, y, height, width, channels, outHeight, outWidth, from, to)
  }
  for (let line = from; line < to; line++) {
    const image = x + (<usize>(line / outHeight) * height * width * channels << 2)
    const row = (line % outHeight) * strideHeight - top
    const firstRow = max(0, row), endRow = min(height, row + windowHeight)
    let target = y + (<usize>line * outWidth * channels << 2)
    for (let outColumn = 0; outColumn < outWidth; outColumn++, target += <usize>channels << 2) {
      const column = outColumn * strideWidth - left
      const firstColumn = max(0, column), endColumn = min(width, column + windowWidth)
      let c = 0
      for (; c + 4 <= channels; c += 4) {
        let best = f32x4.splat(-Infinity)
        for (let i = firstRow; i < endRow; i++) {
          for (let j = firstColumn; j < endColumn; j++) best = f32x4.max(best, v128.load(image + (<usize>((i * width + j) * channels + c) << 2)))
        }
        v128.store(target + (<usize>c << 2), best)
      }
      for (; c < channels; c++) {
        let best: f32 = -Infinity
        for (let i = firstRow; i < endRow; i++) {
          for (let j = firstColumn; j < endColumn; j++) best = max(best, load<f32>(image + (<usize>((i * width + j) * channels + c) << 2)))
        }
        store<f32>(target + (<usize>c << 2), best)
      }
    }
  }
}

/** Each dy goes to the first largest value of its window; a window of NaN has none. Windows overlap within an image only, so a part is whole images. */
export function maxPoolGradient(
  dy: usize, x: usize, dx: usize, n: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  windowHeight: i32, windowWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, part: i32, parts: i32,
): void {
  if (areQuarters(height, width, outHeight, outWidth, windowHeight, windowWidth, strideHeight, strideWidth, top, left)) {
    return quartersGradient(dy, x, dx, height, width, channels, outHeight, outWidth, partStart(n * outHeight, 1, part, parts), partStart(n * outHeight, 1, part + 1, parts))
  }
  const size = height * width * channels
  for (let image = partStart(n, 1, part, parts); image < partStart(n, 1, part + 1, parts); image++) {
    const source = x + (<usize>image * size << 2)
    const target = dx + (<usize>image * size << 2)
    memory.fill(target, 0, <usize>size << 2)
    let g = dy + (<usize>image * outHeight * outWidth * channels << 2)
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const row = outRow * strideHeight - top
      const firstRow = max(0, row), endRow = min(height, row + windowHeight)
      for (let outColumn = 0; outColumn < outWidth; outColumn++, g += <usize>channels << 2) {
        const column = outColumn * strideWidth - left
        const firstColumn = max(0, column), endColumn = min(width, column + windowWidth)
        let c = 0
        for (; c + 4 <= channels; c += 4) {
          let best = f32x4.splat(-Infinity)
          let place = i32x4.splat(-1)
          for (let i = firstRow; i < endRow; i++) {
            for (let j = firstColumn; j < endColumn; j++) {
              const at = (i * width + j) * channels + c
              const value = v128.load(source + (<usize>at << 2))
              const isBetter = f32x4.gt(value, best)
              best = v128.bitselect(value, best, isBetter)
              place = v128.bitselect(i32x4.splat(at), place, isBetter)
            }
          }
          give(target, g + (<usize>c << 2), i32x4.extract_lane(place, 0), 0)
          give(target, g + (<usize>c << 2), i32x4.extract_lane(place, 1), 1)
          give(target, g + (<usize>c << 2), i32x4.extract_lane(place, 2), 2)
          give(target, g + (<usize>c << 2), i32x4.extract_lane(place, 3), 3)
        }
        for (; c < channels; c++) {
          let best: f32 = -Infinity
          let place = -1
          for (let i = firstRow; i < endRow; i++) {
            for (let j = firstColumn; j < endColumn; j++) {
              const at = (i * width + j) * channels + c
              const value = load<f32>(source + (<usize>at << 2))
              if (value > best) {
                best = value
                place = at
              }
            }
          }
          give(target, g + (<usize>c << 2), place, 0)
        }
      }
    }
  }
}

@inline
function give(target: usize, g: usize, place: i32, lane: i32): void {
  if (place < 0) return
  const to = target + (<usize>(place + lane) << 2)
  store<f32>(to, load<f32>(to) + load<f32>(g + (<usize>lane << 2)))
}
