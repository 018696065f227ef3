import { encode } from 'fast-png'
import type { Picture } from '../../protocol'
import type { Atlas } from './pageData'

export function pictureUri({ width, height, channels, bytes }: Picture): string {
  return pngUri(width, height, channels, bytes)
}

/**
 * The probe's pictures side by side in one PNG, made smaller where they would make the report a large file. Each is fitted
 * into a cell of one size; gray ones become colour ones if any has colour.
 */
export function pictureAtlas(pictures: readonly Picture[]): Atlas | undefined {
  if (pictures.length === 0) return undefined
  const channels = pictures.some((picture) => picture.channels === 3) ? 3 : 1
  const largest = Math.max(...pictures.map(({ width, height }) => Math.max(width, height)))
  const edge = Math.max(8, Math.min(largest, Math.floor(Math.sqrt(mostBytes / (pictures.length * channels)))))
  const scale = edge / largest
  const width = Math.max(1, Math.round(Math.max(...pictures.map((picture) => picture.width)) * scale))
  const height = Math.max(1, Math.round(Math.max(...pictures.map((picture) => picture.height)) * scale))
  const columns = Math.ceil(Math.sqrt(pictures.length))
  const rows = Math.ceil(pictures.length / columns)
  const bytes = new Uint8Array(columns * width * rows * height * channels)
  pictures.forEach((picture, index) => {
    const left = (index % columns) * width
    const top = Math.floor(index / columns) * height
    drawInto(bytes, columns * width, channels, { left, top, width, height }, picture)
  })
  return { src: pngUri(columns * width, rows * height, channels, bytes), width, height, columns }
}

const mostBytes = 4_000_000

/** Copies a picture into a cell, each target pixel the mean of the source pixels it covers. */
function drawInto(
  target: Uint8Array,
  stride: number,
  channels: 1 | 3,
  cell: { left: number; top: number; width: number; height: number },
  picture: Picture,
): void {
  const scale = Math.min(cell.width / picture.width, cell.height / picture.height)
  const width = Math.max(1, Math.round(picture.width * scale))
  const height = Math.max(1, Math.round(picture.height * scale))
  for (let y = 0; y < height; y++) {
    const [fromY, toY] = covered(y, height, picture.height)
    for (let x = 0; x < width; x++) {
      const [fromX, toX] = covered(x, width, picture.width)
      for (let channel = 0; channel < channels; channel++) {
        const from = picture.channels === 3 ? channel : 0
        let sum = 0
        for (let sy = fromY; sy < toY; sy++) for (let sx = fromX; sx < toX; sx++) sum += picture.bytes[(sy * picture.width + sx) * picture.channels + from]!
        target[((cell.top + y) * stride + cell.left + x) * channels + channel] = Math.round(sum / ((toY - fromY) * (toX - fromX)))
      }
    }
  }
}

function covered(index: number, count: number, size: number): [number, number] {
  const from = Math.floor((index * size) / count)
  return [from, Math.max(from + 1, Math.floor(((index + 1) * size) / count))]
}

function pngUri(width: number, height: number, channels: 1 | 3, data: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(encode({ width, height, channels, depth: 8, data })).toString('base64')}`
}
