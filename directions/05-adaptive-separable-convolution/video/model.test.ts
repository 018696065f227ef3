import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { finiteDifferenceError, gradientsByPath, openTrial, parametersOf, relativeError, setVariables, tableDataset, type ByPath } from 'gradlab/testing'
import { squeezeExcite } from './layers'
import experiment, { adaptiveSeparable, correlations, fold, productsOfMeans, type Hyper } from './model'
import { channelsOf, layout, multiplyAddsOf, parametersOf as parametersIn, total } from './sizes'

type Shape = readonly [frames: number, height: number, width: number, channels: number]

/** A table whose images are videos. */
function asVideos(table: ReturnType<typeof tableDataset>): ReturnType<typeof tableDataset> {
  const { image, ...others } = table.columns
  return { ...table, columns: { ...others, video: image! }, tensor: (column, rows) => table.tensor(column === 'video' ? 'image' : column, rows) }
}

/** Videos of noise, of any size. */
function noise(shape: Shape, classes = 3, size = 12) {
  const values = tf.tidy(() => tf.randomUniform([size, ...shape], 0, 1, 'float32', 7).dataSync())
  return asVideos(
    tableDataset({
      image: { shape, values },
      label: Array.from({ length: size }, (_, i) => i % classes),
      labels: Array.from({ length: classes }, (_, i) => `class ${i}`),
    }),
  )
}
const variants = Object.keys(experiment.variants)
const small = { width: 4, kernels: 2, rank: 3, batchSize: 4 }
const open = (variant: string, set = {}) => openTrial(experiment, { variant, dataset: noise([4, 12, 12, 2]), set: { ...small, ...set } })
const normal = <R extends tf.Rank>(shape: number[], seed = 3): tf.Tensor<R> => tf.randomNormal(shape as tf.ShapeMap[R], 0, 1, 'float32', seed)

/** What reference/model.py found. */
interface Twin {
  readonly adapt: string
  readonly hyper: Readonly<Record<'kernels' | 'rank' | 'width', number>>
  readonly shape: Shape
  readonly variables: ByPath
  readonly x: readonly number[]
  readonly labels: readonly number[]
  readonly outputs: readonly number[]
  readonly loss: number
  readonly gradients: ByPath
}

