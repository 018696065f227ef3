import { partStart } from './simd'

// Means of windows of images [N, H, W, C], to [N, Y, X, C]. The border never counts.

export function avgPool(
  x: usize, y: usize, n: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  windowHeight: i32, windowWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, part: i32, parts: i32,
): void {
  const from = partStart(n * outHeight, 1, part, parts)
  const to = partStart(n * outHeight, 1, part + 1, parts)
  for (let line = from; line < to; line++) {
    const image = x + (<usize>(line / outHeight) * height * width * channels << 2)
    const row = (line % outHeight) * strideHeight - top
    const firstRow = max(0, row), endRow = min(height, row + windowHeight)
    let target = y + (<usize>line * outWidth * channels << 2)
    for (let outColumn = 0; outColumn < outWidth; outColumn++, target += <usize>channels << 2) {
      const column = outColumn * strideWidth - left
      const firstColumn = max(0, column), endColumn = min(width, column + windowWidth)
      const count = <f32>((endRow - firstRow) * (endColumn - firstColumn))
      let c = 0
      for (; c + 4 <= channels; c += 4) {
        let sum = f32x4.splat(0)
        for (let i = firstRow; i < endRow; i++) {
          for (let j = firstColumn; j < endColumn; j++) sum = f32x4.add(sum, v128.load(image + (<usize>((i * width + j) * channels + c) << 2)))
        }
        v128.store(target + (<usize>c << 2), f32x4.div(sum, f32x4.splat(count)))
      }
      for (; c < channels; c++) {
        let sum: f32 = 0
        for (let i = firstRow; i < endRow; i++) {
          for (let j = firstColumn; j < endColumn; j++) sum += load<f32>(image + (<usize>((i * width + j) * channels + c) << 2))
        }
        store<f32>(target + (<usize>c << 2), sum / count)
      }
    }
  }
}

/** Each dy is shared out among the values of its window that are inside, as many as the mean was over; tfjs' own divides by the whole window, which is wrong at the border. */
export function avgPoolGradient(
  dy: usize, dx: usize, n: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  windowHeight: i32, windowWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, part: i32, parts: i32,
): void {
  const size = height * width * channels
  for (let image = partStart(n, 1, part, parts); image < partStart(n, 1, part + 1, parts); image++) {
    const target = dx + (<usize>image * size << 2)
    memory.fill(target, 0, <usize>size << 2)
    let g = dy + (<usize>image * outHeight * outWidth * channels << 2)
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const row = outRow * strideHeight - top
      const firstRow = max(0, row), endRow = min(height, row + windowHeight)
      for (let outColumn = 0; outColumn < outWidth; outColumn++, g += <usize>channels << 2) {
        const column = outColumn * strideWidth - left
        const firstColumn = max(0, column), endColumn = min(width, column + windowWidth)
        const share = f32x4.splat(1 / <f32>((endRow - firstRow) * (endColumn - firstColumn)))
        for (let i = firstRow; i < endRow; i++) {
          for (let j = firstColumn; j < endColumn; j++) {
            const to = target + (<usize>((i * width + j) * channels) << 2)
            let c = 0
            for (; c + 4 <= channels; c += 4) {
              const at = to + (<usize>c << 2)
              v128.store(at, f32x4.add(v128.load(at), f32x4.mul(v128.load(g + (<usize>c << 2)), share)))
            }
            for (; c < channels; c++) {
              const at = to + (<usize>c << 2)
              store<f32>(at, load<f32>(at) + load<f32>(g + (<usize>c << 2)) * f32x4.extract_lane(share, 0))
            }
          }
        }
      }
    }
  }
}
