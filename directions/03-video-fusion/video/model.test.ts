import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gradientsByPath, openTrial, parametersOf, relativeError, setVariables, tableDataset, type ByPath } from 'gradlab/testing'
import { strip } from './data'
import { contributions, looked, videoFigures } from './figures'
import experiment from './model'
import { parameters, sized } from './sizes'
import { shuffle } from './tasks'

type Dataset = ReturnType<typeof tableDataset>
type Trial = Awaited<ReturnType<typeof open>>
const variants = Object.keys(experiment.variants)

/** Numbers in [0, 1), the same on every machine (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}
/** In −1 … 1. */
const noises = (shape: readonly number[], seed: number): Float32Array => {
  const next = numbers(seed)
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * next() - 1)
}
const noise = (shape: readonly number[], seed: number): tf.Tensor => tf.tensor(noises(shape, seed), [...shape])

interface Film {
  shape: readonly number[] // [T, height, width, channels]
  values: ArrayLike<number>
  label?: readonly number[]
  labels?: readonly string[]
  length?: readonly number[]
}
/** Clips as a set of videos has them. */
function videos({ shape, values, label, labels = ['a', 'b', 'c'], length }: Film): Dataset {
  const rows = values.length / shape.reduce((a, b) => a * b, 1)
  const inner = tableDataset({ image: { shape, values }, label: label ?? Array.from({ length: rows }, (_, i) => i % labels.length), labels })
  return {
    ...inner,
    columns: {
      video: inner.columns['image']!,
      ...(length && { length: { shape: [], dtype: 'int32' as const } }),
      ...(label && { label: inner.columns['label']! }),
    },
    tensor: (column, at) =>
      column === 'length'
        ? tf.tensor1d(
            Int32Array.from(at, (row) => length![row]!),
            'int32',
          )
        : inner.tensor(column === 'video' ? 'image' : column, at),
  }
}
const some = (shape: readonly number[], rows: number, more: Partial<Film> = {}): Dataset =>
  videos({
    shape,
    values: noises([rows, ...shape], 3).map((value) => (value + 1) / 2),
    label: Array.from({ length: rows }, (_, i) => i % 3),
    ...more,
  })
const unequal = { length: Array.from({ length: 20 }, (_, i) => 2 + (i % 4)) }

const small = { width: 8, frames: 5, batchSize: 4 }
const open = (variant = 'innovation', set = {}, dataset = some([5, 12, 9, 1], 20, unequal)) =>
  openTrial(experiment, { variant, dataset, set: { ...small, ...set } })
/** Every variable at some other value than it began with, so that nothing is zero by chance. */
const shake = ({ session }: Trial): void =>
  session.params.variables.forEach((variable, i) => variable.assign(variable.add(noise(variable.shape, i + 1).mul(0.3)) as tf.Tensor))

/** What reference/model.py found. */
interface Twin {
  readonly hyper: Readonly<Record<string, number | string>>
  readonly variables: ByPath
  readonly x: readonly number[]
  readonly length: readonly number[] | null
  readonly y: readonly number[]
  readonly scores: readonly number[]
  readonly loss: number
  readonly gradients: ByPath
}

describe('the twin in PyTorch', () => {
  for (const { hyper, ...twin } of JSON.parse(readFileSync(join(__dirname, 'golden/torch.json'), 'utf8')) as Twin[]) {
    it(`agrees on scores and gradients: ${Object.values(hyper).join(' ')}, frames ${twin.length?.join(' and ') ?? 'all'}`, async () => {
      const trial = await openTrial(experiment, { dataset: some([3, 9, 12, 1], 10), set: { ...hyper, frames: 3 } })
      setVariables(trial.session.params, twin.variables)
      const x = tf.tensor([...twin.x], [2, 3, 9, 12, 1]) as tf.Tensor5D
      const length = twin.length ? tf.tensor1d([...twin.length], 'int32') : undefined
      const scores = (): tf.Tensor2D => trial.state.network.logits({ x, length })
      assert.ok(relativeError(await scores().data(), twin.scores) < 1e-4)
      const truth = tf.oneHot(tf.tensor1d([...twin.y], 'int32'), 3)
      const { loss, gradients } = await gradientsByPath(trial.session.params, () => tf.losses.softmaxCrossEntropy(truth, scores()).asScalar())
      assert.ok(relativeError([loss], [twin.loss]) < 1e-4)
      assert.deepEqual(Object.keys(gradients).sort(), Object.keys(twin.gradients).sort())
      for (const [path, expected] of Object.entries(twin.gradients)) assert.ok(relativeError(gradients[path]!, expected) < 1e-3, path)
      trial.dispose()
    })
  }
})

