import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gradientsByPath, openTrial, parametersOf, relativeError, setVariables, tableDataset, type ByPath } from 'gradlab/testing'
import { given } from './figures'
import experiment, { attention, byLikeness, fromBlocks, merge, toBlocks, type Weigh } from './model'

/** Images of noise, of any size. */
function noise(shape: readonly [number, number, number], classes = 3, size = 12) {
  const values = tf.tidy(() => tf.randomUniform([size, ...shape], 0, 1, 'float32', 7).dataSync())
  return tableDataset({
    image: { shape, values },
    label: Array.from({ length: size }, (_, i) => i % classes),
    labels: Array.from({ length: classes }, (_, i) => `class ${i}`),
  })
}
const small = { patch: 2, width: 8, batchSize: 4 }
const open = (variant: string, set = {}) => openTrial(experiment, { variant, dataset: noise([16, 16, 1]), set: { ...small, ...set } })
const grid = (...shape: [number, number, number, number]): tf.Tensor4D => tf.randomNormal(shape, 0, 1, 'float32', 3)

/** What reference/model.py found. */
interface Twin {
  readonly levels: 'hierarchical' | 'flat'
  readonly hyper: Readonly<Record<'patch' | 'width' | 'heads', number>>
  readonly shape: readonly [number, number, number]
  readonly variables: ByPath
  readonly x: readonly number[]
  readonly labels: readonly number[]
  readonly outputs: readonly number[]
  readonly loss: number
  readonly gradients: ByPath
}

describe('the twin in PyTorch', () => {
  for (const twin of JSON.parse(readFileSync(join(__dirname, 'golden/torch.json'), 'utf8')) as Twin[]) {
    it(`agrees on outputs and gradients: ${twin.levels}, an image that is filled up to whole blocks`, async () => {
      const trial = await openTrial(experiment, { dataset: noise(twin.shape), set: { ...twin.hyper, levels: twin.levels } })
      setVariables(trial.session.params, twin.variables)
      const x = tf.tensor4d([...twin.x], [twin.labels.length, ...twin.shape])
      const outputs = (): tf.Tensor2D => trial.state.network.logits(x)
      assert.ok(relativeError(await outputs().data(), twin.outputs) < 1e-4)
      const truth = tf.oneHot(tf.tensor1d([...twin.labels], 'int32'), 3)
      const { loss, gradients } = await gradientsByPath(trial.session.params, () => tf.losses.softmaxCrossEntropy(truth, outputs()).asScalar())
      assert.ok(relativeError([loss], [twin.loss]) < 1e-4)
      assert.deepEqual(Object.keys(gradients).sort(), Object.keys(twin.gradients).sort())
      for (const [path, expected] of Object.entries(twin.gradients)) assert.ok(relativeError(gradients[path]!, expected) < 1e-3, path)
      trial.dispose()
    })
  }
})

describe('blocks', () => {
  it('hold neighboring patches, row by row', () => {
    const x = tf.range(0, 16).reshape([1, 4, 4, 1]) as tf.Tensor4D
    assert.deepEqual(toBlocks(x, 2).squeeze([2]).arraySync(), [
      [0, 1, 4, 5],
      [2, 3, 6, 7],
      [8, 9, 12, 13],
      [10, 11, 14, 15],
    ])
  })
  for (const [shape, b] of [
    [[2, 8, 8, 3], 4],
    [[3, 12, 8, 2], 4],
    [[1, 4, 12, 5], 2],
    [[2, 4, 4, 1], 1],
  ] as const) {
    it(`of a grid [${shape.join(', ')}] cut ${b}×${b} make the grid again`, () => {
      const x = grid(...(shape as [number, number, number, number]))
      assert.equal(relativeError(fromBlocks(toBlocks(x, b), b, shape), x), 0)
    })
  }
  it('merge to the maximum of each 2×2 patches', () => {
    const x = grid(2, 4, 6, 3)
    assert.equal(relativeError(merge(x), tf.maxPool(x, 2, 2, 'valid')), 0)
  })
})

