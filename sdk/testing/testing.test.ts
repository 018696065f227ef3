import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { finiteDifferenceError, gradientsByPath, openTrial, parametersOf, relativeError, setTestHost, setVariables, tableDataset } from '.'
import { choice, createParams, defineExperiment, dense, mean, sgd, type Dataset, type Split } from '..'
import { createParamsTree } from '../params'
import { createRng } from '../random/rng'

interface Batch {
  x: tf.Tensor2D
  y: tf.Tensor1D
}
const rowsOf = (dataset: Dataset, rows: Int32Array): Split<Batch> => ({
  size: rows.length,
  batch: (indices) => {
    const own = indices.map((index) => rows[index]!)
    return { x: dataset.tensor('image', own) as tf.Tensor2D, y: dataset.tensor('label', own) as tf.Tensor1D }
  },
})

/** Logistic regression, or nothing at all. */
const experiment = defineExperiment({
  hyper: { model: choice('linear', 'constant'), steps: 100, batchSize: 8 },
  variants: { innovation: {}, baseline: { model: 'constant' } },
  metrics: { 'test/accuracy': { better: 'higher' } },
  data: async (ctx) => {
    const dataset = await ctx.dataset()
    const [train, validation, test] = (['train', 'validation', 'test'] as const).map((name) => rowsOf(dataset, dataset.splits[name])) as [
      Split<Batch>,
      Split<Batch>,
      Split<Batch>,
    ]
    return { train, validation, test, probe: { batch: await validation.batch(Int32Array.of(0), ctx), points: [dataset.point(0)] }, classes: 2 }
  },
  init(ctx, { classes }) {
    const params = createParams(ctx.rng('init'))
    const head = dense(params.at('head'), 2, classes)
    const logits = (x: tf.Tensor2D): tf.Tensor2D => (ctx.hyper.model === 'linear' ? head(x) : head(x.mul(0)))
    return { params, logits, optimizer: sgd(params, { learningRate: () => 1 }) }
  },
  step: ({ optimizer, logits }, { x, y }) => ({
    other: 7,
    loss: optimizer.minimize(() => tf.losses.softmaxCrossEntropy(tf.oneHot(y, 2), logits(x)).asScalar()),
  }),
  evaluate: ({ logits }, split, ctx) => mean(split, ctx, ({ x, y }) => ({ accuracy: logits(x).argMax(1).equal(y).mean().asScalar() })),
})

/** The first pixel tells the class. */
const planted = (size = 100): Dataset => {
  const rng = createRng(1, 'planted', -1)
  const label = Array.from({ length: size }, () => rng.integer(2))
  return tableDataset({
    label,
    labels: ['dark', 'bright'],
    image: { shape: [2], values: label.flatMap((y) => [y === 1 ? 0.9 : 0.1, rng.next()]) },
    text: label.map((y) => (y ? 'bright' : 'dark')),
  })
}

describe('a table', () => {
  before(() => tf.ready())

  it('gives the rows asked for, of every column', () => {
    const dataset = tableDataset({ label: [2, 0, 1], labels: ['a', 'b', 'c'], image: { shape: [1, 2], values: [1, 2, 3, 4, 5, 6] }, text: ['x', 'y', 'z'] })
    assert.deepEqual(dataset.tensor('image', Int32Array.of(2, 0)).arraySync(), [[[5, 6]], [[1, 2]]])
    assert.deepEqual(dataset.tensor('label', Int32Array.of(0, 0)).arraySync(), [2, 2])
    assert.equal(dataset.tensor('label', Int32Array.of(0)).dtype, 'int32')
    assert.deepEqual(dataset.strings('text', Int32Array.of(1)), ['y'])
    assert.deepEqual(dataset.point(0), { label: 'c', text: 'x' })
  })
  it('splits every row to one split', () => {
    const { splits } = planted(23)
    assert.deepEqual(
      [...splits.train, ...splits.validation, ...splits.test].sort((a, b) => a - b),
      Array.from({ length: 23 }, (_, i) => i),
    )
    assert.ok(splits.validation.length >= 4 && splits.test.length >= 4)
  })
  it('refuses an unknown column and parts of two lengths', () => {
    const dataset = tableDataset({ label: [0], labels: ['a'] })
    for (const column of ['image', 'text', 'sound']) assert.throws(() => dataset.tensor(column, Int32Array.of(0)), { code: 'data/column' })
    assert.throws(() => dataset.strings('label', Int32Array.of(0)), { code: 'data/column' })
    assert.throws(() => tableDataset({ label: [0], labels: ['a'], image: { shape: [2], values: [1] } }), /need 2, got 1/)
    assert.throws(() => tableDataset({ label: [0], labels: ['a'], text: [] }), /need as many texts, got 0/)
  })
})

