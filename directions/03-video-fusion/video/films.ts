import * as tf from '@tensorflow/tfjs'
import type { Dataset } from 'gradlab'

/** What frames are taken from. A clip plays some of a row's frames, in an order of its own. */
export interface Films {
  shape: readonly [height: number, width: number, channels: number]
  lengthOf(row: number): number // frames
  isDrawn: boolean // of a path that can be gone both ways, or filmed
  /** [B, T, height, width, channels], 0 … 1. What follows a clip's last frame is that frame again. */
  take(clips: readonly { row: number; frames: readonly number[] }[], T: number): tf.Tensor5D
}

/** The column `video`, [frames, height, width, channels] a row, with `length` where rows have fewer. Made smaller by a whole factor, so that no side is beyond `side`. */
export async function videoFilms(all: Dataset, side: number): Promise<Films> {
  const [longest, height, width, C] = all.columns['video']!.shape as readonly [number, number, number, number]
  const k = Math.ceil(Math.max(height, width) / side)
  const [H, W] = [Math.max(1, Math.floor(height / k)), Math.max(1, Math.floor(width / k))]
  const lengths = all.columns['length']
    ? await all
        .tensor(
          'length',
          Int32Array.from({ length: all.size }, (_, row) => row),
        )
        .data()
    : undefined
  return {
    shape: [H, W, C],
    isDrawn: false,
    lengthOf: (row) => lengths?.[row] ?? longest,
    take(clips, T) {
      const rows = [...new Set(clips.map(({ row }) => row))]
      const place = new Map(rows.map((row, i) => [row, i * longest]))
      const at = clips.flatMap(({ row, frames }) => playing(frames, T).map((frame) => place.get(row)! + frame))
      const frames = all
        .tensor('video', Int32Array.from(rows))
        .reshape([rows.length * longest, height * width * C])
        .gather(tf.tensor1d(at, 'int32'))
        .reshape([clips.length * T, height, width, C]) as tf.Tensor4D
      const small = k === 1 ? frames : tf.avgPool(frames, [Math.min(k, height), Math.min(k, width)], k, 'valid')
      return small.reshape([clips.length, T, H, W, C])
    },
  }
}

/** The column `points`, [P, 2] a row, 0 … 1: the tip of a pen as a soft spot that goes from the first point to the last in T frames, and leaves no trail. */
export async function penFilms(all: Dataset, T: number): Promise<Films> {
  const P = all.columns['points']!.shape[0]!
  const points = await all
    .tensor(
      'points',
      Int32Array.from({ length: all.size }, (_, row) => row),
    )
    .data()
  const between = (row: number, axis: 0 | 1, way: number): number => {
    const before = Math.min(P - 2, Math.floor(way))
    const [from, to] = [before, before + 1].map((p) => points[(row * P + p) * 2 + axis]!) as [number, number]
    return from + (to - from) * (way - before)
  }
  return {
    shape: [paper, paper, 1],
    isDrawn: true,
    lengthOf: () => T,
    take(clips, frames) {
      const x = new Float32Array(clips.length * frames * paper * paper)
      clips.forEach((clip, i) =>
        playing(clip.frames, frames).forEach((frame, t) => {
          const way = (frame * (P - 1)) / (T - 1)
          const reach = paper - 1 - 2 * margin
          spot(x.subarray((i * frames + t) * paper * paper, (i * frames + t + 1) * paper * paper), [
            margin + reach * between(clip.row, 0, way),
            margin + reach * (1 - between(clip.row, 1, way)), // up is up
          ])
        }),
      )
      return tf.tensor5d(x, [clips.length, frames, paper, paper, 1])
    },
  }
}

const paper = 24 // pixels a side
const margin = 2
const reachOfSpot = 3

/** exp(−d²/2) around a place, into one frame. */
function spot(frame: Float32Array, [x, y]: readonly [number, number]): void {
  for (let row = Math.max(0, Math.ceil(y - reachOfSpot)); row <= Math.min(paper - 1, y + reachOfSpot); row++) {
    for (let column = Math.max(0, Math.ceil(x - reachOfSpot)); column <= Math.min(paper - 1, x + reachOfSpot); column++) {
      frame[row * paper + column] = Math.exp(-((row - y) ** 2 + (column - x) ** 2) / 2)
    }
  }
}

function playing(frames: readonly number[], T: number): number[] {
  return Array.from({ length: T }, (_, t) => frames[Math.min(t, frames.length - 1)]!)
}