/** The baseline, written again: convolutions of each frame, a GRU step by step, the mean of the frames and the last state, the gate. */
function plain({ session }: Trial, x: tf.Tensor5D, length: number[]): tf.Tensor2D {
  const at = (path: string): tf.Tensor2D => session.params.entries.get(`network/${path}`)! as tf.Tensor as tf.Tensor2D
  const dense = (x: tf.Tensor, path: string): tf.Tensor2D => tf.matMul(x as tf.Tensor2D, at(`${path}/kernel`)).add(at(`${path}/bias`))
  const norm = (x: tf.Tensor2D, path: string): tf.Tensor2D => {
    const { mean, variance } = tf.moments(x, 1, true)
    return x
      .sub(mean)
      .mul(variance.add(1e-5).rsqrt())
      .mul(at(`${path}/gain`))
      .add(at(`${path}/bias`))
  }
  const scores = tf.unstack(x).map((clip, i) => {
    const there = length[i]!
    let cells = clip.slice(0, there) as tf.Tensor4D // only the frames that are there
    for (const layer of ['cnn/layer0', 'cnn/layer1', 'cnn/layer2']) {
      cells = tf
        .conv2d(cells, at(`${layer}/filter`) as tf.Tensor as tf.Tensor4D, 2, 'same')
        .add(at(`${layer}/bias`))
        .relu()
    }
    const frames = dense(cells.reshape([there, -1]), 'frame').relu()
    const R = at('rnn/over/kernel').shape[0]
    let h = tf.zeros([1, R]) as tf.Tensor2D
    for (let t = 0; t < there; t++) {
      const [xr, xz, xn] = tf.split(dense(frames.slice([t, 0], [1, -1]), 'rnn/in'), 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor]
      const [hr, hz, hn] = tf.split(dense(h, 'rnn/over'), 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor]
      const [r, z] = [xr.add(hr).sigmoid(), xz.add(hz).sigmoid()]
      h = tf
        .sub(1, z)
        .mul(xn.add(r.mul(hn)).tanh())
        .add(z.mul(h))
    }
    const said = [norm(dense(frames.mean(0, true), 'fusion/cnn'), 'fusion/cnn/norm'), norm(dense(h, 'fusion/rnn'), 'fusion/rnn/norm')] as const
    const odds = dense(tf.concat([...said], 1), 'fusion/gate')
      .reshape([2, 1, -1])
      .exp()
    const [first, second] = tf.unstack(odds.div(odds.sum(0))) as [tf.Tensor, tf.Tensor]
    return dense(said[0].mul(first).add(said[1].mul(second)), 'head')
  })
  return tf.concat(scores)
}

describe('the baseline', () => {
  it('is the pair of convolution and recurrence, written again clip by clip with plain operations', async () => {
    const trial = await open('baseline')
    shake(trial)
    const { x, length } = await trial.batch([0, 1, 2, 3])
    assert.ok(relativeError(trial.state.network.logits({ x, length }), plain(trial, x, [...length!.dataSync()])) < 1e-5)
    trial.dispose()
  })
})