describe('a trial', () => {
  it('trains a planted task that the innovation solves and the baseline cannot', async () => {
    for (const [variant, isSolved] of [
      ['innovation', true],
      ['baseline', false],
    ] as const) {
      const trial = await openTrial(experiment, { variant, dataset: planted() })
      const losses = await trial.steps(60)
      const { 'validation/accuracy': accuracy } = await trial.evaluate()
      assert.equal(losses.length, 60)
      assert.ok(
        losses.every((loss) => loss !== 7),
        'the loss, not the first scalar',
      )
      assert.equal(accuracy === 1, isSolved, `${variant}: ${accuracy}`)
      trial.dispose()
    }
  })

  it('knows the types of state, data and hyper', async () => {
    const trial = await openTrial(experiment, { dataset: planted(), set: { batchSize: 4 } })
    const logits: tf.Tensor2D = trial.state.logits(tf.zeros([1, 2]))
    const classes: number = trial.data.classes
    const model: 'linear' | 'constant' = trial.context.hyper.model
    assert.deepEqual([logits.shape, classes, model, trial.context.hyper.batchSize], [[1, 2], 2, 'linear', 4])
    // @ts-expect-error there is no such thing in the state
    assert.equal(trial.state.momentum, undefined)
    trial.dispose()
  })

  it('gives batches, and disposes of all it made', async () => {
    const before = tf.memory().numTensors
    const trial = await openTrial(experiment, { dataset: planted() })
    assert.deepEqual((await trial.batch()).x.shape, [8, 2])
    const { y } = await trial.batch([3, 3, 5])
    assert.deepEqual([y.shape, y.dataSync()[0]], [[3], y.dataSync()[1]])
    await trial.steps(2)
    await trial.evaluate()
    trial.dispose()
    assert.equal(tf.memory().numTensors, before)
  })

  it('asks the test host for the data set where none is given, and says so where there is none', async () => {
    const asked: unknown[] = []
    setTestHost({ dataset: async (id) => (asked.push(id), planted()) })
    const trial = await openTrial(experiment)
    trial.dispose()
    assert.deepEqual(asked, [undefined])
    await assert.rejects(Promise.resolve(trial.context.spawn('./peer.ts', { name: 'a' })), /starts no peers/)
    setTestHost({ dataset: () => Promise.reject(new Error('none here')) })
    await assert.rejects(openTrial(experiment), /none here/)
  })
})

describe('relativeError', () => {
  for (const [a, b, expected] of [
    [[1, 2], [1, 2], 0],
    [[1, 2], [1, 4], 0.5],
    [[0.1, 0], [0, 0], 0.1],
    [[-3], [3], 2],
    [[NaN], [1], NaN],
    [[1], [NaN], NaN],
    [[], [], 0],
  ] as const) {
    it(`of ${JSON.stringify(a)} to ${JSON.stringify(b)} is ${expected}`, () => assert.equal(relativeError(a, b), expected))
  }
  it('takes tensors and refuses another number of values', () => {
    assert.equal(relativeError(tf.tensor1d([1, 3]), [1, 2]), 0.5)
    assert.throws(() => relativeError([1], [1, 2]), RangeError)
  })
})