describe('hierarchical attention for images', () => {
  const attend = (params: Parameters<typeof attention>[0], blocks: number, weigh = byLikeness) => {
    const layer = attention(params, 8, 2, weigh)
    return (x: tf.Tensor4D) => fromBlocks(layer(toBlocks(x, blocks)).y, blocks, x.shape)
  }

  it('leaves a block bit-equal when a patch of another changes; flat does not', async () => {
    const trial = await open('innovation')
    const x = grid(1, 8, 8, 8)
    const other = tf.tidy(
      () =>
        x.add(
          tf
            .oneHot(tf.tensor1d([0], 'int32'), 64 * 8)
            .reshape(x.shape)
            .mul(3),
        ) as tf.Tensor4D,
    ) // the first patch of the first block
    for (const [name, blocks] of [
      ['local', 4],
      ['global', 1],
    ] as const) {
      const layer = attend(trial.state.params.at(name), blocks)
      const difference = toBlocks(layer(other).sub(layer(x)) as tf.Tensor4D, 4)
        .abs()
        .max([1, 2])
        .arraySync() as number[]
      assert.ok(difference[0]! > 1e-3)
      assert.ok(
        difference.slice(1).every((change) => (blocks === 4 ? change === 0 : change > 0)),
        name,
      )
    }
    trial.dispose()
  })
  it('within one block is attention over all patches', async () => {
    const trial = await open('innovation')
    const params = trial.state.params.at('oracle')
    const x = grid(2, 4, 4, 8)
    const layer = attend(params, 1)
    const value = (path: string): tf.Tensor2D => trial.session.params.entries.get(`oracle/${path}`) as tf.Variable<tf.Rank.R2>
    assert.ok(
      relativeError(layer(x), tf.stack(tf.unstack(x.reshape([2, 16, 8])).map((image) => plainAttention(image as tf.Tensor2D, value, 2).reshape([4, 4, 8])))) <
        1e-5,
    )
    trial.dispose()
  })
  it('gives weights that sum to 1 for each patch that looks, and over each block that is looked at', async () => {
    for (const variant of ['innovation', 'baseline', 'twoLevels', 'noMerging', 'noAttention']) {
      const trial = await open(variant)
      await trial.steps(2)
      const { weights } = trial.state.network.read((await trial.batch([1])).x)
      for (const α of weights) assert.ok(relativeError(α.sum(2), tf.onesLike(α.sum(2))) < 1e-5)
      for (const [level, { height, width, values }] of (await given(trial.state.network, weights)).entries()) {
        const { blocks } = trial.state.network.stages[level]!
        const byBlock = toBlocks(tf.tensor4d(values, [1, height, width, 1]), blocks) // [R, T, 1]
        const expected = weights[level]!.reshape([blocks ** 2, 2, byBlock.shape[1], byBlock.shape[1]]).mean([1, 2])
        assert.ok(relativeError(byBlock, expected) < 1e-5, `${variant}, level ${level}`)
        assert.ok(relativeError(byBlock.sum(1), tf.ones([blocks ** 2, 1])) < 1e-5, `${variant}, level ${level}`)
      }
      trial.dispose()
    }
  })
  it('shows the weights it uses: fixing them changes nothing, moving them changes what is gathered', async () => {
    const trial = await open('innovation')
    const shown = attention(trial.state.params.at('shown'), 8, 2, byLikeness)(toBlocks(grid(1, 8, 8, 8), 4))
    const fixed = (name: string, α: tf.Tensor3D): tf.Tensor3D => {
      const layer = attention(trial.state.params.at(name), 8, 2, (() => α) as Weigh)
      for (const path of ['qkv/kernel', 'out/kernel'])
        trial.session.params.entries.get(`${name}/${path}`)!.assign(trial.session.params.entries.get(`shown/${path}`)!)
      return layer(toBlocks(grid(1, 8, 8, 8), 4)).y
    }
    assert.equal(relativeError(fixed('fixed', shown.weights), shown.y), 0)
    assert.ok(relativeError(fixed('moved', shown.weights.reverse(2)), shown.y) > 1e-3)
    trial.dispose()
  })
  it('has as many parameters as flat, exactly', async () => {
    const counts = []
    for (const variant of ['innovation', 'baseline', 'twoLevels', 'noMerging', 'noAttention']) {
      const trial = await open(variant)
      counts.push(parametersOf(trial.state.params))
      trial.dispose()
    }
    assert.equal(new Set(counts).size, 1, counts.join(', '))
  })
  for (const [shape, classes, patch, rows, columns] of [
    [[28, 28, 1], 10, 4, 8, 8],
    [[96, 96, 3], 81, 8, 12, 12],
    [[20, 50, 3], 2, 4, 8, 16],
  ] as const) {
    it(`takes images of ${shape.join('×')} in ${classes} classes`, async () => {
      const trial = await openTrial(experiment, { dataset: noise(shape, classes), set: { patch, width: 8, batchSize: 2 } })
      const { x } = await trial.batch()
      assert.deepEqual(trial.state.network.logits(x).shape, [2, classes])
      assert.deepEqual(
        trial.state.network.read(x).weights.map(({ shape }) => shape),
        [16, 4, 1].map((blocks) => [2 * blocks * 2, (rows * columns) / 16, (rows * columns) / 16]), // the same patches a block at each level
      )
      trial.dispose()
    })
  }
  it('refuses a width that the heads do not divide', async () => {
    await assert.rejects(open('innovation', { heads: 3 }), /multiple of the heads, got width=8 and heads=3/)
  })
  it('refuses a data set without images with what it has', async () => {
    await assert.rejects(
      openTrial(experiment, { dataset: tableDataset({ text: ['a'], label: [0], labels: ['x'] }) }),
      /columns image .* has .*text \(\[\]\).* --data/,
    )
  })
})

