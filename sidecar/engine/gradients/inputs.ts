import * as tf from '@tensorflow/tfjs'

/** What some kernels of tfjs 4.22 need done to their inputs, to give the right answer and a gradient. Recorded like any op. */
export const mendInputs: Record<string, (inputs: tf.NamedTensorMap) => tf.NamedTensorMap> = {
  // The gradient needs both.
  [tf.FusedBatchNorm]: (inputs) => {
    const mean = inputs['mean']!
    return { ...inputs, scale: inputs['scale'] ?? tf.onesLike(mean), offset: inputs['offset'] ?? tf.zerosLike(mean) }
  },
  // The kernels count batches modulo the shorter batch: right only where its axes are the last of the longer.
  [tf.BatchMatMul]: (inputs) => {
    const { a, b } = inputs as { a: tf.Tensor; b: tf.Tensor }
    const [left, right] = [a.shape.slice(0, -2), b.shape.slice(0, -2)]
    if (left.length === right.length && left.every((size, i) => size === right[i])) return inputs
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(left, right)
    if (!batch.includes(0) && (endsLike(left, right) || endsLike(right, left))) return inputs
    return { a: tf.broadcastTo(a, [...batch, ...a.shape.slice(-2)]), b: tf.broadcastTo(b, [...batch, ...b.shape.slice(-2)]) }
  },
  // The cpu kernel writes into its input.
  [tf.TensorScatterUpdate]: (inputs) => {
    const tensor = inputs['tensor']!
    return { ...inputs, tensor: tf.add(tensor, tf.zeros([], tensor.dtype)) }
  },
}

/** Whether `short`, without its leading ones, is how `long` ends. */
function endsLike(long: number[], short: number[]): boolean {
  const first = short.findIndex((size) => size !== 1)
  if (first === -1) return true
  const end = short.slice(first)
  return end.length <= long.length && end.every((size, i) => size === long[long.length - end.length + i])
}
