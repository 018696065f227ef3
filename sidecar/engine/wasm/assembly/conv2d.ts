import { copyBand, fillOffsets, isInside } from './bands'
import { multiplyGathered, offsetsAt } from './gathered'
import { columnsOfTile, finishRows, rowsOfTile } from './gemm'
import { partStart } from './simd'

/**
 * y [N, Y, X, K] = convolution of x [N, H, W, C] with a filter packed as B [R·S·C, K], a band of `rows` lines of `images` images at a time. Images, lines and
 * pixels of y lie `imagePitch`, `linePitch` and `pixelPitch` floats apart, so that it can be a part of an image: the gradient of the input is convolutions too.
 * Where they lie one after another, `finishRows` may follow.
 * A part has `scratchBytes` of scratch: offsets of the pixels of a band in x and in y, and 6 more; then what the band's windows see where they reach the border.
 */
export function conv2d(
  x: usize, panelsB: usize, y: usize, n: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32, dilationHeight: i32, dilationWidth: i32,
  imagePitch: i32, linePitch: i32, pixelPitch: i32, images: i32, rows: i32, scratch: usize, scratchBytes: i32, bias: usize, isRectified: i32,
  part: i32, parts: i32,
): void {
  const reachHeight = (filterHeight - 1) * dilationHeight + 1, reachWidth = (filterWidth - 1) * dilationWidth + 1
  const isWhole = isInside(height, width, outHeight, outWidth, strideHeight, strideWidth, reachHeight, reachWidth, top, left)
  const bandHeight = (rows - 1) * strideHeight + reachHeight, bandWidth = (outWidth - 1) * strideWidth + reachWidth
  const xLine = (isWhole ? width : bandWidth) * channels
  const xImage = (isWhole ? height : bandHeight) * xLine
  const most = images * rows * outWidth
  const sources = scratch + <usize>part * scratchBytes
  const targets = sources + (<usize>most << 2)
  const spare = targets + (<usize>(most + rowsOfTile) << 2)
  const band = spare + (<usize>rowsOfTile << 2)
  fillOffsets(sources, images, rows, outWidth, xImage, strideHeight * xLine, strideWidth * channels)
  fillOffsets(targets, images, rows, outWidth, imagePitch, linePitch, pixelPitch)

  // A line of the filter sees values that lie one after another, unless it is dilated.
  const isDense = dilationWidth == 1
  const k = filterHeight * filterWidth * channels
  const count = isDense ? filterWidth * channels : channels
  const groups = isDense ? filterHeight : filterWidth
  const planes = isDense ? 1 : filterHeight
  const jump = (isDense ? dilationHeight * xLine - count : (dilationWidth - 1) * channels) << 2
  const leap = isDense ? 0 : (dilationHeight * xLine - filterWidth * dilationWidth * channels) << 2

  const bands = (outHeight + rows - 1) / rows
  const units = (n + images - 1) / images * bands
  for (let unit = partStart(units, 1, part, parts); unit < partStart(units, 1, part + 1, parts); unit++) {
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
    const c = y + (<usize>(image * imagePitch + line * linePitch) << 2)
    for (let column = 0; column < outChannels; column += columnsOfTile) {
      const panelB = panelsB + (<usize>column * k << 2)
      for (let pixel = 0; pixel < pixels; pixel += rowsOfTile) {
        multiplyGathered(a, offsetsAt(sources, pixel, pixels, spare), 4, count, jump, groups, leap, planes,
          panelB, c + (<usize>column << 2), targets + (<usize>pixel << 2), min(rowsOfTile, pixels - pixel), min(columnsOfTile, outChannels - column), true)
      }
    }
    for (let i = 0; i < imageCount; i++) finishRows(c + (<usize>(i * imagePitch) << 2), lineCount * outWidth, outChannels, bias, isRectified)
  }
}
