import type * as tf from '@tensorflow/tfjs'
import type { Context, Data, Split } from 'gradlab'

export interface Images {
  x: tf.Tensor2D
  y: tf.Tensor1D
} // [B, P] of 0..1, [B] class number
export interface LabelledImages extends Data<Images> {
  pixels: number // P
  classes: number // N
}

/** Any labelled images of one size, each as one row of pixels. */
export async function images(ctx: Context<unknown>): Promise<LabelledImages> {
  const all = await ctx.dataset()
  const { image, label } = all.columns
  if (!image || !label?.labels)
    throw new Error(
      `This scaffold reads images with a class each: columns image and label (with class names). "${all.id}" has ${Object.keys(all.columns).join(', ')}. Choose another set with --data.`,
    )
  const pixels = image.shape.reduce((a, b) => a * b, 1)
  const part = (rows: Int32Array): Split<Images> => ({
    size: rows.length,
    batch: (at) => {
      const found = at.map((i) => rows[i]!)
      return { x: all.tensor('image', found).reshape([found.length, pixels]) as tf.Tensor2D, y: all.tensor('label', found) as tf.Tensor1D }
    },
  })
  const { train, validation, test } = all.splits
  const probed = validation.slice(0, 300)
  return {
    pixels,
    classes: label.labels.length,
    train: part(train),
    validation: part(validation),
    test: part(test),
    probe: {
      batch: await part(probed).batch(
        Int32Array.from(probed, (_, i) => i),
        ctx,
      ),
      points: Array.from(probed, (row) => all.point(row)),
    },
  }
}
