import * as tf from '@tensorflow/tfjs'

/** A model around one layer type, with 24 rows of data. Whatever draws numbers has a seed. */
export interface LayerModel {
  readonly model: tf.Sequential
  readonly x: tf.Tensor
  readonly y: tf.Tensor
}

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed })
const uniform = (shape: number[]): tf.Tensor => tf.randomUniform([24, ...shape], -1, 1, 'float32', 5)

export const layerModels: Readonly<Record<string, () => LayerModel>> = {
  dense: () => around([6], tf.layers.dense({ units: 8, activation: 'tanh', kernelInitializer: seeded(1) })),
  conv2d: () => around([8, 8, 2], tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu', kernelInitializer: seeded(1) })),
  depthwiseConv2d: () => around([8, 8, 2], tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, depthwiseInitializer: seeded(1) })),
  conv2dTranspose: () => around([5, 5, 2], tf.layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, kernelInitializer: seeded(1) })),
  conv3d: () => around([4, 5, 5, 1], tf.layers.conv3d({ filters: 2, kernelSize: 3, kernelInitializer: seeded(1) })),
  maxPooling2d: () => around([8, 8, 1], tf.layers.conv2d({ filters: 3, kernelSize: 3, kernelInitializer: seeded(1) }), tf.layers.maxPooling2d({ poolSize: 2 })),
  batchNormalization: () => around([6], tf.layers.dense({ units: 5, kernelInitializer: seeded(1) }), tf.layers.batchNormalization()),
  layerNormalization: () => around([6], tf.layers.dense({ units: 5, kernelInitializer: seeded(1) }), tf.layers.layerNormalization()),
  dropout: () => around([6], tf.layers.dense({ units: 16, kernelInitializer: seeded(1) }), tf.layers.dropout({ rate: 0.3, seed: 4 })),
  lstm: () => around([5, 3], tf.layers.lstm({ units: 4, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) })),
  gru: () => around([5, 3], tf.layers.gru({ units: 4, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) })),
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
  upSampling2d: () =>
    around([4, 4, 1], tf.layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', kernelInitializer: seeded(1) }), tf.layers.upSampling2d({ size: [2, 2] })),
}

function around(shape: number[], ...layers: tf.layers.Layer[]): LayerModel {
  return { model: sequential(shape, layers), x: uniform(shape), y: uniform([2]) }
}

function sequential(shape: number[], layers: tf.layers.Layer[]): tf.Sequential {
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: shape }), ...layers] })
  if ((model.outputs[0]?.shape.length ?? 0) > 2) model.add(tf.layers.flatten())
  model.add(tf.layers.dense({ units: 2, kernelInitializer: seeded(3) }))
  return model
}