describe('arms', () => {
  for (const [shape, classes, set] of [
    [[12, 24, 24, 1], 20, { width: 32 }],
    [[8, 32, 32, 3], 2, { width: 32, layers: 2 }],
    [[5, 12, 9, 1], 3, { width: 16 }],
  ] as const) {
    it(`of ${shape.join('×')} in ${classes} classes, ${Object.entries(set).join(' ')}: have the parameters of their closed form, and of the fusion within 2 %`, async () => {
      const dataset = some(shape, 20, {
        label: Array.from({ length: 20 }, (_, i) => i % classes),
        labels: Array.from({ length: classes }, (_, i) => String(i)),
      })
      const counts: number[] = []
      for (const variant of variants) {
        const trial = await open(variant, { ...set, frames: shape[0] }, dataset)
        counts.push(parametersOf(trial.session.params))
        const of = { shape, classes }
        assert.equal(
          counts.at(-1),
          parameters(trial.context.hyper, trial.state.network.branches, sized(trial.context.hyper, trial.state.network.branches, of), of),
          variant,
        )
        trial.dispose()
      }
      assert.ok(Math.max(...counts) / Math.min(...counts) < 1.02, counts.join(', '))
    })
  }
})

describe('frames that are not there', () => {
  for (const variant of variants) {
    it(`${variant}: change no bit of the scores, and no gradient`, async () => {
      const trial = await open(variant)
      shake(trial)
      const { x, length, y } = await trial.batch([0, 1, 2, 3])
      const there = tf.range(0, 5).expandDims(0).less(length!.expandDims(1)).reshape([4, 5, 1, 1, 1])
      const other = tf.where(there, x, noise(x.shape, 9).mul(50)) as tf.Tensor5D
      assert.notDeepEqual(x.dataSync(), other.dataSync())
      const of = async (x: tf.Tensor5D) => ({
        scores: trial.state.network.logits({ x, length }).dataSync(),
        ...(await gradientsByPath(trial.session.params, () =>
          tf.losses.softmaxCrossEntropy(tf.oneHot(y, 3), trial.state.network.logits({ x, length })).asScalar(),
        )),
      })
      const [one, changed] = [await of(x), await of(other)]
      assert.deepEqual(one.scores, changed.scores)
      for (const [path, gradient] of Object.entries(one.gradients)) assert.ok(relativeError(changed.gradients[path]!, gradient) < 1e-5, path)
      const alone = trial.state.network.logits({ x: x.slice([0, 0, 0, 0, 0], [1, 2, 12, 9, 1]) }) // its own two frames, without a mask
      assert.ok(relativeError(alone, one.scores.slice(0, 3)) < 1e-5)
      trial.dispose()
    })
  }
})

describe('each branch', () => {
  it('is heard: taking one away changes the scores, and the whole has a gradient by each', async () => {
    const trial = await open()
    await trial.steps(3)
    const batch = await trial.batch([0, 1, 2, 3])
    const { views } = trial.state.network.read(batch)
    const { gradients } = await gradientsByPath(trial.session.params, () =>
      tf.losses.softmaxCrossEntropy(tf.oneHot(batch.y, 3), trial.state.network.logits(batch)).asScalar(),
    )
    const scores = trial.state.network.logits(batch)
    for (const [k, { branch }] of views.entries()) {
      const others = tf.addN(views.filter((_, i) => i !== k).map(({ v, share }) => v.mul(share))) as tf.Tensor2D
      assert.ok(relativeError(trial.state.network.head(others), scores) > 0.02, branch)
      for (const [path, gradient] of Object.entries(gradients))
        if (path.startsWith(`network/fusion/${branch}/`))
          assert.ok(
            gradient.some((value) => value !== 0),
            path,
          )
    }
    trial.dispose()
  })
  it('adds to the scores what the figure says: with the bias, the sum is the scores', async () => {
    for (const variant of variants) {
      const trial = await open(variant)
      shake(trial)
      const batch = await trial.batch([0, 1, 2, 3])
      const bias = trial.session.params.entries.get('network/head/bias')!
      assert.ok(
        relativeError(tf.addN(contributions(trial.state.network, trial.state.network.read(batch))).add(bias), trial.state.network.logits(batch)) < 1e-5,
        variant,
      )
      const shares = trial.state.network.read(batch).views.map(({ share }) => share)
      assert.ok(relativeError(tf.addN(shares), tf.onesLike(shares[0]!)) < 1e-5, 'shares sum to 1')
      trial.dispose()
    }
  })
  it('of cells is looked at place by place: what a cell holds is seen even where the frame as a whole is blind', async () => {
    const trial = await open('noRecurrence')
    shake(trial)
    trial.session.params.entries.get('network/transformer/frame/kernel')!.assign(tf.zeros([8, 8]))
    const { x, length } = await trial.batch([2])
    const found = (x: tf.Tensor5D) => trial.state.network.read({ x, length }).views[1]!.v
    const turned = x.reverse(3) // each frame in a mirror
    assert.ok(relativeError(found(turned), found(x)) > 0.01)
    trial.dispose()
  })
})

