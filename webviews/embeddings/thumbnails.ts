import type { Size } from './camera'

/** When points are drawn as their images: where the picture is zoomed in, always, never. */
export type Thumbnails = (typeof THUMBNAILS)[number]
export const THUMBNAILS = ['zoomed', 'always', 'never'] as const

/** CSS pixels across. */
export const thumbnailSide = 24
/** So many are drawn in a frame without a delay that is felt. */
export const mostThumbnails = 300
/** Zoomed in so far, points are apart enough for their images. */
export const zoomedIn = 3

/** Points whose image is drawn: in sight, none over another, the first of `most`. The same points in the same order give the same choice. */
export function pickThumbnails(places: Float32Array, { width, height }: Size, wants: (point: number) => boolean, most = mostThumbnails): number[] {
  const picked: number[] = []
  const cells = new Map<string, number[]>()
  for (let point = 0; point * 2 < places.length && picked.length < most; point++) {
    const [x, y] = [places[point * 2]!, places[point * 2 + 1]!]
    if (!(x >= 0 && x <= width && y >= 0 && y <= height) || !wants(point)) continue
    const [column, row] = [Math.floor(x / thumbnailSide), Math.floor(y / thumbnailSide)]
    const isTaken = [-1, 0, 1].some((down) =>
      [-1, 0, 1].some((right) =>
        cells
          .get(`${column + right} ${row + down}`)
          ?.some((other) => Math.abs(places[other * 2]! - x) < thumbnailSide && Math.abs(places[other * 2 + 1]! - y) < thumbnailSide),
      ),
    )
    if (isTaken) continue
    const cell = `${column} ${row}`
    cells.set(cell, [...(cells.get(cell) ?? []), point])
    picked.push(point)
  }
  return picked
}
