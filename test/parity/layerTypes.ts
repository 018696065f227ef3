import * as tf from '@tensorflow/tfjs'

export type Parameters = Readonly<Record<string, tf.Tensor>>
type Layer = (parameters: Parameters, x: tf.Tensor, mask?: tf.Tensor) => tf.Tensor

/** The layers of cases/layers.py, by name. */
export const layers: Readonly<Record<string, Layer>> = {
  dense: ({ w, b }, x) => tf.relu(tf.matMul(x, w!).add(b!)),
  conv1d: ({ w }, x) => tf.relu(tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 1, 'same')),
  conv2d: ({ w, b }, x) => tf.relu(tf.add(conv(x, w!, 2), b!)),
  'conv2d dilated': ({ w }, x) => tf.tanh(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid', 'NHWC', 2)),
  depthwiseConv2d: ({ w }, x) => tf.relu(tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same')),
  separableConv2d: ({ d, p }, x) => tf.relu(tf.separableConv2d(x as tf.Tensor4D, d as tf.Tensor4D, p as tf.Tensor4D, 1, 'same')),
  conv2dTranspose: ({ w }, x) => tf.relu(tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [x.shape[0]!, 6, 6, 3], 2, 'same')),
  conv3d: ({ w }, x) => tf.relu(tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 1, 'valid')),
  maxPool: ({ w }, x) => tf.maxPool(conv(x, w!), 2, 2, 'valid'),
  avgPool: ({ w }, x) => tf.avgPool(conv(x, w!), 3, 2, 'same'),
  batchNorm: ({ w, scale, offset }, x) => tf.relu(normalize(conv(x, w!), [0, 1, 2], scale!, offset!)),
  layerNorm: ({ w, scale, offset }, x) => normalize(tf.matMul(x, w!), [1], scale!, offset!),
  dropout: ({ w }, x, mask) => tf.tanh(tf.matMul(x, w!)).mul(mask!.cast('float32')).mul(2),
  lstm: ({ kernel, bias }, x) => {
    let state = [tf.zeros([x.shape[0]!, 3]), tf.zeros([x.shape[0]!, 3])] as [tf.Tensor2D, tf.Tensor2D]
    for (const step of tf.unstack(x, 1)) state = tf.basicLSTMCell(tf.scalar(1), kernel as tf.Tensor2D, bias as tf.Tensor1D, step as tf.Tensor2D, ...state)
    return state[1]
  },
  gru: ({ kernel, recurrent, bias }, x) => {
    const [ofGates, ofNew] = tf.split(recurrent!, [6, 3], 1)
    let h: tf.Tensor = tf.zeros([x.shape[0]!, 3])
    for (const step of tf.unstack(x, 1)) {
      const [gates, fresh] = tf.split(tf.matMul(step, kernel!).add(bias!), [6, 3], 1)
      const [z, r] = tf.split(tf.sigmoid(gates!.add(tf.matMul(h, ofGates!))), 2, 1)
      const candidate = tf.tanh(fresh!.add(tf.matMul(r!.mul(h), ofNew!)))
      h = z!.mul(h).add(tf.scalar(1).sub(z!).mul(candidate))
    }
    return h
  },
  embedding: ({ table }, x) => tf.gather(table!, x.cast('int32')),
  attention: ({ q, k, v }, x) => {
    const [queries, keys, values] = [q, k, v].map((w) => tf.matMul(x, tf.tile(w!.expandDims(0), [x.shape[0]!, 1, 1])))
    return tf.matMul(tf.softmax(tf.matMul(queries!, keys!, false, true).div(Math.sqrt(3))), values!)
  },
  'attention of two heads by einsum': ({ q, k, v }, x) => {
    const [queries, keys, values] = [q, k, v].map((w) => tf.einsum('btd,dhe->bhte', x, w!))
    const shares = tf.softmax(tf.einsum('bhqd,bhkd->bhqk', queries!, keys!).div(Math.sqrt(2)))
    return tf.einsum('bhqk,bhkd->bqhd', shares, values!)
  },
  'upsample, nearest': ({ w }, x) => conv(tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [6, 6]), w!, 2),
  'upsample, bilinear': ({ w }, x) => tf.image.resizeBilinear(conv(x, w!), [5, 5]),
  prelu: ({ w, alpha }, x) => tf.prelu(tf.matMul(x, w!), alpha!),
}

function conv(x: tf.Tensor, w: tf.Tensor, stride = 1): tf.Tensor4D {
  return tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, 'same')
}

function normalize(x: tf.Tensor, axes: number[], scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, axes, axes.length === 1)
  return x
    .sub(mean)
    .div(tf.sqrt(variance.add(1e-3)))
    .mul(scale)
    .add(offset)
}
