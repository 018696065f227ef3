import type { Column } from '../table'
import { fixedOrder, mulberry32 } from '../splits'
import { readIdx, type IdxPart } from './idx'
import { resize } from './picture'
import type { Rows } from './rows'

export interface MovingDigits {
  readonly digits: IdxPart
  readonly labels: readonly string[]
  readonly clips: number
  readonly frames: number // at most
  readonly side: number
}

/**
 * Handwritten digits that go round on a part of a circle, one way or the other; each clip is another digit. Start, radius, arc and length are drawn, and a clip
 * counterclockwise is one clockwise, played backwards: so the frames without their order say nothing of the way, and no one frame does.
 */
export async function readMovingDigits(folder: string, { digits, labels, clips, frames: longest, side }: MovingDigits): Promise<Rows> {
  const { columns } = await readIdx(folder, [digits], labels)
  const { image, label } = columns
  if (image?.dtype !== 'float32' || label?.dtype !== 'int32' || !(image.values instanceof Uint8Array)) throw new Error('digits are bytes with a class each')
  const [height, width] = image.shape as [number, number]
  const small = { width: width / 2, height: height / 2 }
  const chosen = fixedOrder(label.values.length).slice(0, clips)
  const video = new Uint8Array(clips * longest * side * side)
  const [classes, lengths] = [new Int32Array(clips), new Int32Array(clips)]
  chosen.forEach((row, clip) => {
    const bytes = image.values.subarray(row * width * height, (row + 1) * width * height) as Uint8Array
    const digit = resize({ width, height, channels: 1, bytes }, small.width, small.height)
    const next = mulberry32(row)
    const length = Math.round(longest * (0.67 + 0.33 * next()))
    const [free, radius] = [(side - small.width) / 2, (side - small.width) * (0.3 + 0.2 * next())]
    const [start, arc] = [2 * Math.PI * next(), Math.PI * (1 + 0.8 * next())]
    const isBackwards = next() < 0.5
    for (let t = 0; t < length; t++) {
      const angle = start + (arc * t) / (length - 1) // clockwise: rows grow downwards
      const frame = clip * longest + (isBackwards ? length - 1 - t : t)
      draw(video.subarray(frame * side * side, (frame + 1) * side * side), side, digit, free + radius * Math.cos(angle), free + radius * Math.sin(angle))
    }
    classes[clip] = 2 * label.values[row]! + Number(isBackwards)
    lengths[clip] = length
  })
  const ways = labels.flatMap((name) => [`${name} clockwise`, `${name} counterclockwise`])
  const made: Record<string, Column> = {
    video: { dtype: 'float32', shape: [longest, side, side, 1], values: video, scale: 1 / 255 },
    length: { dtype: 'int32', shape: [], values: lengths },
    label: { dtype: 'int32', shape: [], values: classes, labels: ways },
  }
  return { columns: made }
}

/** With its corner at (x, y), between pixels too: bilinear, so that it moves by less than a pixel. */
function draw(frame: Uint8Array, side: number, digit: { width: number; height: number; bytes: Uint8Array }, x: number, y: number): void {
  const at = (row: number, column: number): number =>
    row < 0 || column < 0 || row >= digit.height || column >= digit.width ? 0 : digit.bytes[row * digit.width + column]!
  for (let row = Math.max(0, Math.floor(y)); row < Math.min(side, y + digit.height + 1); row++) {
    for (let column = Math.max(0, Math.floor(x)); column < Math.min(side, x + digit.width + 1); column++) {
      const [top, left] = [Math.floor(row - y), Math.floor(column - x)]
      const [down, right] = [row - y - top, column - x - left]
      const upper = at(top, left) * (1 - right) + at(top, left + 1) * right
      const lower = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right
      frame[row * side + column] = Math.round(upper * (1 - down) + lower * down)
    }
  }
}
