// A band is what is worked on at a time: some lines of one image, or some whole images where they are small. What its windows see is copied with zeros for
// what lies beyond the border, so that no window needs to look; where no window reaches the border it is read where it lies.

/** Whether every window lies inside of the image. */
@inline
export function isInside(
  height: i32, width: i32, outHeight: i32, outWidth: i32, strideHeight: i32, strideWidth: i32, reachHeight: i32, reachWidth: i32, top: i32, left: i32,
): bool {
  return top <= 0 && left <= 0 && (outHeight - 1) * strideHeight + reachHeight - top <= height && (outWidth - 1) * strideWidth + reachWidth - left <= width
}

/** Copies rows `firstRow` .. + `bandHeight` and columns `firstColumn` .. + `bandWidth` of an image [H, W, C], zeros beyond its border. */
export function copyBand(
  image: usize, height: i32, width: i32, channels: i32, firstRow: i32, firstColumn: i32, bandHeight: i32, bandWidth: i32, to: usize,
): void {
  const before = max(0, min(bandWidth, -firstColumn)) * channels
  const inside = max(0, min(width, firstColumn + bandWidth) - max(0, firstColumn)) * channels
  const after = bandWidth * channels - before - inside
  const first = <usize>(max(0, firstColumn) * channels) << 2
  for (let i = firstRow; i < firstRow + bandHeight; i++) {
    if (i < 0 || i >= height) {
      to = clear(to, bandWidth * channels)
      continue
    }
    to = clear(to, before)
    to = copy(to, image + (<usize>(i * width * channels) << 2) + first, inside)
    to = clear(to, after)
  }
}

/**
 * Fills a table with the bytes at which `images` × `rows` × `columns` places begin, for a distance of so many floats between images, rows and columns.
 */
export function fillOffsets(table: usize, images: i32, rows: i32, columns: i32, imagePitch: i32, rowPitch: i32, columnPitch: i32): void {
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      let offset = image * imagePitch + row * rowPitch
      for (let column = 0; column < columns; column++, offset += columnPitch, table += 4) store<u32>(table, offset << 2)
    }
  }
}

/** @returns the place after what was copied */
@inline
function copy(target: usize, source: usize, count: i32): usize {
  let i = 0
  for (; i + 4 <= count; i += 4) v128.store(target + (<usize>i << 2), v128.load(source + (<usize>i << 2)))
  for (; i < count; i++) store<u32>(target + (<usize>i << 2), load<u32>(source + (<usize>i << 2)))
  return target + (<usize>count << 2)
}

/** @returns the place after what was cleared */
@inline
function clear(target: usize, count: i32): usize {
  let i = 0
  for (; i + 4 <= count; i += 4) v128.store(target + (<usize>i << 2), i32x4.splat(0))
  for (; i < count; i++) store<u32>(target + (<usize>i << 2), 0)
  return target + (<usize>count << 2)
}
