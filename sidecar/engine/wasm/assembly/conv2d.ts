import { columnsOfTile, multiplyPanel, multiplyTile, packRows, rowsOfTile } from './gemm'
import { partStart } from './simd'

// Convolutions as matrix products whose left factor, the patches under the filter, is made a few rows at a time where it is needed and never whole.
// Images are [N, H, W, C], filters [R, S, C, K].

/**
 * y [N, Y, X, K] = convolution of x, with the filter packed as B [R·S·C, K]. `scratch` holds 12 · R·S·C floats a part: six patches, then their panel.
 */
export function conv2d(
  x: usize, panelsB: usize, y: usize, n: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, dilationHeight: i32, dilationWidth: i32,
  scratch: usize, part: i32, parts: i32,
): void {
  const k = filterHeight * filterWidth * channels
  const patches = scratch + ((<usize>part * 2 * rowsOfTile * k) << 2)
  const panel = patches + ((<usize>rowsOfTile * k) << 2)
  const pixels = n * outHeight * outWidth
  const from = partStart(pixels, rowsOfTile, part, parts)
  const to = partStart(pixels, rowsOfTile, part + 1, parts)
  for (let pixel = from; pixel < to; pixel += rowsOfTile) {
    const count = min(rowsOfTile, pixels - pixel)
    for (let i = 0; i < count; i++) {
      copyPatch(x, patches + ((<usize>i * k) << 2), pixel + i, height, width, channels, outHeight, outWidth,
        filterHeight, filterWidth, strideHeight, strideWidth, top, left, dilationHeight, dilationWidth)
    }
    packRows(patches, count, k, k, 1, panel)
    multiplyPanel(panel, panelsB, y + (<usize>pixel * outChannels << 2), count, outChannels, k)
  }
}

/** The values of x under the filter where it makes output pixel `pixel`, zeros beyond the border: [R, S, C]. */
@inline
function copyPatch(
  x: usize, to: usize, pixel: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, dilationHeight: i32, dilationWidth: i32,
): void {
  const column = pixel % outWidth
  const rest = pixel / outWidth
  const firstRow = (rest % outHeight) * strideHeight - top
  const firstColumn = column * strideWidth - left
  const image = x + (<usize>(rest / outHeight) * height * width * channels << 2)
  const run = filterWidth * channels
  const isWhole = dilationWidth == 1 && firstColumn >= 0 && firstColumn + filterWidth <= width
  for (let r = 0; r < filterHeight; r++) {
    const i = firstRow + r * dilationHeight
    if (i < 0 || i >= height) {
      clear(to, run)
      to += <usize>run << 2
    } else if (isWhole) {
      copy(to, image + (<usize>(i * width + firstColumn) * channels << 2), run)
      to += <usize>run << 2
    } else {
      for (let s = 0; s < filterWidth; s++, to += <usize>channels << 2) {
        const j = firstColumn + s * dilationWidth
        if (j < 0 || j >= width) clear(to, channels)
        else copy(to, image + (<usize>(i * width + j) * channels << 2), channels)
      }
    }
  }
}

/**
 * dx [N, H, W, C] from dy [N, Y, X, K]: for each pixel of x the values of dy that it had a part in, zeros where there is none, times the filter packed as
 * B [R·S·K, C]. `scratch` holds 12 · R·S·K floats a part.
 */
export function conv2dInputGradient(
  dy: usize, panelsB: usize, dx: usize, n: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, dilationHeight: i32, dilationWidth: i32,
  scratch: usize, part: i32, parts: i32,
): void {
  const k = filterHeight * filterWidth * outChannels
  const patches = scratch + ((<usize>part * 2 * rowsOfTile * k) << 2)
  const panel = patches + ((<usize>rowsOfTile * k) << 2)
  const pixels = n * height * width
  const from = partStart(pixels, rowsOfTile, part, parts)
  const to = partStart(pixels, rowsOfTile, part + 1, parts)
  const bytes = <usize>outChannels << 2
  for (let pixel = from; pixel < to; pixel += rowsOfTile) {
    const count = min(rowsOfTile, pixels - pixel)
    let target = patches
    for (let p = pixel; p < pixel + count; p++) {
      const rest = p / width
      const i = rest % height + top
      const j = p % width + left
      const image = dy + (<usize>(rest / height) * outHeight * outWidth * outChannels << 2)
      for (let r = 0; r < filterHeight; r++) {
        const row = i - r * dilationHeight
        const outRow = row / strideHeight
        const isRowIn = row >= 0 && outRow < outHeight && outRow * strideHeight == row
        for (let s = 0; s < filterWidth; s++, target += bytes) {
          const column = j - s * dilationWidth
          const outColumn = column / strideWidth
          if (isRowIn && column >= 0 && outColumn < outWidth && outColumn * strideWidth == column) {
            copy(target, image + (<usize>(outRow * outWidth + outColumn) * bytes), outChannels)
          } else clear(target, outChannels)
        }
      }
    }
    packRows(patches, count, k, k, 1, panel)
    multiplyPanel(panel, panelsB, dx + (<usize>pixel * channels << 2), count, channels, k)
  }
}