describe('figures', () => {
  it('show the weights that are used: 1 in all, none on a frame that is not there', async () => {
    const trial = await open()
    await trial.steps(2)
    for (const { clip, frames } of trial.data.shown) {
      const cells = (await looked(trial.state.network, trial.state.network.read(clip), frames.length))!
      assert.deepEqual([cells.length, cells[0]!.length], [frames.length, 5])
      assert.ok(Math.abs(cells.flat().reduce((a, b) => a + b) - 1) < 1e-5)
    }
    trial.dispose()
  })
  it('of an arm show its branches and nothing of those that it lacks', async () => {
    for (const [variant, branches, kinds] of [
      ['innovation', ['cnn', 'rnn', 'transformer'], 'heatmap heatmap image heatmap heatmap line'],
      ['baseline', ['cnn', 'rnn'], 'heatmap heatmap image heatmap line'],
      ['noRecurrence', ['cnn', 'transformer'], 'heatmap heatmap image heatmap'],
      ['frameMean', ['cnn'], 'heatmap heatmap image'],
    ] as const) {
      const trial = await open(variant)
      const figures = await videoFigures(trial.state.network, trial.data)
      assert.equal(figures.map(({ kind }) => kind).join(' '), kinds)
      const [first] = figures
      assert.ok(first?.kind === 'heatmap')
      assert.deepEqual(first.rows, branches)
      trial.dispose()
    }
  })
  it('show clips as strips of their own frames', () => {
    const frame = (value: number) => ({ width: 2, height: 2, channels: 1 as const, bytes: Uint8Array.of(value, value + 1, value + 2, value + 3) })
    assert.deepEqual(strip([frame(0), frame(10)]), { width: 4, height: 2, channels: 1, bytes: Uint8Array.of(0, 1, 10, 11, 2, 3, 12, 13) })
    assert.equal(strip([0, 1, 2, 3, 4, 5, 6, 7].map(frame), 3).width, 6)
  })
})

/** A white dot on one of eight places of a ring, and where it goes: with the hands of a clock, or against them. Its frames, without their order, are the same in both. */
function planted(task: 'order' | 'content', seed: number): Dataset {
  const next = numbers(seed)
  const [T, side, rows] = [6, 16, 250]
  const values = new Float32Array(rows * T * side * side)
  const label = Array.from({ length: rows }, (_, row) => {
    const [start, isBackwards, isLarge] = [Math.floor(8 * next()), next() < 0.5, next() < 0.5]
    for (let t = 0; t < T; t++) {
      const angle = (Math.PI * (start + (isBackwards ? T - 1 - t : t))) / 4
      const [y, x] = [7.5 + 5 * Math.sin(angle), 7.5 + 5 * Math.cos(angle)].map(Math.round) as [number, number]
      const reach = isLarge ? 2 : 1
      for (let i = y - reach; i < y + reach; i++) for (let j = x - reach; j < x + reach; j++) values[((row * T + t) * side + i) * side + j] = 1
    }
    return Number(task === 'order' ? isBackwards : isLarge)
  })
  return videos({ shape: [T, side, side, 1], values, label, labels: ['no', 'yes'] })
}

