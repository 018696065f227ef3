import * as tf from '@tensorflow/tfjs'

/** What a case calls that is no op of tfjs: calls whose arguments JSON cannot hold, and properties that fix a result up to a sign. */
export const composed = {
  qrProduct: (x: tf.Tensor): tf.Tensor => {
    const [q, r] = tf.linalg.qr(x)
    return tf.matMul(q, r)
  },
  qrGram: (x: tf.Tensor): tf.Tensor => {
    const [q] = tf.linalg.qr(x)
    return tf.matMul(q, q, true, false)
  },
}
