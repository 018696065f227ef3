import { constant, createDraw, type Draw } from './draw'
import type { ModelData, RawTensor, RawTensors } from './tensors'

/** One of the seven: its numbers, without a framework. networks.ts computes with them in tfjs, reference.py in PyTorch. */
export interface Model {
  readonly name: ModelName
  readonly title: string
  readonly learningRate: number
  make(): ModelData
}
export type ModelName = 'mlp' | 'cnn' | 'depthwise' | 'gru' | 'transformer' | 'graph' | 'autoencoder'

export const sequence = { rows: 32, length: 64, width: 128, heads: 4, layers: 2, vocabulary: 64 }
export const graph = { users: 1000, items: 2000, edges: 10_000, width: 64, rows: 1024 }

const rows = 64
const classes = 10
/** More than one, so that no side can do well by having just seen it; few, so that the losses fall. */
const batches = 4

export const models: readonly Model[] = [
  define('mlp', 'MLP 784-256-256-10, batch 64', 1e-3, (draw) => ({
    weights: denseStack(draw, [784, 256, 256, 10]),
    batch: () => ({ x: draw.uniform([rows, 784]), y: draw.integers([rows], 0, classes) }),
  })),
  define('cnn', 'CNN conv16-conv32-dense64 on 28×28, batch 64', 1e-3, (draw) => ({
    weights: {
      'conv0.kernel': draw.he([3, 3, 1, 16], 9),
      'conv0.bias': constant([16], 0),
      'conv1.kernel': draw.he([3, 3, 16, 32], 144),
      'conv1.bias': constant([32], 0),
      ...denseStack(draw, [7 * 7 * 32, 64, classes]),
    },
    batch: () => ({ x: draw.uniform([rows, 28, 28, 1]), y: draw.integers([rows], 0, classes) }),
  })),
  define('depthwise', 'depthwise CNN, a stem of 32 and 3 separable blocks 64-128-128 on 32×32×3, batch 64', 1e-3, (draw) => ({
    weights: {
      'stem.kernel': draw.he([3, 3, 3, 32], 27),
      'stem.bias': constant([32], 0),
      ...separable(draw, 'block0', 32, 64),
      ...separable(draw, 'block1', 64, 128),
      ...separable(draw, 'block2', 128, 128),
      ...denseStack(draw, [128, classes]),
    },
    batch: () => ({ x: draw.uniform([rows, 32, 32, 3]), y: draw.integers([rows], 0, classes) }),
  })),
  define('gru', 'GRU 128 over 64 steps of 128 inputs, 32 sequences', 1e-3, (draw) => {
    const { rows, length, width } = sequence
    const std = 1 / Math.sqrt(width)
    return {
      weights: {
        'gru.input': draw.normal([width, 3 * width], std),
        'gru.inputBias': constant([3 * width], 0),
        'gru.hidden': draw.normal([width, 3 * width], std),
        'gru.hiddenBias': constant([3 * width], 0),
        ...denseStack(draw, [width, classes]),
      },
      batch: () => ({ x: draw.normal([rows, length, width], 1), y: draw.integers([rows], 0, classes) }),
    }
  }),
  define('transformer', 'transformer of 2 layers × 128, 4 heads, 64 tokens, 32 sequences', 1e-3, (draw) => {
    const { rows, length, width, layers, vocabulary } = sequence
    const std = 1 / Math.sqrt(width)
    const layer = (i: number): RawTensors => ({
      ...norm(`layer${i}.norm0`, width),
      ...dense(`layer${i}.qkv`, draw.normal([width, 3 * width], std)),
      ...dense(`layer${i}.out`, draw.normal([width, width], std)),
      ...norm(`layer${i}.norm1`, width),
      ...dense(`layer${i}.wide`, draw.he([width, 4 * width], width)),
      ...dense(`layer${i}.narrow`, draw.normal([4 * width, width], std / 2)),
    })
    return {
      weights: {
        embedding: draw.normal([vocabulary, width], 1),
        position: draw.normal([length, width], 0.1),
        ...merged(Array.from({ length: layers }, (_, i) => layer(i))),
        ...norm('norm', width),
        ...dense('head', draw.normal([width, vocabulary], std)),
      },
      batch: () => ({ x: draw.integers([rows, length], 0, vocabulary), y: draw.integers([rows, length], 0, vocabulary) }),
    }
  }),
  define('graph', 'LightGCN, 3 layers × 64, 10,000 edges between 1,000 users and 2,000 items, 1,024 triplets', 1e-2, (draw) => {
    const { users, items, width, rows } = graph
    return {
      weights: { embedding: draw.normal([users + items, width], 0.1) },
      constants: edges(draw),
      batch: () => ({
        user: draw.integers([rows], 0, users),
        positive: draw.integers([rows], users, users + items),
        negative: draw.integers([rows], users, users + items),
      }),
    }
  }),
  define('autoencoder', 'autoencoder 784-512-128-30-128-512-784, batch 64', 1e-3, (draw) => ({
    weights: denseStack(draw, [784, 512, 128, 30, 128, 512, 784]),
    batch: () => ({ x: draw.uniform([rows, 784]) }),
  })),
]

interface Parts {
  readonly weights: RawTensors
  readonly constants?: RawTensors
  batch(): RawTensors
}

function define(name: ModelName, title: string, learningRate: number, parts: (draw: Draw) => Parts): Model {
  const make = (): ModelData => {
    const { weights, constants = {}, batch } = parts(createDraw(1))
    return { weights, constants, batches: Array.from({ length: batches }, batch) }
  }
  return { name, title, learningRate, make }
}

const dense = (name: string, kernel: RawTensor): RawTensors => ({ [`${name}.kernel`]: kernel, [`${name}.bias`]: constant([kernel.shape[1]!], 0) })

const denseStack = (draw: Draw, widths: readonly number[]): RawTensors =>
  merged(widths.slice(1).map((outputs, i) => dense(`dense${i}`, draw.he([widths[i]!, outputs], widths[i]!))))

const merged = (groups: readonly RawTensors[]): RawTensors => Object.assign({}, ...groups) as RawTensors

const separable = (draw: Draw, name: string, inputs: number, outputs: number): RawTensors => ({
  [`${name}.depthwise`]: draw.he([3, 3, inputs, 1], 9),
  [`${name}.pointwise`]: draw.he([1, 1, inputs, outputs], inputs),
  [`${name}.bias`]: constant([outputs], 0),
})

const norm = (name: string, width: number): RawTensors => ({ [`${name}.gain`]: constant([width], 1), [`${name}.bias`]: constant([width], 0) })

/** Both ways along each edge, weighted by 1 ÷ √(degree of either end): He et al. 2020 (arXiv:2002.02126), eq. 3. */
function edges(draw: Draw): RawTensors {
  const { users, items, edges } = graph
  const user = draw.integers([edges], 0, users).values
  const item = draw.integers([edges], users, users + items).values
  const degree = new Float32Array(users + items)
  for (let i = 0; i < edges; i++) {
    degree[user[i]!]!++
    degree[item[i]!]!++
  }
  const source = Int32Array.of(...user, ...item)
  const target = Int32Array.of(...item, ...user)
  const weight = Float32Array.from(source, (from, i) => 1 / Math.sqrt(degree[from]! * degree[target[i]!]!))
  return {
    source: { shape: [2 * edges], values: source },
    target: { shape: [2 * edges], values: target },
    weight: { shape: [2 * edges, 1], values: weight },
  }
}