describe('a task that only the order decides', () => {
  const train = async (task: 'order' | 'content', variant: string, seed: number, steps: number) => {
    const trial = await openTrial(experiment, {
      variant,
      seed,
      dataset: planted(task, seed),
      set: { width: 16, frames: 6, steps, batchSize: 32, learningRate: 0.01 },
    })
    await trial.steps(steps)
    const metrics = await trial.evaluate()
    trial.dispose()
    return { ordered: metrics['validation/accuracy']!, shuffled: metrics['validation-shuffled/accuracy']! }
  }
  for (const seed of [1, 2, 3]) {
    it(`is solved by the fusion and cannot be by the mean over frames, and shuffled frames undo it: seed ${seed}`, async () => {
      const [fusion, mean] = [await train('order', 'innovation', seed, 80), await train('order', 'frameMean', seed, 80)]
      assert.ok(fusion.ordered > 0.9 && mean.ordered < 0.7, `${fusion.ordered} and ${mean.ordered}`)
      assert.ok(fusion.shuffled < 0.75 && mean.shuffled === mean.ordered, `${fusion.shuffled} and ${mean.shuffled}`)
    }).timeout(120_000)
  }
  it('has a twin that one frame decides: the mean over frames solves it too, and order tells nothing', async () => {
    const [fusion, mean] = [await train('content', 'innovation', 1, 50), await train('content', 'frameMean', 1, 50)]
    assert.ok(fusion.ordered > 0.95 && mean.ordered > 0.95 && fusion.shuffled > 0.95, `${fusion.ordered}, ${mean.ordered}, ${fusion.shuffled}`)
  }).timeout(120_000)
})

describe('the mean over frames', () => {
  it('cannot tell a clip from itself in another order; the other arms can', async () => {
    for (const variant of variants) {
      const trial = await open(variant, {}, some([5, 12, 9, 1], 20))
      await trial.steps(2)
      const { x } = await trial.batch([0, 1])
      assert.equal(relativeError(trial.state.network.logits({ x: x.reverse(1) }), trial.state.network.logits({ x })) < 1e-5, variant === 'frameMean', variant)
      trial.dispose()
    }
  })
})