describe('the twin in PyTorch', () => {
  for (const twin of JSON.parse(readFileSync(join(__dirname, 'golden/torch.json'), 'utf8')) as Twin[]) {
    it(`agrees on outputs and gradients: ${twin.adapt}, a clip with odd sides`, async () => {
      const trial = await openTrial(experiment, { dataset: noise(twin.shape), set: { ...twin.hyper, adapt: twin.adapt, frames: twin.shape[0] } })
      setVariables(trial.session.params, twin.variables)
      const x = tf.tensor5d([...twin.x], [twin.labels.length, ...twin.shape])
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

describe('correlations of channels', () => {
  it("are Pearson's, and nothing on the diagonal", () => {
    const x = normal<tf.Rank.R5>([2, 3, 5, 4, 3])
    const [R, values] = [correlations(x).arraySync(), x.reshape([2, 60, 3]).arraySync() as number[][][]]
    for (let b = 0; b < 2; b++)
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) {
          const [p, q] = [i, j].map((c) => values[b]!.map((row) => row[c]!))
          assert.ok(Math.abs(R[b]![i]![j]! - (i === j ? 0 : pearson(p!, q!))) < 2e-3, `${b} ${i} ${j}`) // 1e-3 is added to a variance of about 1
        }
  })
  it('do not change where a channel is scaled and shifted; means do', () => {
    const x = normal<tf.Rank.R5>([2, 2, 8, 8, 3])
    const other = x.mul([20, 30, 10]).add([3, -5, 1]) as tf.Tensor5D
    assert.ok(relativeError(correlations(other), correlations(x.mul(10))) < 1e-3)
    assert.ok(relativeError(productsOfMeans(other), productsOfMeans(x)) > 1)
  })
  it('are 0 where a channel is silent, and have a gradient there', () => {
    const x = tf.concat([normal([1, 3, 4, 4, 2]), tf.zeros([1, 3, 4, 4, 1])], 4) as tf.Tensor5D
    assert.deepEqual(correlations(x).slice([0, 2, 0], [1, 1, 3]).arraySync(), [[[0, 0, 0]]])
    const gradient = tf.grad((x) =>
      correlations(x as tf.Tensor5D)
        .square()
        .sum(),
    )(x)
    assert.ok(gradient.isFinite().all().dataSync()[0])
  })
})

/** A block of its own, with gates that are open as far as `spread` says. */
async function block(spread: number, stride = 1, stages = {}) {
  const trial = await open('innovation')
  const params = trial.state.params.at('oracle')
  const convolution = adaptiveSeparable(params, [3, 5, stride], { kernels: 2, rank: 4 }, stages)
  for (const [path, value] of trial.session.params.entries) if (/oracle\/.*Gate$/.test(path)) value.assign(normal(value.shape, value.size).mul(spread))
  const value = (name: string): tf.Tensor => trial.session.params.entries.get(`oracle/${name}`)!
  return { trial, params, convolution, value }
}
const apply = ({ convolution }: Awaited<ReturnType<typeof block>>, x: tf.Tensor5D): tf.Tensor5D => convolution.apply(x, convolution.weights(x))

/** In one: space [9, C] times time [3, C] times mixing [C, O] → [3, 3, 3, C, O], which is what the three stages are together. */
function together(space: tf.Tensor, time: tf.Tensor, mixing: tf.Tensor): tf.Tensor5D {
  return time
    .reshape([3, 1, 1, -1, 1])
    .mul(space.reshape([1, 3, 3, -1, 1]))
    .mul(mixing.reshape([1, 1, 1, 3, 5])) as tf.Tensor5D
}

describe('an adaptive separable convolution over space and time', () => {
  for (const stride of [1, 2] as const) {
    it(`with gates of 1 is tf.conv3d of the product of its filters, at stride ${stride}`, async () => {
      const made = await block(0, stride)
      const x = normal<tf.Rank.R5>([3, 5, 7, 6, 3])
      const filters = together(made.value('space0').add(made.value('space1')), made.value('time0').add(made.value('time1')), made.value('mixing'))
      assert.ok(relativeError(apply(made, x), tf.conv3d(x, filters, stride, 'same')) < 1e-5)
      made.trial.dispose()
    })
    for (const [name, stages] of Object.entries({ both: {}, 'depthwise only': { acrossChannels: false }, 'pointwise only': { inDepth: false } })) {
      it(`gives a batch what tf.conv3d gives clip by clip with the weights of each: ${name}, stride ${stride}`, async () => {
        const made = await block(1, stride, stages)
        const x = normal<tf.Rank.R5>([4, 5, 7, 6, 3])
        const { space, time, mixing } = made.convolution.weights(x)
        const one = (weights: tf.Tensor, b: number, axis: number): tf.Tensor =>
          weights.shape.length === 3 && weights.shape[axis]! > 1 ? weights.gather([b], axis) : weights
        const expected = Array.from({ length: 4 }, (_, b) =>
          tf.conv3d(x.slice(b, 1), together(one(space, b, 1), one(time, b, 1), mixing.rank === 3 ? one(mixing, b, 0) : mixing), stride, 'same'),
        )
        assert.ok(relativeError(apply(made, x), tf.concat(expected)) < 1e-5)
        assert.ok(relativeError(expected[1]!, expected[2]!) > 1e-2)
        made.trial.dispose()
      })
    }
  }
  it('makes of a clip what it makes of it alone, whatever is beside it in the batch', async () => {
    const made = await block(1)
    const x = normal<tf.Rank.R5>([3, 3, 6, 6, 3])
    assert.ok(relativeError(apply(made, x).slice(1, 1), apply(made, x.slice(1, 1))) < 1e-5)
    made.trial.dispose()
  })
  it('folds clips into channels of one clip, each with its own', () => {
    const x = tf.range(0, 2 * 2 * 1 * 3 * 2).reshape([2, 2, 1, 3, 2]) as tf.Tensor5D
    assert.deepEqual(fold(x).slice([0, 1, 0, 2, 0], [1, 1, 1, 1, 4]).flatten().arraySync(), [10, 11, 22, 23])
  })
  it('has other gates where channels that go together change places, and the same where the clip is only played backwards and upside down', async () => {
    const made = await block(1)
    const one = normal<tf.Rank.R5>([1, 3, 8, 8, 1])
    const x = tf.concat([one, one.add(normal<tf.Rank.R5>([1, 3, 8, 8, 1], 5).mul(0.3)), normal<tf.Rank.R5>([1, 3, 8, 8, 1], 6)], 4) as tf.Tensor5D
    const gates = (x: tf.Tensor5D): tf.Tensor => tf.concat(Object.values(made.convolution.weights(x).gates), 1)
    assert.ok(relativeError(gates(x.gather([2, 1, 0], 4)), gates(x)) > 0.02)
    assert.ok(relativeError(gates(x.reverse([1, 2, 3])), gates(x)) < 1e-5)
    made.trial.dispose()
  })
  it("has other gates where one channel's pixels are shuffled, which keeps all means; squeeze and excitation has the same", async () => {
    const made = await block(1)
    const factors = squeezeExcite(made.trial.state.params.at('rival'), 3, 4)
    const one = normal<tf.Rank.R5>([1, 3, 8, 8, 1])
    const x = tf.concat([one, one.mul(2), one.neg()], 4) as tf.Tensor5D
    const order = Int32Array.from({ length: 192 }, (_, i) => (i * 29) % 192)
    const other = one.reshape([192]).gather(tf.tensor1d(order, 'int32')).reshape([1, 3, 8, 8, 1])
    const shuffled = tf.concat([other, x.slice([0, 0, 0, 0, 1])], 4) as tf.Tensor5D
    const { outputs } = made.convolution.weights(x).gates
    assert.ok(relativeError(made.convolution.weights(shuffled).gates.outputs!, outputs!) > 0.02)
    assert.ok(relativeError(factors(shuffled), factors(x)) < 1e-5)
    made.trial.dispose()
  })
  it('has the gradient of finite differences, in each stage', async () => {
    const made = await block(1, 2)
    const x = normal<tf.Rank.R5>([2, 3, 5, 5, 3])
    const loss = (): tf.Scalar => apply(made, x).square().mean().asScalar()
    const { variables } = made.params
    const { value, grads } = tf.variableGrads(loss, variables)
    const error = finiteDifferenceError(
      loss,
      variables,
      variables.map((variable) => grads[variable.name] ?? null),
    )
    tf.dispose([value, grads])
    assert.ok(error < 0.02, `${error}`)
    made.trial.dispose()
  })
})

describe('what it costs', () => {
  for (const variant of variants) {
    it(`is what the closed forms say: ${variant}`, async () => {
      const trial = await open(variant)
      const { shape, classes } = trial.data
      const channels = channelsOf(trial.context.hyper, shape, classes)
      assert.equal(parametersOf(trial.state.params), parametersIn(trial.context.hyper, channels, shape, classes))
      const { x } = await trial.batch([0])
      const gains = [4 * 36, 4 * 36, 2 * 9, 2 * 9].reduce((sum, positions, i) => sum + positions * channels[i]!, 0) // of the norms, which are left out
      const counted = productsIn(() => trial.state.network.logits(x)) - gains
      const expected = total(multiplyAddsOf(trial.context.hyper, channels, shape, classes))
      assert.equal(counted, expected)
      trial.dispose()
    })
  }
  it('is equal in parameters, or in multiply-adds, within 2 %', () => {
    for (const [shape, classes] of [
      [[12, 16, 16, 1], 10],
      [[16, 32, 32, 3], 20],
    ] as const) {
      const costs = (variant: string) => {
        const set: Partial<Hyper> = experiment.variants[variant]!
        const asked = { adapt: 'both', equal: 'parameters', kernels: 3, rank: 8, width: 8, ...set } as const
        const channels = channelsOf(asked, shape, classes)
        return { parameters: parametersIn(asked, channels, shape, classes), multiplyAdds: total(multiplyAddsOf(asked, channels, shape, classes)) }
      }
      for (const variant of variants) {
        const what = variant === 'equalMultiplyAdds' ? 'multiplyAdds' : 'parameters'
        const [own, wanted] = [costs(variant)[what], costs('innovation')[what]]
        assert.ok(Math.abs(own / wanted - 1) < 0.02, `${variant} on ${shape.join('×')}: ${own} and ${wanted}`)
      }
    }
  })
})

describe('the baseline, written again', () => {
  it('plain: convolution, three full ones whose filters are products, a norm after each, the means', async () => {
    const trial = await open('baseline')
    await trial.steps(5)
    const { x } = await trial.batch()
    const value = (path: string): tf.Tensor => trial.session.params.entries.get(`network/${path}`)!
    const norm = (h: tf.Tensor, path: string): tf.Tensor5D => {
      const images = tf.unstack(h).map((image) => {
        const { mean, variance } = tf.moments(image)
        return image.sub(mean).mul(variance.add(1e-5).rsqrt())
      })
      return tf
        .stack(images)
        .mul(value(`${path}/gain`))
        .add(value(`${path}/bias`))

        .relu() as tf.Tensor5D
    }
    const stem = value('stem/kernel').expandDims(0) as tf.Tensor5D
    let h = norm(tf.conv3d(x, stem, [1, 2, 2], 'same'), 'stem/norm')
    for (const [i, stride] of [1, 2, 1].entries()) {
      const own = (name: string): tf.Tensor => value(`block${i}/convolution/${name}`)
      const [C, O] = own('mixing').shape as [number, number]
      const product = own('time0')
        .reshape([3, 1, 1, C, 1])
        .mul(own('space0').reshape([1, 3, 3, C, 1]))
        .mul(own('mixing').reshape([1, 1, 1, C, O]))
      h = norm(tf.conv3d(h, product as tf.Tensor5D, stride, 'same'), `block${i}/norm`)
    }
    const logits = (h.mean([1, 2, 3]) as tf.Tensor2D).matMul(value('head/kernel') as tf.Tensor2D).add(value('head/bias'))
    assert.ok(relativeError(trial.state.network.logits(x), logits) < 1e-5)
    trial.dispose()
  })
  it('is what the innovation is, block by block, while all gates are 1', async () => {
    const trial = await open('innovation')
    const { x } = await trial.batch()
    for (const [i, { x: given, gates }] of trial.state.network.read(x).seen.entries()) {
      for (const gate of Object.values(gates)) assert.equal(relativeError(gate, tf.onesLike(gate)), 0)
      const value = (name: string): tf.Tensor => trial.session.params.entries.get(`network/block${i}/convolution/${name}`)!
      const [C, O] = value('mixing').shape as [number, number]
      const [space, time] = [value('space0').add(value('space1')), value('time0').add(value('time1'))]
      const product = time
        .reshape([3, 1, 1, C, 1])
        .mul(space.reshape([1, 3, 3, C, 1]))
        .mul(value('mixing').reshape([1, 1, 1, C, O])) as tf.Tensor5D
      const { convolution } = trial.state.network.blocks[i]!
      assert.ok(relativeError(convolution!.apply(given, convolution!.weights(given)), tf.conv3d(given, product, layout[i]!.stride, 'same')) < 1e-5)
    }
    trial.dispose()
  })
})

/** A table whose columns are named otherwise, or are points. */
const renamed = (table: ReturnType<typeof tableDataset>, name: string) => ({
  ...table,
  columns: { label: table.columns['label']!, [name]: table.columns['image']! },
  tensor: (column: string, rows: Int32Array) => table.tensor(column === name ? 'image' : column, rows),
})

describe('videos', () => {
  it('of more frames and pixels than are asked for are thinned and averaged down', async () => {
    const values = Array.from({ length: 10 * 6 * 20 * 10 }, (_, i) => (Math.floor(i / 200) % 6) / 6) // each frame of one gray: its number
    const table = tableDataset({ image: { shape: [6, 20, 10, 1], values }, label: Array.from({ length: 10 }, (_, i) => i % 2), labels: ['a', 'b'] })
    const trial = await openTrial(experiment, { dataset: asVideos(table), set: { ...small, frames: 3, pixels: 10 } })
    assert.deepEqual(trial.data.shape, [3, 10, 5, 1])
    const gray = (await trial.batch([0])).x.mean([0, 2, 3, 4]).arraySync() as number[]
    assert.ok(Math.abs(gray[2]! - gray[1]! - (gray[1]! - gray[0]!)) < 1e-5 && gray[1]! > gray[0]!)
    trial.dispose()
  })
  it('of unequal length are thinned or stretched to the frames of their own, and what fills up the shorter is not seen', async () => {
    const values = Array.from({ length: 10 * 6 }, (_, i) => Array.from({ length: 64 }, () => (i % 6) / 6)).flat() // each frame of one gray: its number
    const table = tableDataset({ image: { shape: [6, 8, 8, 1], values }, label: Array.from({ length: 10 }, (_, i) => i % 2), labels: ['a', 'b'] })
    const videos = asVideos(table)
    const dataset: typeof videos = {
      ...videos,
      columns: { ...videos.columns, length: { shape: [], dtype: 'int32' } },
      tensor: (column, rows) =>
        column === 'length'
          ? tf.tensor1d(
              Array.from(rows, (row) => [6, 2][row % 2]!),
              'int32',
            )
          : videos.tensor(column, rows),
    }
    const trial = await openTrial(experiment, { dataset, set: { ...small, frames: 3 } })
    const grays = (await trial.batch([0, 1, 2, 3])).x.mean([2, 3, 4]).arraySync() as number[][]
    const [low, high] = [Math.min(...grays.flat()), Math.max(...grays.flat())] // of frames 0 and 5
    const frames = grays.map((clip) => clip.map((gray) => Math.round((5 * (gray - low)) / (high - low))).join(' '))
    assert.deepEqual([...new Set(frames)].sort(), ['0 1 1', '1 3 5'])
    trial.dispose()
  })
  it('of strokes show where the pen is, and nothing of where it was', async () => {
    const values = Array.from({ length: 10 }, () => [0, 0, 1, 0, 1, 1]).flat() // right, then up
    const table = tableDataset({ image: { shape: [3, 2], values }, label: Array.from({ length: 10 }, (_, i) => i % 2), labels: ['a', 'b'] })
    const trial = await openTrial(experiment, { dataset: renamed(table, 'points'), set: { ...small, frames: 5, pixels: 17 } })
    const { x } = await trial.batch([0])
    const brightest = x.reshape([5, 289]).argMax(1).arraySync() as number[]
    assert.deepEqual(
      brightest.map((at) => [at % 17, Math.floor(at / 17)]),
      [
        [2, 14],
        [8, 14],
        [14, 14],
        [14, 8],
        [14, 2],
      ],
    )
    trial.dispose()
  })
  it('of images are the same image at places along a line, the same ones in every run', async () => {
    const values = Array.from({ length: 10 * 12 * 12 }, () => 1)
    const table = tableDataset({ image: { shape: [12, 12, 1], values }, label: Array.from({ length: 10 }, (_, i) => i % 2), labels: ['a', 'b'] })
    const open = (seed: number) => openTrial(experiment, { dataset: table, seed, set: { ...small, frames: 4, pixels: 16 } })
    const [one, other] = [await open(1), await open(2)]
    const { x } = await one.batch([0, 1, 2])
    const lit = x.greater(0).sum([2, 3, 4]).arraySync()
    assert.deepEqual(lit, [Array(4).fill(36), Array(4).fill(36), Array(4).fill(36)]) // 6×6 of it in each frame
    assert.equal(relativeError((await other.batch([0, 1, 2])).x, x), 0)
    assert.ok(relativeError(x.slice([0, 3], [1, 1]), x.slice([0, 0], [1, 1])) > 0.5)
    one.dispose()
    other.dispose()
  })
  it('are refused where there are none, with what there is', async () => {
    await assert.rejects(
      openTrial(experiment, { dataset: tableDataset({ text: ['a'], label: [0], labels: ['x'] }) }),
      /column video .* has .*text \(\[\]\).* --data/,
    )
  })
})

/**
 * Two channels of noise, each as loud as it happens to be. Planted: the class is whether the second is the first again; the means are equal,
 * and the loudness says nothing. Control: the class is the mean of the first.
 */
function channels(task: 'planted' | 'control') {
  let state = 2024
  const uniform = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648
  const draw = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  const loudness = (): number => Math.exp(2 * uniform() - 1)
  const values: number[] = []
  const label = Array.from({ length: 520 }, () => {
    const own = uniform() < 0.5 ? 0 : 1
    const [first, second] = [loudness(), loudness()]
    for (let i = 0; i < 576; i++) {
      const value = draw()
      values.push(first * value + (task === 'control' ? own : 0), second * (task === 'planted' && own === 1 ? value : draw()))
    }
    return own
  })
  const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
  const splits = { train: rows(0, 200), validation: rows(200, 500), test: rows(500, 520) }
  return asVideos(tableDataset({ image: { shape: [4, 12, 12, 2], values }, label, labels: ['apart', 'together'], splits }))
}

describe('whether two channels go together', () => {
  const steps = 40 // of 80: the rate has not fallen yet
  const train = async (task: 'planted' | 'control', variant: string, seed: number) => {
    const set = { width: 8, kernels: 2, rank: 8, batchSize: 16, steps: 2 * steps, learningRate: 0.01 }
    const trial = await openTrial(experiment, { variant, seed, dataset: channels(task), set })
    await trial.steps(steps)
    const { 'validation/accuracy': accuracy, 'validation/loss': loss } = await trial.evaluate()
    trial.dispose()
    return { accuracy: accuracy!, loss: loss! }
  }
  it('is seen by adaptive convolution better than by plain convolution and by squeeze and excitation', async () => {
    for (const seed of [1, 2, 3]) {
      const [own, ...others] = [
        await train('planted', 'innovation', seed),
        await train('planted', 'baseline', seed),
        await train('planted', 'squeezeExcite', seed),
      ]
      const seen = `seed ${seed}: ${JSON.stringify([own, ...others])}`
      assert.ok(own.accuracy > 0.85 && others.every(({ accuracy, loss }) => accuracy < own.accuracy - 0.03 && loss > own.loss), seen)
    }
  }).timeout(300_000)
  it('is no advantage where a mean tells the class', async () => {
    const all = [await train('control', 'innovation', 1), await train('control', 'baseline', 1), await train('control', 'squeezeExcite', 1)]
    assert.ok(
      all.every(({ accuracy }) => accuracy > 0.9),
      JSON.stringify(all),
    )
  }).timeout(300_000)
})

function pearson(p: readonly number[], q: readonly number[]): number {
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [a, b] = [p, q].map((values) => values.map((value) => value - average(values))) as [number[], number[]]
  const product = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

/** Of the kernels that a forward pass calls: matrix products and convolutions, and products element by element. */
function productsIn(run: () => tf.Tensor): number {
  const engine = tf.engine()
  const original = engine.runKernel
  let count = 0
  engine.runKernel = function <T extends tf.Tensor | tf.Tensor[]>(
    this: typeof engine,
    kernel: string,
    inputs: tf.NamedTensorMap,
    attributes?: tf.NamedAttrMap,
  ): T {
    const result = original.call(this, kernel, inputs, attributes) as T
    const { size } = result as tf.Tensor
    if (kernel === 'Multiply') count += size
    if (kernel === 'BatchMatMul') count += size * inputs['a']!.shape.at((attributes as { transposeA?: boolean }).transposeA ? -2 : -1)!
    if (kernel === 'Conv2D') count += (size * inputs['filter']!.size) / inputs['filter']!.shape[3]!
    if (kernel === 'DepthwiseConv2dNative') count += size * inputs['filter']!.shape[0]! * inputs['filter']!.shape[1]!
    return result
  } as typeof engine.runKernel
  try {
    tf.tidy(run)
  } finally {
    engine.runKernel = original
  }
  return count
}
