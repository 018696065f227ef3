import * as tf from '@tensorflow/tfjs'

/**
 * Reads images [B, H, W, C] at rows and columns [N, h, w] (fractions between pixels are interpolated) of the image that `which` [N] names: [N, h, w, C].
 * A pixel outside is `fill`. Made of ops, so that its gradients are.
 */
export function sampleBilinear(images: tf.Tensor4D, which: tf.Tensor, rows: tf.Tensor, columns: tf.Tensor, fill: number): tf.Tensor {
  const [top, left] = [tf.floor(rows), tf.floor(columns)]
  const [down, right] = [tf.sub(rows, top).expandDims(-1), tf.sub(columns, left).expandDims(-1)]
  const corner = (below: 0 | 1, beside: 0 | 1): tf.Tensor => {
    const weight = tf.mul(below ? down : tf.sub(1, down), beside ? right : tf.sub(1, right))
    return tf.mul(weight, pixels(images, which, tf.add(top, below), tf.add(left, beside), fill))
  }
  return tf.addN([corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)])
}

/** Likewise, of the nearest pixel: halves are rounded up. */
export function sampleNearest(images: tf.Tensor4D, which: tf.Tensor, rows: tf.Tensor, columns: tf.Tensor, fill: number): tf.Tensor {
  return pixels(images, which, tf.floor(tf.add(rows, 0.5)), tf.floor(tf.add(columns, 0.5)), fill)
}

function pixels(images: tf.Tensor4D, which: tf.Tensor, rows: tf.Tensor, columns: tf.Tensor, fill: number): tf.Tensor {
  const [count, height, width, channels] = images.shape
  const [row, column] = [tf.clipByValue(rows, 0, height - 1).toInt(), tf.clipByValue(columns, 0, width - 1).toInt()]
  const image = tf
    .clipByValue(which.toFloat(), 0, count - 1)
    .toInt()
    .reshape([-1, 1, 1])
  const places = image.mul(tf.scalar(height, 'int32')).add(row).mul(tf.scalar(width, 'int32')).add(column) as tf.Tensor
  const values = tf.gather(images.reshape([count * height * width, channels]), places as tf.Tensor3D)
  const isInside = tf.logicalAnd(within(rows, height), within(columns, width)).expandDims(-1)
  return tf.where(isInside, values, tf.fill(values.shape, fill))
}

/** Whether a position is one of an axis of `size`. */
export function within(positions: tf.Tensor, size: number): tf.Tensor {
  return tf.logicalAnd(tf.greaterEqual(positions, 0), tf.lessEqual(positions, size - 1))
}
