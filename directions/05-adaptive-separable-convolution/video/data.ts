import * as tf from '@tensorflow/tfjs'
import type { Context, Data, Dataset, Picture, Split } from 'gradlab'

export interface Videos {
  x: tf.Tensor5D
  y: tf.Tensor1D
} // [B, frames, height, width, channels] of mean 0 and deviation 1 over the training split, [B] class number
type Shape = readonly [frames: number, height: number, width: number, channels: number]
export interface LabelledVideos extends Data<Videos> {
  shape: Shape
  classes: number // N
  labels: readonly string[]
  probed: Videos
  shown: { x: tf.Tensor5D; picture: Picture; label: string }[] // for figures: the first validation clip of each of two classes, its frames side by side
}
interface Asked {
  readonly pixels: number
  readonly frames: number
}

/** Any labelled videos; or strokes of a pen, drawn as its tip that moves; or images, which are made to move. */
export async function videos(ctx: Context<Asked>): Promise<LabelledVideos> {
  const all = await ctx.dataset()
  const { shape, read, labels } = sourceOf(all, ctx.hyper)
  const { train, validation, test } = all.splits
  const standard = await standardizer(await read(train.slice(0, 300))) // from the training split only
  const clips = async (rows: Int32Array): Promise<Videos> => {
    const raw = await read(rows)
    return { x: standard(raw), y: all.tensor('label', rows) as tf.Tensor1D }
  }
  const part = (rows: Int32Array): Split<Videos> => ({ size: rows.length, batch: (at) => clips(at.map((i) => rows[i]!)) })
  const rows = validation.slice(0, 300)
  const probed = await clips(rows)
  const classOf = Array.from(await probed.y.data())
  const chosen = [...new Set(classOf)].slice(0, 2).map((label) => classOf.indexOf(label))
  const shown = chosen.map(async (at) => {
    const row = rows.subarray(at, at + 1)
    return { x: (await clips(row)).x, picture: await strip(await read(row), shape), label: labels[classOf[at]!]! }
  })
  return {
    shape,
    classes: labels.length,
    labels,
    probed,
    shown: await Promise.all(shown),
    train: part(train),
    validation: part(validation),
    test: part(test),
    probe: { batch: probed, points: await pointsOf(all, rows, await read(rows), shape) },
  }
}

interface Source {
  shape: Shape
  labels: readonly string[]
  /** Values of 0..1, [B, frames, height, width, channels]. */
  read(rows: Int32Array): Promise<tf.Tensor5D>
}

function sourceOf(all: Dataset, asked: Asked): Source {
  const [pixels, frames] = [Math.round(asked.pixels), Math.round(asked.frames)]
  const { video, points, image, label } = all.columns
  if (label?.labels) {
    const { labels } = label
    if (video?.shape.length === 4) return { labels, ...givenVideos(all, video.shape as Shape, pixels, frames) }
    if (points?.shape.length === 2 && points.shape[1] === 2) return { labels, ...penTips(all, points.shape[0]!, pixels, frames) }
    if (image?.shape.length === 3) return { labels, ...movingImages(all, image.shape as [number, number, number], pixels, frames) }
  }
  const got = Object.entries(all.columns).map(([name, { shape, labels }]) => `${name} ([${shape.join(', ')}]${labels ? ', with class names' : ''})`)
  throw new Error(
    `This scaffold reads a column video ([frames, height, width, channels]), points ([count, 2]) or image ([height, width, channels]), and label (with class names). "${all.id}" has ${got.join(', ')}. Choose another set with --data.`,
  )
}

type Unlabelled = Omit<Source, 'labels'>

/** Frames at equal distances, averaged down by a whole number. Where clips are of unequal length, a `length` each, they are those of its own length. */
function givenVideos(all: Dataset, [T, H, W, C]: Shape, pixels: number, frames: number): Unlabelled {
  const count = Math.min(T, frames)
  const factor = Math.ceil(Math.max(H, W) / pixels)
  const [height, width] = [Math.ceil(H / factor), Math.ceil(W / factor)]
  const read = async (rows: Int32Array): Promise<tf.Tensor5D> => {
    const lengths = all.columns['length'] ? await all.tensor('length', rows).data() : rows.map(() => T)
    const chosen = Array.from(lengths).flatMap((own, b) => Array.from({ length: count }, (_, t) => b * T + Math.floor(((t + 0.5) * own) / count)))
    const kept = all
      .tensor('video', rows)
      .reshape([rows.length * T, H * W * C])
      .gather(tf.tensor1d(chosen, 'int32'))
      .reshape([-1, H, W, C]) as tf.Tensor4D
    return tf.avgPool(kept, factor, factor, 'same').reshape([rows.length, count, height, width, C]) as tf.Tensor5D
  }
  return { shape: [count, height, width, C], read }
}

