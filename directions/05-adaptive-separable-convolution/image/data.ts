import * as tf from '@tensorflow/tfjs'
import type { Context, Data, Dataset, Picture, Split } from 'gradlab'

export interface Images {
  x: tf.Tensor4D
  y: tf.Tensor1D
} // [B, height, width, channels] of mean 0 and deviation 1 over the training split, [B] class number
export interface LabelledImages extends Data<Images> {
  shape: readonly [height: number, width: number, channels: number]
  classes: number // N
  labels: readonly string[]
  probed: Images
  shown: { x: tf.Tensor4D; picture: Picture; label: string }[] // for figures: the first validation image of each of two classes
}

/** Any labelled images of one size. Those of more than `pixels` a side are averaged down by a whole number. */
export async function images(ctx: Context<{ readonly pixels: number }>): Promise<LabelledImages> {
  const all = await ctx.dataset()
  const { shape, labels } = checkedColumns(all)
  const factor = Math.ceil(Math.max(shape[0], shape[1]) / ctx.hyper.pixels)
  const { train, validation, test } = all.splits
  const read = (rows: Int32Array): tf.Tensor4D => {
    const full = all.tensor('image', rows) as tf.Tensor4D
    return factor === 1 ? full : tf.avgPool(full, factor, factor, 'same')
  }
  const standard = await standardizer(read(train.slice(0, 1000))) // from the training split only
  const part = (rows: Int32Array): Split<Images> => ({
    size: rows.length,
    batch: (at) => {
      const found = at.map((i) => rows[i]!)
      return { x: standard(read(found)), y: all.tensor('label', found) as tf.Tensor1D }
    },
  })
  const rows = validation.slice(0, 300)
  const probed: Images = { x: standard(read(rows)), y: all.tensor('label', rows) as tf.Tensor1D }
  const classOf = Array.from(await probed.y.data())
  const shown = [...new Set(classOf)].slice(0, 2).flatMap((label) => {
    const row = rows.subarray(classOf.indexOf(label)).slice(0, 1)
    const { image } = all.point(row[0]!)
    return image ? [{ x: standard(read(row)), picture: image, label: labels[label]! }] : []
  })
  return {
    shape: [Math.ceil(shape[0] / factor), Math.ceil(shape[1] / factor), shape[2]],
    classes: labels.length,
    labels,
    probed,
    shown,
    train: part(train),
    validation: part(validation),
    test: part(test),
    probe: { batch: probed, points: Array.from(rows, (row) => all.point(row)) },
  }
}

/** One mean and deviation for all pixels, so that the colors keep their balance. */
async function standardizer(sample: tf.Tensor): Promise<(images: tf.Tensor) => tf.Tensor4D> {
  const { mean, variance } = tf.moments(sample)
  const [center, spread] = [(await mean.data())[0]!, Math.sqrt((await variance.data())[0]!) || 1]
  return (images) => images.sub(center).div(spread) as tf.Tensor4D
}

function checkedColumns(all: Dataset): { shape: [number, number, number]; labels: readonly string[] } {
  const { image, label } = all.columns
  const [height, width, channels] = image?.shape ?? []
  if (height === undefined || width === undefined || channels === undefined || !label?.labels) {
    const got = Object.entries(all.columns).map(([name, column]) => `${name} ([${column.shape.join(', ')}]${column.labels ? ', with class names' : ''})`)
    throw new Error(
      `This scaffold reads images with a class each: columns image ([height, width, channels]) and label (with class names). "${all.id}" has ${got.join(', ')}. Choose another set with --data.`,
    )
  }
  return { shape: [height, width, channels], labels: label.labels }
}
