import * as tf from '@tensorflow/tfjs'

/** A model around one layer of `tf.layers`, with 24 rows of data. Whatever draws numbers has a seed. */
interface LayerModel {
  readonly model: tf.Sequential
  readonly x: tf.Tensor
  readonly y: tf.Tensor
}

/** By the name of the layer in `tf.layers`: what is called by it asks the engine otherwise than `tf.depthwiseConv2d` and the like. */
export const layerModels: Readonly<Record<string, () => LayerModel>> = {
  dense: () => around([6], tf.layers.dense({ units: 8, activation: 'tanh', kernelInitializer: seeded(1) })),
  conv1d: () => around([8, 2], tf.layers.conv1d({ filters: 3, kernelSize: 3, padding: 'same', dilationRate: 2, kernelInitializer: seeded(1) })),
  conv2d: () => around([8, 8, 2], tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu', kernelInitializer: seeded(1) })),
  depthwiseConv2d: () => around([8, 8, 2], tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, depthwiseInitializer: seeded(1) })),
  separableConv2d: () =>
    around([8, 8, 2], tf.layers.separableConv2d({ filters: 3, kernelSize: 3, depthwiseInitializer: seeded(1), pointwiseInitializer: seeded(2) })),
  conv2dTranspose: () => around([5, 5, 2], tf.layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, kernelInitializer: seeded(1) })),
  conv3d: () => around([4, 5, 5, 1], tf.layers.conv3d({ filters: 2, kernelSize: 3, kernelInitializer: seeded(1) })),
  conv3dTranspose: () => around([2, 3, 3, 1], tf.layers.conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2, kernelInitializer: seeded(1) })),
  maxPooling1d: () => around([8, 2], tf.layers.conv1d({ filters: 3, kernelSize: 2, kernelInitializer: seeded(1) }), tf.layers.maxPooling1d({})),
  averagePooling1d: () => around([8, 2], tf.layers.conv1d({ filters: 3, kernelSize: 2, kernelInitializer: seeded(1) }), tf.layers.averagePooling1d({})),
  maxPooling2d: () => around([8, 8, 1], image(3), tf.layers.maxPooling2d({ poolSize: 2 })),
  averagePooling2d: () => around([8, 8, 1], image(3), tf.layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })),
  maxPooling3d: () => around([4, 4, 4, 1], volume(), tf.layers.maxPooling3d({ poolSize: 2 })),
  averagePooling3d: () => around([4, 4, 4, 1], volume(), tf.layers.averagePooling3d({ poolSize: 2 })),
  globalAveragePooling1d: () => around([8, 2], tf.layers.conv1d({ filters: 3, kernelSize: 2, kernelInitializer: seeded(1) }), tf.layers.globalAveragePooling1d({})), // prettier-ignore
  globalMaxPooling1d: () => around([8, 2], tf.layers.conv1d({ filters: 3, kernelSize: 2, kernelInitializer: seeded(1) }), tf.layers.globalMaxPooling1d({})), // prettier-ignore
  globalAveragePooling2d: () => around([6, 6, 1], image(3), tf.layers.globalAveragePooling2d({})),
  globalMaxPooling2d: () => around([6, 6, 1], image(3), tf.layers.globalMaxPooling2d({})),
  batchNormalization: () => around([6], tf.layers.dense({ units: 5, kernelInitializer: seeded(1) }), tf.layers.batchNormalization()),
  layerNormalization: () => around([6], tf.layers.dense({ units: 5, kernelInitializer: seeded(1) }), tf.layers.layerNormalization()),
  dropout: () => around([6], tf.layers.dense({ units: 16, kernelInitializer: seeded(1) }), tf.layers.dropout({ rate: 0.3, seed: 4 })),
  spatialDropout1d: () => around([8, 2], tf.layers.conv1d({ filters: 4, kernelSize: 2, kernelInitializer: seeded(1) }), tf.layers.spatialDropout1d({ rate: 0.3, seed: 4 })), // prettier-ignore
  simpleRNN: () => around([5, 3], tf.layers.simpleRNN({ units: 4, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) })),
  lstm: () => around([5, 3], tf.layers.lstm({ units: 4, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) })),
  gru: () => around([5, 3], tf.layers.gru({ units: 4, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) })),
  convLstm2d: () =>
    around([3, 5, 5, 1], tf.layers.convLstm2d({ filters: 2, kernelSize: 3, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) }) as tf.layers.Layer),
  bidirectional: () =>
    around([5, 3], tf.layers.bidirectional({ layer: tf.layers.gru({ units: 3, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) }), mergeMode: 'concat' })), // prettier-ignore
  timeDistributed: () => around([5, 3], tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4, kernelInitializer: seeded(1) }) })),
  masking: () =>
    around([5, 3], tf.layers.masking({ maskValue: 0 }), tf.layers.lstm({ units: 4, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) })),
  embedding: () => ({
    model: sequential(
      [7],
      [
        tf.layers.embedding({
          inputDim: 20,
          outputDim: 4,
          inputLength: 7,
          embeddingsInitializer: tf.initializers.randomUniform({ minval: -0.5, maxval: 0.5, seed: 1 }),
        }),
      ],
    ),
    x: tf.randomUniform([24, 7], 0, 20, 'float32', 5).floor(),
    y: uniform([2]),
  }),
  upSampling2d: () => around([4, 4, 1], image(2), tf.layers.upSampling2d({ size: [2, 2] })),
  cropping2D: () => around([6, 6, 1], image(2), tf.layers.cropping2D({ cropping: [[1, 0], [2, 1]] })), // prettier-ignore
  zeroPadding2d: () => around([4, 4, 1], image(2), tf.layers.zeroPadding2d({ padding: [[1, 0], [2, 1]] }), image(2)), // prettier-ignore
  prelu: () => around([6], tf.layers.dense({ units: 8, kernelInitializer: seeded(1) }), tf.layers.prelu()),
  elu: () => around([6], tf.layers.dense({ units: 8, kernelInitializer: seeded(1) }), tf.layers.elu()),
  leakyReLU: () => around([6], tf.layers.dense({ units: 8, kernelInitializer: seeded(1) }), tf.layers.leakyReLU()),
  thresholdedReLU: () => around([6], tf.layers.dense({ units: 8, kernelInitializer: seeded(1) }), tf.layers.thresholdedReLU({ theta: 0.1 })),
  softmax: () => around([6], tf.layers.dense({ units: 8, kernelInitializer: seeded(1) }), tf.layers.softmax()),
  repeatVector: () => around([6], tf.layers.dense({ units: 3, kernelInitializer: seeded(1) }), tf.layers.repeatVector({ n: 4 })),
  permute: () => around([4, 3], tf.layers.conv1d({ filters: 2, kernelSize: 2, kernelInitializer: seeded(1) }), tf.layers.permute({ dims: [2, 1] })),
}