/** Where the pen is at equal times between its first point and its last, as a spot without a trail: no frame alone tells what is written. */
function penTips(all: Dataset, count: number, side: number, frames: number): Unlabelled {
  const shape = [frames, side, side, 1] as const
  const read = async (rows: Int32Array): Promise<tf.Tensor5D> => {
    const points = await all.tensor('points', rows).data()
    const values = new Float32Array(rows.length * frames * side * side)
    rows.forEach((_, b) => {
      for (let t = 0; t < frames; t++) {
        const along = (t * (count - 1)) / (frames - 1)
        const before = Math.min(count - 2, Math.floor(along))
        const at = (axis: number): number => {
          const [from, to] = [points[(b * count + before) * 2 + axis]!, points[(b * count + before + 1) * 2 + axis]!]
          return 2 + (side - 5) * (from + (along - before) * (to - from))
        }
        const [across, up] = [at(0), at(1)]
        for (let row = 0; row < side; row++)
          for (let column = 0; column < side; column++) {
            const distance = (column - across) ** 2 + (side - 1 - row - up) ** 2
            values[((b * frames + t) * side + row) * side + column] = Math.exp(-distance / 2)
          }
      }
    })
    return tf.tensor5d(values, [rows.length, ...shape])
  }
  return { shape, read }
}

/** Each image, averaged down to about two thirds of a side, goes from one place to another. A row has the same path in every run. */
function movingImages(all: Dataset, [H, W, C]: readonly [number, number, number], side: number, frames: number): Unlabelled {
  const factor = Math.ceil(Math.max(H, W) / (0.66 * side))
  const [height, width] = [Math.ceil(H / factor), Math.ceil(W / factor)]
  const shape = [frames, side, side, C] as const
  const read = async (rows: Int32Array): Promise<tf.Tensor5D> => {
    const small = await tf.avgPool(all.tensor('image', rows) as tf.Tensor4D, factor, factor, 'same').data()
    const values = new Float32Array(rows.length * frames * side * side * C)
    rows.forEach((row, b) => {
      const [x0, y0, x1, y1] = spread(row)
      for (let t = 0; t < frames; t++) {
        const share = t / (frames - 1)
        const left = Math.round((side - width) * (x0! + share * (x1! - x0!)))
        const top = Math.round((side - height) * (y0! + share * (y1! - y0!)))
        for (let line = 0; line < height; line++) {
          const from = (b * height + line) * width * C
          values.set(small.subarray(from, from + width * C), (((b * frames + t) * side + top + line) * side + left) * C)
        }
      }
    })
    return tf.tensor5d(values, [rows.length, ...shape])
  }
  return { shape, read }
}

/** Four numbers of 0..1 that fill the space evenly as `row` counts on (Roberts 2018, the R4 sequence). */
function spread(row: number): number[] {
  const root = 1.1673039782614187 // of x⁵ = x + 1
  return [1, 2, 3, 4].map((power) => (0.5 + (row + 1) * root ** -power) % 1)
}

/** One mean and deviation for all pixels, so that the colors keep their balance. */
async function standardizer(sample: tf.Tensor): Promise<(videos: tf.Tensor) => tf.Tensor5D> {
  const { mean, variance } = tf.moments(sample)
  const [center, deviation] = [(await mean.data())[0]!, Math.sqrt((await variance.data())[0]!) || 1]
  return (videos) => videos.sub(center).div(deviation) as tf.Tensor5D
}

/** What hover shows: the brightest that each pixel becomes, as if the shutter had been open all the time. */
async function pointsOf(all: Dataset, rows: Int32Array, clips: tf.Tensor5D, shape: Shape): Promise<Data<Videos>['probe']['points']> {
  const brightest = await bytesOf(clips.max(1))
  const size = shape[1] * shape[2] * shape[3]
  return Array.from(rows, (row, i) => ({ ...all.point(row), image: picture(brightest.subarray(i * size, (i + 1) * size), shape[1], shape[2], shape[3]) }))
}

/** The frames of one clip side by side. [1, T, H, W, C] */
async function strip(clip: tf.Tensor5D, [T, H, W, C]: Shape): Promise<Picture> {
  return picture(await bytesOf(clip.squeeze([0]).transpose([1, 0, 2, 3])), H, T * W, C)
}

async function bytesOf(values: tf.Tensor): Promise<Uint8Array> {
  return Uint8Array.from(await values.mul(255).round().clipByValue(0, 255).data())
}

/** Of other than one or three channels, the first. */
function picture(values: Uint8Array, height: number, width: number, channels: number): Picture {
  const isKnown = channels === 1 || channels === 3
  return { width, height, channels: isKnown ? channels : 1, bytes: isKnown ? values.slice() : values.filter((_, i) => i % channels === 0) }
}
