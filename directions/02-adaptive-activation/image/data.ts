import * as tf from '@tensorflow/tfjs'
import type { Context, Data, Dataset, Split } from 'gradlab'

export interface Images {
  x: tf.Tensor4D
  y: tf.Tensor1D
} // [B, height, width, channels] of 0..1, [B] class number
export interface LabelledImages extends Data<Images> {
  shape: readonly [height: number, width: number, channels: number]
  classes: number // N
  pixels: { mean: number; deviation: number } // over the training split
  shift(images: tf.Tensor4D): tf.Tensor4D
}
interface Look {
  readonly brightness: number
  readonly contrast: number
}

/** Any labelled images of one size; `validation-shifted` and `test-shifted` hold those of validation and test, brighter and flatter. */
export async function images(ctx: Context<Look>): Promise<LabelledImages> {
  const all = await ctx.dataset()
  const { shape, classes } = checkedColumns(all)
  const { train, validation, test } = all.splits
  const part = (rows: Int32Array, look = (x: tf.Tensor4D) => x): Split<Images> => ({
    size: rows.length,
    batch: (at) => {
      const found = at.map((i) => rows[i]!)
      return { x: look(all.tensor('image', found) as tf.Tensor4D), y: all.tensor('label', found) as tf.Tensor1D }
    },
  })
  const shift = shiftBy(ctx.hyper)
  const probed = validation.slice(0, 300)
  return {
    shape,
    classes,
    pixels: await pixelsOf(all.tensor('image', train.slice(0, 1000))),
    shift,
    train: part(train),
    validation: part(validation),
    test: part(test),
    splits: { 'validation-shifted': part(validation, shift), 'test-shifted': part(test, shift) },
    probe: {
      batch: await part(probed).batch(
        Int32Array.from(probed, (_, i) => i),
        ctx,
      ),
      points: Array.from(probed, (row) => all.point(row)),
    },
  }
}

/** What a camera does that is set to another exposure: contrast · x + brightness, kept within 0..1. */
function shiftBy({ brightness, contrast }: Look): (images: tf.Tensor4D) => tf.Tensor4D {
  return (images) => images.mul(contrast).add(brightness).clipByValue(0, 1) as tf.Tensor4D
}

async function pixelsOf(sample: tf.Tensor): Promise<{ mean: number; deviation: number }> {
  const { mean, variance } = tf.moments(sample)
  return { mean: (await mean.data())[0]!, deviation: Math.sqrt((await variance.data())[0]!) || 1 }
}

const smallest = 3 // pixels a side, for the first layer's filters

function checkedColumns(all: Dataset): { shape: [number, number, number]; classes: number } {
  const { image, label } = all.columns
  const [height, width, channels] = image?.shape ?? []
  if (height === undefined || width === undefined || channels === undefined || !label?.labels) {
    const got = Object.entries(all.columns).map(([name, column]) => `${name} ([${column.shape.join(', ')}]${column.labels ? ', with class names' : ''})`)
    throw new Error(
      `This scaffold reads images with a class each: columns image ([height, width, channels]) and label (with class names). "${all.id}" has ${got.join(', ')}. Choose another set with --data.`,
    )
  }
  if (Math.min(height, width) < smallest)
    throw new Error(
      `This scaffold needs images of at least ${smallest}×${smallest} pixels, got ${height}×${width} in "${all.id}". Choose another set with --data.`,
    )
  return { shape: [height, width, channels], classes: label.labels.length }
}