describe('the baseline for images, written again', () => {
  it('flat: patches, three layers over all of them with a filter a channel between, their mean', async () => {
    const trial = await open('baseline')
    await trial.steps(5)
    const { x } = await trial.batch()
    const all = trial.session.params.entries
    const value = (path: string): tf.Tensor2D => all.get(`network/${path}`) as tf.Variable<tf.Rank.R2>
    const dense = (h: tf.Tensor2D, path: string): tf.Tensor2D => h.matMul(value(`${path}/kernel`)).add(value(`${path}/bias`)) as tf.Tensor2D
    const norm = (h: tf.Tensor2D, path: string): tf.Tensor2D => {
      const { mean, variance } = tf.moments(h, 1, true)
      return h
        .sub(mean)
        .mul(variance.add(1e-5).rsqrt())
        .mul(value(`${path}/gain`))
        .add(value(`${path}/bias`)) as tf.Tensor2D
    }
    const logits = tf.unstack(x).map((image) => {
      const patches = Array.from({ length: 64 }, (_, i) => image.slice([2 * Math.floor(i / 8), 2 * (i % 8), 0], [2, 2, 1]).flatten())
      let h = dense(tf.stack(patches) as tf.Tensor2D, 'patches').add(value('position').reshape([64, 8])) as tf.Tensor2D
      for (let i = 0; i < 3; i++) {
        h = h.add(plainAttention(norm(h, `level${i}/norm0`), (path) => value(`level${i}/attention/${path}`), 2)) as tf.Tensor2D
        h = h.add(dense(dense(norm(h, `level${i}/norm1`), `level${i}/wide`).relu(), `level${i}/narrow`)) as tf.Tensor2D
        if (i === 2) break
        const filter = tf.stack(Array.from({ length: 9 }, (_, f) => value(`border${i}/filter${f}`))).reshape([3, 3, 8, 1]) as tf.Tensor4D
        h = norm(h.add(tf.depthwiseConv2d(h.reshape([8, 8, 8]) as tf.Tensor3D, filter, 1, 'same').reshape([64, 8])) as tf.Tensor2D, `border${i}/norm`)
      }
      return dense(norm(h.mean(0, true), 'norm'), 'head').flatten()
    })
    assert.ok(relativeError(trial.state.network.logits(x), tf.stack(logits)) < 1e-5)
    trial.dispose()
  })
})