describe('data', () => {
  it('of a pen are clips of its tip alone, forward and reversed: 20 classes of 10 digits', async () => {
    const label = Array.from({ length: 20 }, (_, i) => i % 2)
    const inner = tableDataset({ image: { shape: [3, 2], values: Array.from({ length: 20 }, () => [0, 1, 0.5, 0, 1, 1]).flat() }, label, labels: ['7', '9'] })
    const pen: Dataset = {
      ...inner,
      columns: { points: inner.columns['image']!, label: inner.columns['label']! },
      tensor: (column, at) => inner.tensor(column === 'points' ? 'image' : column, at),
    }
    const trial = await open('innovation', { frames: 5 }, pen)
    assert.deepEqual(
      [trial.data.labels, trial.data.shape],
      [
        ['7 forward', '7 reversed', '9 forward', '9 reversed'],
        [5, 24, 24, 1],
      ],
    )
    const { x, y } = await trial.batch([0, 1])
    const [forward, reversed] = tf.unstack(x) as [tf.Tensor4D, tf.Tensor4D]
    assert.equal(relativeError(forward.reverse(0), reversed), 0)
    assert.deepEqual([...y.dataSync()], [0, 1])
    const brightest = tf.unstack(forward).map((frame) => frame.flatten().argMax().dataSync()[0]!)
    assert.deepEqual(
      brightest.map((at) => [at % 24, Math.floor(at / 24)]),
      [
        [2, 2],
        [7, 11],
        [11, 21],
        [16, 11],
        [21, 2],
      ], // x, and y from the top: a V; of two equal pixels, the first
    )
    trial.dispose()
  })
  it('without classes become windows in order and out of it, less what stands still, and in training ever other orders', async () => {
    const values = new Float32Array(20 * 9 * 64)
    for (let i = 0; i < 20 * 9; i++) values.set([1, 1], i * 64 + 40) // what stands still
    for (let i = 0; i < 20 * 9; i++) values[i * 64 + (i % 9)] = 0.5 // frame t lights its pixel t
    const clips = videos({ shape: [9, 8, 8, 1], values })
    const trial = await open('innovation', { frames: 4 }, clips)
    assert.deepEqual([trial.data.labels, trial.data.shape, trial.data.validation.size], [['in order', 'shuffled'], [4, 8, 8, 1], 4 * 6 * 2])
    const numbersOf = (x: tf.Tensor): number[] => [...x.reshape([4, 64]).argMax(1).dataSync()]
    const { x, y } = await trial.batch([2, 3])
    const [inOrder, shuffled] = tf.unstack(x).map(numbersOf) as [number[], number[]]
    assert.deepEqual(
      [[...y.dataSync()], inOrder, [...shuffled].sort()],
      [
        [0, 1],
        [1, 2, 3, 4],
        [1, 2, 3, 4],
      ],
    )
    assert.notDeepEqual(shuffled, inOrder)
    const orders = new Set<string>()
    for (let step = 0; step < 6; step++) {
      await trial.steps(1)
      orders.add(numbersOf((await trial.batch([3])).x).join())
    }
    assert.ok(orders.size > 3)
    trial.dispose()
    const reversed = await open('innovation', { frames: 4, stride: 2, disorder: 'reversed' }, clips)
    assert.deepEqual(numbersOf((await reversed.batch([1])).x), [6, 4, 2, 0])
    reversed.dispose()
  })
  it('longer than T frames are taken evenly, larger than a side are made smaller, shorter ones are masked', async () => {
    const trial = await open('innovation', { frames: 3, side: 16 }, some([8, 40, 24, 3], 10, { length: [8, 2, 8, 8, 8, 8, 8, 8, 8, 8] }))
    const { x, length } = await trial.batch([0, 1])
    assert.deepEqual(
      [x.shape, [...length!.dataSync()]],
      [
        [2, 3, 13, 8, 3],
        [3, 2],
      ],
    )
    trial.dispose()
  })
  it('is never left in its order by a shuffle, and keeps its frames', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { frames } = shuffle({ frames: [4, 7, 9] }, seed)
      assert.notDeepEqual(frames, [4, 7, 9])
      assert.deepEqual([...frames].sort(), [4, 7, 9])
    }
    assert.deepEqual(shuffle({ frames: [3] }, 1).frames, [3])
  })
  it('without clips, and settings that fit nothing, are refused with what to do', async () => {
    await assert.rejects(
      open('innovation', {}, tableDataset({ text: ['a'], label: [0], labels: ['x'] })),
      /column video .* has .*text \(\[\]\).* --data, for example a folder of clips/,
    )
    await assert.rejects(open('innovation', { frames: 1 }), /frames must be a whole number of at least 2, got 1/)
    await assert.rejects(
      open('innovation', {}, { ...some([5, 12, 9, 1], 20), splits: { train: Int32Array.of(0, 1), validation: new Int32Array(0), test: Int32Array.of(2) } }),
      /validation split of "table" has none.* three or more/,
    )
    await assert.rejects(
      open('innovation', { frames: 4, stride: 9 }, some([9, 8, 8, 1], 20, { label: undefined })),
      /shortest clip of "table" has 9, of which every 9th/,
    )
    await assert.rejects(open('innovation', { width: 9 }), /multiple of the heads, got width=9 and heads=2/)
  })
})