/** The losses of three epochs of three batches with Adam, on the engine in use. */
export async function lossesOf(build: () => LayerModel): Promise<number[]> {
  const { model, x, y } = build()
  const size = 8
  try {
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' })
    const losses: number[] = []
    for (let step = 0; step < 9; step++) {
      const from = (step % 3) * size
      const [input, target] = tf.tidy(() => [x.slice(from, size), y.slice(from, size)]) as [tf.Tensor, tf.Tensor]
      losses.push((await model.trainOnBatch(input, target)) as number)
      tf.dispose([input, target])
    }
    return losses
  } finally {
    model.dispose()
    tf.dispose([x, y])
  }
}

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed })
const uniform = (shape: number[]): tf.Tensor => tf.randomUniform([24, ...shape], -1, 1, 'float32', 5)
const image = (filters: number) => tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', kernelInitializer: seeded(1) })
const volume = () => tf.layers.conv3d({ filters: 2, kernelSize: 2, padding: 'same', kernelInitializer: seeded(1) })

function around(shape: number[], ...layers: tf.layers.Layer[]): LayerModel {
  return { model: sequential(shape, layers), x: uniform(shape), y: uniform([2]) }
}

function sequential(shape: number[], layers: tf.layers.Layer[]): tf.Sequential {
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: shape }), ...layers] })
  if ((model.outputs[0]?.shape.length ?? 0) > 2) model.add(tf.layers.flatten())
  model.add(tf.layers.dense({ units: 2, kernelInitializer: seeded(3) }))
  return model
}