/** Attention over all rows of x [T, D], a head at a time. */
function plainAttention(x: tf.Tensor2D, value: (path: string) => tf.Tensor2D, heads: number): tf.Tensor2D {
  const D = x.shape[1]
  const d = D / heads
  const qkv = x.matMul(value('qkv/kernel')).add(value('qkv/bias'))
  const part = (which: number, head: number): tf.Tensor2D => qkv.slice([0, which * D + head * d], [-1, d]) as tf.Tensor2D
  const gathered = Array.from({ length: heads }, (_, head) => part(0, head).matMul(part(1, head).transpose()).div(Math.sqrt(d)).softmax().matMul(part(2, head)))
  return tf.concat(gathered, 1).matMul(value('out/kernel')).add(value('out/bias')) as tf.Tensor2D
}

/**
 * Four pairs of marks an image, side by side. Planted: the class is whether the two of a pair are in one block or in two; every mark
 * alone is as likely in every place under either class. Control: the class is which of two marks it is.
 */
function marks(task: 'planted' | 'control') {
  let state = 2024
  const integer = (below: number): number => (state = (state * 1103515245 + 12345) % 2147483648) >> 8 && Math.floor((state / 2147483648) * below)
  const size = 300
  const values = new Float32Array(size * 256)
  const label = Array.from({ length: size }, (_, n) => {
    const own = integer(2)
    const mark = (row: number, column: number, kind: number): void => {
      for (let i = 0; i < 4; i++) values[n * 256 + (2 * row + (i >> 1)) * 16 + 2 * column + (i & 1)] = Number((i === 0 || i === 3) === (kind === 0))
    }
    for (let band = 0; band < 4; band++) {
      const [row, isAcross, kind] = [2 * band + integer(2), task === 'planted' ? 1 - own : integer(2), integer(2)]
      const start = 2 * integer(4) + isAcross
      mark(row, start, task === 'planted' ? kind : own)
      mark(row, (start + 1) % 8, task === 'planted' ? 1 - kind : own)
    }
    return own
  })
  return tableDataset({ image: { shape: [16, 16, 1], values }, label, labels: ['across', 'within'] })
}

describe('an arrangement within a part', () => {
  const steps = 50
  const train = async (task: 'planted' | 'control', variant: string, seed: number) => {
    const trial = await openTrial(experiment, { variant, seed, dataset: marks(task), set: { patch: 2, width: 16, batchSize: 16, steps, learningRate: 0.01 } })
    await trial.steps(steps)
    const { 'validation/accuracy': accuracy } = await trial.evaluate()
    trial.dispose()
    return accuracy!
  }
  it('is seen by hierarchical attention while flat still guesses', async () => {
    for (const seed of [1, 2, 3]) {
      const [deep, flat] = [await train('planted', 'innovation', seed), await train('planted', 'baseline', seed)]
      assert.ok(deep > 0.9 && flat < 0.75, `seed ${seed}: ${deep} and ${flat}`)
    }
  }).timeout(300_000)
  it('is no advantage where one mark tells the class', async () => {
    const [deep, flat] = [await train('control', 'innovation', 1), await train('control', 'baseline', 1)]
    assert.ok(deep > 0.95 && flat > 0.95, `${deep} and ${flat}`)
  }).timeout(300_000)
})
