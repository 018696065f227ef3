import { copyBand, isInside } from './bands'
import { fma, partStart } from './simd'

/** Output columns that are summed before the next four channels: what they see stays in the first-level cache. */
const columnsOfBlock: i32 = 16

/**
 * `chunks` partial sums of dW [R, S, C] of `depthwise`, each over its share of the bands, which are `rows` lines; neither depends on the parts. A part has
 * `scratchBytes` of scratch for what the windows of a band see where they reach the border.
 */
export function depthwiseFilterGradient(
  x: usize, dy: usize, sums: usize, chunks: i32, n: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, dilationHeight: i32, dilationWidth: i32,
  rows: i32, scratch: usize, scratchBytes: i32, part: i32, parts: i32,
): void {
  const reachHeight = (filterHeight - 1) * dilationHeight + 1, reachWidth = (filterWidth - 1) * dilationWidth + 1
  const isWhole = isInside(height, width, outHeight, outWidth, strideHeight, strideWidth, reachHeight, reachWidth, top, left)
  const bandWidth = (outWidth - 1) * strideWidth + reachWidth
  const xLine = (isWhole ? width : bandWidth) * channels
  const band = scratch + <usize>part * scratchBytes
  const bytes = <usize>channels << 2
  const tap = <usize>dilationWidth * bytes, line = (<usize>dilationHeight * xLine) << 2
  const step = <usize>strideWidth * bytes
  const bands = (outHeight + rows - 1) / rows
  for (let chunk = partStart(chunks, 1, part, parts); chunk < partStart(chunks, 1, part + 1, parts); chunk++) {
    const out = sums + <usize>(chunk * filterHeight * filterWidth) * bytes
    memory.fill(out, 0, <usize>(filterHeight * filterWidth) * bytes)
    for (let unit = partStart(n * bands, 1, chunk, chunks); unit < partStart(n * bands, 1, chunk + 1, chunks); unit++) {
      const image = unit / bands, first = unit % bands * rows
      const count = min(rows, outHeight - first)
      const firstRow = first * strideHeight - top
      let source = x + <usize>((image * height + firstRow) * width - left) * bytes
      if (!isWhole) {
        source = band
        copyBand(x + <usize>(image * height * width) * bytes, height, width, channels, firstRow, -left, (count - 1) * strideHeight + reachHeight, bandWidth, band)
      }
      let g = dy + <usize>((image * outHeight + first) * outWidth) * bytes
      for (let row = 0; row < count; row++, source += <usize>(strideHeight * xLine) << 2, g += <usize>outWidth * bytes) {
        for (let column = 0; column < outWidth; column += columnsOfBlock) {
          const columns = min(columnsOfBlock, outWidth - column)
          const gradient = g + <usize>column * bytes
          for (let r = 0; r < filterHeight; r += 3) {
            for (let s = 0; s < filterWidth; s += 3) {
              const from = source + <usize>column * step + <usize>r * line + <usize>s * tap
              const target = out + <usize>(r * filterWidth + s) * bytes
              const below = min(2, filterHeight - 1 - r), beside = min(2, filterWidth - 1 - s)
              for (let c = 0; c + 4 <= channels; c += 4) {
                addNine(from + (<usize>c << 2), step, gradient + (<usize>c << 2), bytes, columns, target + (<usize>c << 2), <usize>filterWidth * bytes, line, tap, below, beside)
              }
            }
          }
          for (let c = channels & ~3; c < channels; c++) {
            for (let r = 0; r < filterHeight; r++) {
              for (let s = 0; s < filterWidth; s++) {
                let p = source + <usize>column * step + <usize>r * line + <usize>s * tap + (<usize>c << 2)
                const target = out + <usize>(r * filterWidth + s) * bytes + (<usize>c << 2)
                let sum = load<f32>(target)
                for (let i = 0; i < columns; i++, p += step) sum += load<f32>(p) * load<f32>(gradient + <usize>i * bytes + (<usize>c << 2))
                store<f32>(target, sum)
              }
            }
          }
        }
      }
    }
  }
}

/**
 * Adds some columns' share to the 3 × 3 places of the filter from one on, for four channels; where only `below` more lines or `beside` more columns follow,
 * the last of them stands in for those beyond the edge and is stored once. Distances are bytes.
 */
@inline
function addNine(
  from: usize, step: usize, g: usize, gStep: usize, columns: i32, target: usize, targetLine: usize, line: usize, tap: usize, below: i32, beside: i32,
): void {
  const tap1 = tap * min(1, beside), tap2 = tap * beside
  const place1 = gStep * min(1, beside), place2 = gStep * beside
  const target1 = target + targetLine * min(1, below), target2 = target + targetLine * below
  let p0 = from, p1 = from + line * min(1, below), p2 = from + line * below
  let a0 = v128.load(target), a1 = v128.load(target + place1), a2 = v128.load(target + place2)
  let b0 = v128.load(target1), b1 = v128.load(target1 + place1), b2 = v128.load(target1 + place2)
  let c0 = v128.load(target2), c1 = v128.load(target2 + place1), c2 = v128.load(target2 + place2)
  for (let i = 0; i < columns; i++) {
    const d = v128.load(g)
    a0 = fma(v128.load(p0), d, a0); a1 = fma(v128.load(p0 + tap1), d, a1); a2 = fma(v128.load(p0 + tap2), d, a2)
    b0 = fma(v128.load(p1), d, b0); b1 = fma(v128.load(p1 + tap1), d, b1); b2 = fma(v128.load(p1 + tap2), d, b2)
    c0 = fma(v128.load(p2), d, c0); c1 = fma(v128.load(p2 + tap1), d, c1); c2 = fma(v128.load(p2 + tap2), d, c2)
    g += gStep; p0 += step; p1 += step; p2 += step
  }
  // Places that stand in for one another hold the same sum.
  v128.store(target, a0); v128.store(target + place1, a1); v128.store(target + place2, a2)
  v128.store(target1, b0); v128.store(target1 + place1, b1); v128.store(target1 + place2, b2)
  v128.store(target2, c0); v128.store(target2 + place1, c1); v128.store(target2 + place2, c2)
}
