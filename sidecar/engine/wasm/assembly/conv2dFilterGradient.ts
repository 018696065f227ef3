import { copyBand, fillOffsets, isInside } from './bands'
import { multiplyGathered, offsetsAt } from './gathered'
import { columnsOfTile, packB, rowsOfTile } from './gemm'
import { partStart } from './simd'

/**
 * `chunks` partial sums of dW [R·S·C, K], each over its share of the bands: a row of dW is what one place of the filter saw, times dy. Neither chunks nor bands
 * depend on the parts, so that the sum of all has the same bits on any number of threads. A part has `scratchBytes` of scratch: offsets of the rows in x and
 * in dW, and 6 more; dy of a band in panels [ceil(K / 8), pixels, 8]; then what its windows see where they reach the border.
 */
export function conv2dFilterGradient(
  x: usize, dy: usize, sums: usize, chunks: i32, n: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, dilationHeight: i32, dilationWidth: i32,
  images: i32, rows: i32, scratch: usize, scratchBytes: i32, part: i32, parts: i32,
): void {
  const reachHeight = (filterHeight - 1) * dilationHeight + 1, reachWidth = (filterWidth - 1) * dilationWidth + 1
  const isWhole = isInside(height, width, outHeight, outWidth, strideHeight, strideWidth, reachHeight, reachWidth, top, left)
  const bandHeight = (rows - 1) * strideHeight + reachHeight, bandWidth = (outWidth - 1) * strideWidth + reachWidth
  const xLine = (isWhole ? width : bandWidth) * channels
  const xImage = (isWhole ? height : bandHeight) * xLine
  const m = filterHeight * filterWidth * channels
  const sources = scratch + <usize>part * scratchBytes
  const targets = sources + (<usize>m << 2)
  const spare = targets + (<usize>(m + rowsOfTile) << 2)
  const panels = spare + (<usize>rowsOfTile << 2)
  const band = panels + (<usize>(images * rows * outWidth * ((outChannels + columnsOfTile - 1) / columnsOfTile * columnsOfTile)) << 2)
  fillOffsets(sources, filterHeight, filterWidth, channels, dilationHeight * xLine, dilationWidth * channels, 1)
  fillOffsets(targets, 1, 1, m, 0, 0, outChannels)
  const step = (strideWidth * channels) << 2
  const jump = (strideHeight * xLine - outWidth * strideWidth * channels) << 2

  const bands = (outHeight + rows - 1) / rows
  const units = (n + images - 1) / images * bands
  for (let chunk = partStart(chunks, 1, part, parts); chunk < partStart(chunks, 1, part + 1, parts); chunk++) {
    const out = sums + (<usize>chunk * m * outChannels << 2)
    const from = partStart(units, 1, chunk, chunks)
    const to = partStart(units, 1, chunk + 1, chunks)
    if (from >= to) memory.fill(out, 0, <usize>m * outChannels << 2)
    for (let unit = from; unit < to; unit++) {
      const image = unit / bands * images, line = unit % bands * rows
      const imageCount = min(images, n - image), lineCount = min(rows, outHeight - line)
      const firstRow = line * strideHeight - top
      let a = x + (<usize>((image * height + firstRow) * width - left) * channels << 2)
      if (!isWhole) {
        a = band
        const seen = (lineCount - 1) * strideHeight + reachHeight
        for (let i = 0; i < imageCount; i++) {
          copyBand(x + (<usize>((image + i) * height * width) * channels << 2), height, width, channels, firstRow, -left, seen, bandWidth, band + (<usize>(i * xImage) << 2))
        }
      }
      const pixels = imageCount * lineCount * outWidth
      packB(dy + (<usize>((image * outHeight + line) * outWidth) * outChannels << 2), pixels, outChannels, outChannels, 1, panels, 0, 1)
      const leap = (xImage - lineCount * strideHeight * xLine) << 2
      for (let row = 0; row < m; row += rowsOfTile) {
        for (let column = 0; column < outChannels; column += columnsOfTile) {
          multiplyGathered(a, offsetsAt(sources, row, m, spare), step, outWidth, jump, lineCount, leap, imageCount,
            panels + (<usize>column * pixels << 2), out + (<usize>column << 2), targets + (<usize>row << 2),
            min(rowsOfTile, m - row), min(columnsOfTile, outChannels - column), unit == from)
        }
      }
    }
  }
}