/** Output pixels whose patches are laid out at a time. */
const depthOfBlock: i32 = 48

/**
 * `chunks` partial sums of dW [R·S·C, K], each over its share of the output pixels: patchesᵀ · dy. How many there are does not depend on the parts, so that the
 * sum of all has the same bits on any number of threads. `scratch` holds 48 · (R·S·C + 6) + 48 · (K + 8) floats a part.
 */
export function conv2dFilterGradient(
  x: usize, dy: usize, sums: usize, chunks: i32, n: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, dilationHeight: i32, dilationWidth: i32,
  scratch: usize, part: i32, parts: i32,
): void {
  const m = filterHeight * filterWidth * channels
  const patchLength = (m + rowsOfTile - 1) / rowsOfTile * rowsOfTile
  const rowLength = (outChannels + columnsOfTile - 1) / columnsOfTile * columnsOfTile
  const patches = scratch + (<usize>part * depthOfBlock * (patchLength + rowLength) << 2)
  const rows = patches + (<usize>depthOfBlock * patchLength << 2)
  const pixels = n * outHeight * outWidth
  for (let chunk = partStart(chunks, 1, part, parts); chunk < partStart(chunks, 1, part + 1, parts); chunk++) {
    const out = sums + (<usize>chunk * m * outChannels << 2)
    const from = partStart(pixels, depthOfBlock, chunk, chunks)
    const to = partStart(pixels, depthOfBlock, chunk + 1, chunks)
    if (from >= to) memory.fill(out, 0, <usize>m * outChannels << 2)
    for (let start = from; start < to; start += depthOfBlock) {
      const depth = min(depthOfBlock, to - start)
      for (let i = 0; i < depth; i++) {
        const patch = patches + (<usize>i * patchLength << 2)
        copyPatch(x, patch, start + i, height, width, channels, outHeight, outWidth,
          filterHeight, filterWidth, strideHeight, strideWidth, top, left, dilationHeight, dilationWidth)
        clear(patch + (<usize>m << 2), patchLength - m)
      }
      let b = dy + (<usize>start * outChannels << 2)
      if (rowLength != outChannels) {
        for (let i = 0; i < depth; i++) {
          const row = rows + (<usize>i * rowLength << 2)
          copy(row, b + (<usize>i * outChannels << 2), outChannels)
          clear(row + (<usize>outChannels << 2), rowLength - outChannels)
        }
        b = rows
      }
      for (let row = 0; row < m; row += rowsOfTile) {
        for (let column = 0; column < outChannels; column += columnsOfTile) {
          multiplyTile(patches + (<usize>row << 2), <usize>patchLength << 2, b + (<usize>column << 2), <usize>rowLength << 2, depth,
            out + (<usize>(row * outChannels + column) << 2), outChannels, min(rowsOfTile, m - row), min(columnsOfTile, outChannels - column), start == from)
        }
      }
    }
  }
}

@inline
function copy(target: usize, source: usize, count: i32): void {
  let i = 0
  for (; i + 4 <= count; i += 4) v128.store(target + (<usize>i << 2), v128.load(source + (<usize>i << 2)))
  for (; i < count; i++) store<u32>(target + (<usize>i << 2), load<u32>(source + (<usize>i << 2)))
}

@inline
function clear(target: usize, count: i32): void {
  let i = 0
  for (; i + 4 <= count; i += 4) v128.store(target + (<usize>i << 2), i32x4.splat(0))
  for (; i < count; i++) store<u32>(target + (<usize>i << 2), 0)
}
