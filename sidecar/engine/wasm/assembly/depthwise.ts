import { fma, partStart } from './simd'

// Depthwise convolutions: images [N, H, W, C], filters [R, S, C, M], output channel c · M + m of channel c and filter m. With one filter a channel (M = 1),
// as nearly everybody has it, four channels are done at a time.

export function depthwise(
  x: usize, filter: usize, y: usize, n: i32, height: i32, width: i32, channels: i32, multiplier: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, dilationHeight: i32, dilationWidth: i32,
  part: i32, parts: i32,
): void {
  const outChannels = channels * multiplier
  const from = partStart(n * outHeight, 1, part, parts)
  const to = partStart(n * outHeight, 1, part + 1, parts)
  for (let line = from; line < to; line++) {
    const image = x + (<usize>(line / outHeight) * height * width * channels << 2)
    const firstRow = (line % outHeight) * strideHeight - top
    let target = y + (<usize>line * outWidth * outChannels << 2)
    for (let outColumn = 0; outColumn < outWidth; outColumn++, target += <usize>outChannels << 2) {
      const firstColumn = outColumn * strideWidth - left
      let c = 0
      if (multiplier == 1) {
        for (; c + 4 <= channels; c += 4) {
          let sum = f32x4.splat(0)
          for (let r = 0; r < filterHeight; r++) {
            const i = firstRow + r * dilationHeight
            if (i < 0 || i >= height) continue
            for (let s = 0; s < filterWidth; s++) {
              const j = firstColumn + s * dilationWidth
              if (j < 0 || j >= width) continue
              sum = fma(v128.load(image + (<usize>((i * width + j) * channels + c) << 2)), v128.load(filter + (<usize>((r * filterWidth + s) * channels + c) << 2)), sum)
            }
          }
          v128.store(target + (<usize>c << 2), sum)
        }
      }
      for (let out = c * multiplier; out < outChannels; out++) {
        let sum: f32 = 0
        for (let r = 0; r < filterHeight; r++) {
          const i = firstRow + r * dilationHeight
          if (i < 0 || i >= height) continue
          for (let s = 0; s < filterWidth; s++) {
            const j = firstColumn + s * dilationWidth
            if (j < 0 || j >= width) continue
            sum += load<f32>(image + (<usize>((i * width + j) * channels + out / multiplier) << 2)) * load<f32>(filter + (<usize>((r * filterWidth + s) * outChannels + out) << 2))
          }
        }
        store<f32>(target + (<usize>out << 2), sum)
      }
    }
  }
}

export function depthwiseInputGradient(
  dy: usize, filter: usize, dx: usize, n: i32, height: i32, width: i32, channels: i32, multiplier: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, dilationHeight: i32, dilationWidth: i32,
  part: i32, parts: i32,
): void {
  const outChannels = channels * multiplier
  const from = partStart(n * height, 1, part, parts)
  const to = partStart(n * height, 1, part + 1, parts)
  for (let line = from; line < to; line++) {
    const image = dy + (<usize>(line / height) * outHeight * outWidth * outChannels << 2)
    const i = line % height + top
    let target = dx + (<usize>line * width * channels << 2)
    for (let column = 0; column < width; column++, target += <usize>channels << 2) {
      const j = column + left
      let c = 0
      if (multiplier == 1) {
        for (; c + 4 <= channels; c += 4) {
          let sum = f32x4.splat(0)
          for (let r = 0; r < filterHeight; r++) {
            const row = i - r * dilationHeight
            const outRow = row / strideHeight
            if (row < 0 || outRow >= outHeight || outRow * strideHeight != row) continue
            for (let s = 0; s < filterWidth; s++) {
              const at = j - s * dilationWidth
              const outColumn = at / strideWidth
              if (at < 0 || outColumn >= outWidth || outColumn * strideWidth != at) continue
              sum = fma(v128.load(image + (<usize>((outRow * outWidth + outColumn) * channels + c) << 2)), v128.load(filter + (<usize>((r * filterWidth + s) * channels + c) << 2)), sum)
            }
          }
          v128.store(target + (<usize>c << 2), sum)
        }
      }
      for (; c < channels; c++) {
        let sum: f32 = 0
        for (let r = 0; r < filterHeight; r++) {
          const row = i - r * dilationHeight
          const outRow = row / strideHeight
          if (row < 0 || outRow >= outHeight || outRow * strideHeight != row) continue
          for (let s = 0; s < filterWidth; s++) {
            const at = j - s * dilationWidth
            const outColumn = at / strideWidth
            if (at < 0 || outColumn >= outWidth || outColumn * strideWidth != at) continue
            for (let q = 0; q < multiplier; q++) {
              const out = c * multiplier + q
              sum += load<f32>(image + (<usize>((outRow * outWidth + outColumn) * outChannels + out) << 2)) * load<f32>(filter + (<usize>((r * filterWidth + s) * outChannels + out) << 2))
            }
          }
        }
        store<f32>(target + (<usize>c << 2), sum)
      }
    }
  }
}

/** `chunks` partial sums of dW [R, S, C, M], each over its share of the lines of dy; how many there are does not depend on the parts. */
export function depthwiseFilterGradient(
  x: usize, dy: usize, sums: usize, chunks: i32, n: i32, height: i32, width: i32, channels: i32, multiplier: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, dilationHeight: i32, dilationWidth: i32,
  part: i32, parts: i32,
): void {
  const outChannels = channels * multiplier
  const size = filterHeight * filterWidth * outChannels
  const lines = n * outHeight
  for (let chunk = partStart(chunks, 1, part, parts); chunk < partStart(chunks, 1, part + 1, parts); chunk++) {
    const out = sums + (<usize>chunk * size << 2)
    memory.fill(out, 0, <usize>size << 2)
    for (let line = partStart(lines, 1, chunk, chunks); line < partStart(lines, 1, chunk + 1, chunks); line++) {
      const image = x + (<usize>(line / outHeight) * height * width * channels << 2)
      const g = dy + (<usize>line * outWidth * outChannels << 2)
      for (let r = 0; r < filterHeight; r++) {
        const i = (line % outHeight) * strideHeight - top + r * dilationHeight
        if (i < 0 || i >= height) continue
        for (let s = 0; s < filterWidth; s++) {
          const target = out + (<usize>((r * filterWidth + s) * outChannels) << 2)
          const shift = s * dilationWidth - left
          let c = 0
          if (multiplier == 1) {
            for (; c + 4 <= channels; c += 4) {
              let sum = v128.load(target + (<usize>c << 2))
              for (let outColumn = 0; outColumn < outWidth; outColumn++) {
                const j = outColumn * strideWidth + shift
                if (j < 0 || j >= width) continue
                sum = fma(v128.load(image + (<usize>((i * width + j) * channels + c) << 2)), v128.load(g + (<usize>(outColumn * channels + c) << 2)), sum)
              }
              v128.store(target + (<usize>c << 2), sum)
            }
          }
          for (let o = c * multiplier; o < outChannels; o++) {
            let sum = load<f32>(target + (<usize>o << 2))
            for (let outColumn = 0; outColumn < outWidth; outColumn++) {
              const j = outColumn * strideWidth + shift
              if (j < 0 || j >= width) continue
              sum += load<f32>(image + (<usize>((i * width + j) * channels + o / multiplier) << 2)) * load<f32>(g + (<usize>(outColumn * outChannels + o) << 2))
            }
            store<f32>(target + (<usize>o << 2), sum)
          }
        }
      }
    }
  }
}
