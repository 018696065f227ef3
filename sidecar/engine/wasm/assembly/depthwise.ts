import { copyBand, isInside } from './bands'
import { slideNine } from './depthwiseNine'
import { fma, partStart } from './simd'

/** Output columns done at a time, for four channels each: a value of the filter is loaded once for all of them. */
const columnsOfBlock: i32 = 4
/** Columns that a filter of 3 × 3 slides over before the next four channels: what they see stays in the first-level cache. */
const columnsOfSlide: i32 = 16

/**
 * y [N, Y, X, C] = convolution of each channel of x [N, H, W, C] with a filter of its own, `rows` lines at a time. The places of the filter lie `filterLine`
 * and `filterPixel` floats apart, forward or backward, and images, lines and pixels of y `imagePitch`, `linePitch` and `pixelPitch`, so that the gradient of
 * the input is such convolutions too. A part has `scratchBytes` of scratch for what the windows of those lines see where they reach the border.
 */
export function depthwise(
  x: usize, filter: usize, y: usize, n: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, dilationHeight: i32, dilationWidth: i32,
  filterLine: i32, filterPixel: i32, imagePitch: i32, linePitch: i32, pixelPitch: i32, rows: i32, scratch: usize, scratchBytes: i32, part: i32, parts: i32,
): void {
  const reachHeight = (filterHeight - 1) * dilationHeight + 1, reachWidth = (filterWidth - 1) * dilationWidth + 1
  const isWhole = isInside(height, width, outHeight, outWidth, strideHeight, strideWidth, reachHeight, reachWidth, top, left)
  const bandWidth = (outWidth - 1) * strideWidth + reachWidth
  const xLine = (isWhole ? width : bandWidth) * channels
  const band = scratch + <usize>part * scratchBytes
  const tap = (dilationWidth * channels) << 2, line = (dilationHeight * xLine) << 2
  const filterTap = filterPixel << 2, filterRow = filterLine << 2
  const step = (strideWidth * channels) << 2
  const pitch = pixelPitch << 2
  const isNine = filterHeight == 3 && filterWidth == 3 && strideWidth == 1 && dilationWidth == 1
  const bands = (outHeight + rows - 1) / rows
  for (let unit = partStart(n * bands, 1, part, parts); unit < partStart(n * bands, 1, part + 1, parts); unit++) {
    const image = unit / bands, first = unit % bands * rows
    const count = min(rows, outHeight - first)
    const firstRow = first * strideHeight - top
    let source = x + (<usize>((image * height + firstRow) * width - left) * channels << 2)
    if (!isWhole) {
      source = band
      copyBand(x + (<usize>(image * height * width) * channels << 2), height, width, channels, firstRow, -left, (count - 1) * strideHeight + reachHeight, bandWidth, band)
    }
    for (let row = 0; row < count; row++, source += <usize>(strideHeight * xLine) << 2) {
      const target = y + (<usize>(image * imagePitch + (first + row) * linePitch) << 2)
      let column = 0
      while (column < outWidth) {
        let columns = min(isNine ? columnsOfSlide : columnsOfBlock, outWidth - column)
        if (!isNine && columns < columnsOfBlock && column > 0) {
          // The last block does columns again that the one before it has done.
          column = outWidth - columnsOfBlock
          columns = columnsOfBlock
        }
        const from = source + <usize>column * step, to = target + <usize>column * pitch
        let c = 0
        if (isNine) {
          for (; c + 4 <= channels; c += 4) {
            slideNine(from + (<usize>c << 2), line, tap, filter + (<usize>c << 2), filterRow, filterTap, to + (<usize>c << 2), pitch, columns)
          }
        } else if (columns == columnsOfBlock) {
          for (; c + 4 <= channels; c += 4) {
            block(from + (<usize>c << 2), step, filter + (<usize>c << 2), to + (<usize>c << 2), pitch, filterHeight, filterWidth, line, tap, filterRow, filterTap)
          }
        }
        for (; c < channels; c++) {
          for (let i = 0; i < columns; i++) {
            one(from + (<usize>c << 2) + i * step, filter + (<usize>c << 2), to + (<usize>c << 2) + i * pitch, filterHeight, filterWidth, line, tap, filterRow, filterTap)
          }
        }
        column += columns
      }
    }
  }
}

/** Four channels of four columns. Distances are bytes. */
@inline
function block(
  from: usize, step: usize, filter: usize, to: usize, pitch: usize, filterHeight: i32, filterWidth: i32, line: usize, tap: usize, filterRow: usize, filterTap: usize,
): void {
  let a = f32x4.splat(0), b = a, c = a, d = a
  for (let r = 0; r < filterHeight; r++, from += line, filter += filterRow) {
    let p = from, q = from + step, u = q + step, v = u + step, w = filter
    for (let s = 0; s < filterWidth; s++) {
      const weight = v128.load(w)
      a = fma(v128.load(p), weight, a)
      b = fma(v128.load(q), weight, b)
      c = fma(v128.load(u), weight, c)
      d = fma(v128.load(v), weight, d)
      p += tap; q += tap; u += tap; v += tap; w += filterTap
    }
  }
  v128.store(to, a)
  v128.store(to + pitch, b)
  v128.store(to + 2 * pitch, c)
  v128.store(to + 3 * pitch, d)
}

/** One channel of one column, rounded as four are. */
@inline
function one(
  from: usize, filter: usize, to: usize, filterHeight: i32, filterWidth: i32, line: usize, tap: usize, filterRow: usize, filterTap: usize,
): void {
  let sum = f32x4.splat(0)
  for (let r = 0; r < filterHeight; r++, from += line, filter += filterRow) {
    let p = from, w = filter
    for (let s = 0; s < filterWidth; s++, p += tap, w += filterTap) sum = fma(v128.load32_splat(p), v128.load32_splat(w), sum)
  }
  store<f32>(to, f32x4.extract_lane(sum, 0))
}
