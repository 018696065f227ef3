import * as tf from '@tensorflow/tfjs'

/** What a case calls that is no op of tfjs as JSON could call it: arguments that are functions, factors that are unique but for signs. */
export const composed = {
  qrProduct: (x: tf.Tensor): tf.Tensor => {
    const [q, r] = tf.linalg.qr(x)
    return tf.matMul(q, r)
  },
  qrGram: (x: tf.Tensor): tf.Tensor => {
    const [q] = tf.linalg.qr(x)
    return tf.matMul(q, q, true, false)
  },
  /** Two LSTM cells, one above the other. */
  multiRNNCell: (
    ...[bias, kernel1, bias1, kernel2, bias2, data, ...states]: [tf.Scalar, tf.Tensor2D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D, ...tf.Tensor2D[]]
  ) => {
    const [c1, h1, c2, h2] = states
    const cell = (kernel: tf.Tensor2D, itsBias: tf.Tensor1D) => (x: tf.Tensor2D, c: tf.Tensor2D, h: tf.Tensor2D) =>
      tf.basicLSTMCell(bias, kernel, itsBias, x, c, h)
    return tf.multiRNNCell([cell(kernel1, bias1), cell(kernel2, bias2)], data!, [c1!, c2!], [h1!, h2!])
  },
}
