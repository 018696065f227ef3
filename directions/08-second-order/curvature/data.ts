import * as tf from '@tensorflow/tfjs'
import type { Context, Data, Dataset, Picture, Point, Split } from 'gradlab'

export interface Batch {
  x: tf.Tensor2D // [B, I] what the network reads
  t: tf.Tensor2D // [B, O] what it should say, each of 0..1
}
export interface Task extends Data<Batch> {
  inputs: number // I
  outputs: number // O
  isAutoencoder: boolean
  variance: number // Σ over outputs of the variance of t over the training split: the squared error of saying its mean
  shown: { x: tf.Tensor2D; pictures: Picture[]; toPicture: (pixels: ArrayLike<number>) => Picture } // for figures; no pictures where there are no images
}

/** Images to be said again (an autoencoder), or features from which to tell the class. @param shrink side of the squares of pixels made one */
export async function task(ctx: Context<{ readonly shrink: number }>): Promise<Task> {
  const all = await ctx.dataset()
  const read = all.columns['image'] ? imagesOf(all, ctx.hyper.shrink) : await featuresOf(all)
  const part = (rows: Int32Array): Split<Batch> => ({ size: rows.length, batch: (at) => read.batch(at.map((i) => rows[i]!)) })
  const { train, validation, test } = all.splits
  const sample = read.batch(train.slice(0, 1000))
  const probed = validation.slice(0, 200)
  const points: Point[] = Array.from(probed, (row) => all.point(row))
  return {
    inputs: sample.x.shape[1],
    outputs: sample.t.shape[1],
    isAutoencoder: read.toPicture !== undefined,
    variance: (await tf.moments(sample.t, 0).variance.sum().data())[0]!,
    train: part(train),
    validation: part(validation),
    test: part(test),
    probe: { batch: read.batch(probed), points },
    shown: {
      x: read.batch(probed.slice(0, 6)).x,
      pictures: read.toPicture ? points.slice(0, 6).flatMap(({ image }) => image ?? []) : [],
      toPicture: read.toPicture ?? (() => ({ width: 0, height: 0, channels: 1, bytes: new Uint8Array() })),
    },
  }
}

interface Reader {
  batch(at: Int32Array): Batch
  toPicture?: (pixels: ArrayLike<number>) => Picture
}

/** Each image is its own target. */
function imagesOf(all: Dataset, shrink: number): Reader {
  const [height, width, channels] = all.columns['image']!.shape
  const [rows, columns] = [Math.floor(height! / shrink), Math.floor(width! / shrink)]
  if (!Number.isInteger(shrink) || rows < 1 || columns < 1 || (channels !== 1 && channels !== 3))
    throw new Error(
      `shrink must be a whole number of pixels, at most the side of an image of ${height}×${width}×${channels}, got ${shrink}. Set it with --set shrink=1.`,
    )
  return {
    batch(at: Int32Array): Batch {
      const image = all.tensor('image', at) as tf.Tensor4D
      const x = (shrink === 1 ? image : tf.avgPool(image, shrink, shrink, 'valid')).reshape([at.length, rows * columns * channels]) as tf.Tensor2D
      return { x, t: x }
    },
    toPicture: (pixels: ArrayLike<number>): Picture => ({
      width: columns,
      height: rows,
      channels,
      bytes: Uint8Array.from(pixels, (value) => Math.round(255 * Math.min(1, Math.max(0, value)))),
    }),
  }
}

/** Each feature at mean 0 and deviation 1 over the training split. Two classes are one yes or no; more are one each. */
async function featuresOf(all: Dataset): Promise<Reader> {
  const { features, label } = all.columns
  if (features?.shape.length !== 1 || !label?.labels) {
    const got = Object.entries(all.columns).map(([name, column]) => `${name} ([${column.shape.join(', ')}]${column.labels ? ', with class names' : ''})`)
    throw new Error(
      `This scaffold reads a column image ([height, width, channels]), or columns features ([n]) and label (with class names). "${all.id}" has ${got.join(', ')}. Choose another set with --data. In a CSV file of your own the class is the column named label, or else the last.`,
    )
  }
  const { mean, variance } = tf.moments(all.tensor('features', all.splits.train), 0)
  const deviation = variance.sqrt().add(1e-6)
  const classes = label.labels.length
  return {
    batch(at: Int32Array): Batch {
      const classOf = all.tensor('label', at) as tf.Tensor1D
      const t = (classes === 2 ? classOf.toFloat().expandDims(1) : tf.oneHot(classOf, classes).toFloat()) as tf.Tensor2D
      return { x: all.tensor('features', at).sub(mean).div(deviation) as tf.Tensor2D, t }
    },
  }
}