describe('finiteDifferenceError', () => {
  const params = createParams(createRng(1, 'init', -1))
  let [big, small, unused]: tf.Variable[] = []
  let x: tf.Tensor
  before(() => {
    big = params.variable('big', params.rng.normal([8, 8], 3))
    small = params.variable('small', params.rng.normal([8], 0.1))
    unused = params.variable('unused', tf.ones([2]))
    x = params.rng.normal([16, 8])
  })
  const loss = (): tf.Scalar =>
    x
      .matMul(big as tf.Variable<tf.Rank.R2>)
      .tanh()
      .add(small!)
      .square()
      .mean()
      .asScalar()
  const gradients = (): tf.Tensor[] => {
    const { value, grads } = tf.variableGrads(loss, [big!, small!])
    value.dispose()
    return [grads[big!.name]!, grads[small!.name]!]
  }

  it('lets a right gradient pass, and puts the variables back', () => {
    const before = params.variables.map((variable) => [...variable.dataSync()])
    const held = tf.memory().numTensors
    const right = gradients()
    assert.ok(finiteDifferenceError(loss, [big!, small!], right) < 0.005)
    tf.dispose(right)
    assert.deepEqual(
      params.variables.map((variable) => [...variable.dataSync()]),
      before,
    )
    assert.equal(tf.memory().numTensors, held)
  })

  it('finds a gradient that is 10 % too long, turned, swapped in sign or missing, in any one variable', () => {
    const [ofBig, ofSmall] = gradients() as [tf.Tensor, tf.Tensor]
    for (const wrong of [
      [ofBig.mul(1.1), ofSmall],
      [ofBig, ofSmall.mul(1.1)],
      [ofBig.reverse(0), ofSmall],
      [ofBig, ofSmall.neg()],
      [null, ofSmall],
      [ofBig, null],
    ]) {
      const error = finiteDifferenceError(loss, [big!, small!], wrong)
      assert.ok(error > 0.02, `error ${error}`)
    }
  })

  it('says nothing against a variable that the loss does not reach', () => {
    assert.ok(finiteDifferenceError(loss, [big!, small!, unused!], [...gradients(), null as unknown as tf.Tensor]) < 0.005)
  })

  it('gives NaN for a loss that is not finite', () => {
    assert.ok(Number.isNaN(finiteDifferenceError(() => tf.scalar(NaN), [small!], [tf.ones([8])])))
  })

  it('counts what is trained', () => assert.equal(parametersOf(params), 64 + 8 + 2))
})

describe('variables of a twin', () => {
  const tree = () => {
    const params = createParamsTree((path) => createRng(1, path, -1))
    const kernel = params.at('layer').variable('kernel', tf.zeros([2, 2]) as tf.Tensor2D)
    const bias = params.at('layer').variable('bias', tf.zeros([2]) as tf.Tensor1D)
    return { params, kernel, bias }
  }
  it('are set by their paths, and a gradient is given by its path, of those that the loss depends on', async () => {
    const { params, kernel, bias } = tree()
    setVariables(params, { 'layer/kernel': [1, 2, 3, 4], 'layer/bias': [5, 6] })
    assert.deepEqual(
      [[...kernel.dataSync()], [...bias.dataSync()]],
      [
        [1, 2, 3, 4],
        [5, 6],
      ],
    )
    const { loss, gradients } = await gradientsByPath(params, () => kernel.square().sum().asScalar())
    assert.deepEqual([loss, Object.keys(gradients), [...gradients['layer/kernel']!]], [30, ['layer/kernel'], [2, 4, 6, 8]])
    params.dispose()
  })
  it('that the model has not, or has in another size, are refused by their names', () => {
    const { params } = tree()
    assert.throws(() => setVariables(params, { 'layer/gain': [1] }), /variables that the model has not: layer\/gain\. The model has layer\/kernel, layer\/bias/)
    assert.throws(() => setVariables(params, { 'layer/kernel': [1, 2] }), /layer\/kernel is \[2, 2\] in the model, and has 2 values/)
    assert.throws(() => setVariables(params, { 'layer/kernel': [1, 2, 3, 4] }), /layer\/bias is \[2\] in the model, and has no values/)
    params.dispose()
  })
})
