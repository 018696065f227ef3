import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { finiteDifferenceError, gradientsByPath, openTrial, parametersOf, relativeError, tableDataset, type ByPath } from 'gradlab/testing'
import { curvesOf } from './figures'
import experiment, { adaptive, classifier, momentsOf, type Activation } from './model'

const variants = ['innovation', 'baseline', 'populationOnly', 'freezeStats', 'staticSpline', 'standardized', 'gelu', 'prelu']

/** Images of noise, of any size. */
function noise(shape: readonly [number, number, number], classes = 3, size = 20) {
  const values = tf.tidy(() => tf.randomUniform([size, ...shape], 0, 1, 'float32', 7).dataSync())
  return tableDataset({
    image: { shape, values },
    label: Array.from({ length: size }, (_, i) => i % classes),
    labels: Array.from({ length: classes }, (_, i) => `class ${i}`),
  })
}
const small = { width: 4, knots: 4, batchSize: 6 }
const open = (variant = 'innovation', set = {}, dataset = noise([11, 10, 2])) => openTrial(experiment, { variant, dataset, set: { ...small, ...set } })
type Trial = Awaited<ReturnType<typeof open>>
const inputs = (...shape: [number, number, number, number]): tf.Tensor4D => tf.randomNormal(shape, 0.3, 1.2, 'float32', 3)

/** An activation of two channels with slopes and a threshold, whose statistics are the inputs' and known as far as said. */
function curve(trial: Trial, known: number, follows?: 'population' | 'nothing') {
  const params = trial.state.params.at('oracle')
  const activation = adaptive(params, { knots: 3, momentum: 0.05 }, 2, follows)
  const [threshold, slopes] = params.variables
  threshold!.assign(tf.tensor([0.2, -0.1], [1, 1, 1, 2]))
  slopes!.assign(tf.tensor1d([0.5, -0.8, 0.3]))
  activation.known.value = known
  return activation
}
/** Each activation of a network and what it is given. */
function seen({ network }: Trial['state'], x: tf.Tensor4D): { activation: Activation; z: tf.Tensor4D }[] {
  const all: { activation: Activation; z: tf.Tensor4D }[] = []
  network.read(x, (activation, z) => all.push({ activation, z }))
  return all
}

/** What reference/model.py found. */
interface Twin {
  readonly shape: [number, number, number]
  readonly classes: number
  readonly knots: number
  readonly pixels: { mean: number; deviation: number }
  readonly x: number[]
  readonly y: number[]
  readonly values: ByPath
  readonly cases: readonly {
    readonly activation: Parameters<typeof classifier>[1]['activation']
    readonly standardize: 'training' | 'image'
    readonly outputs: number[]
    readonly loss: number
    readonly gradients: ByPath
    readonly observed?: ByPath
  }[]
}

describe('the twin in PyTorch', () => {
  const twin = JSON.parse(readFileSync(join(__dirname, 'golden/torch.json'), 'utf8')) as Twin
  for (const { activation, standardize, outputs, loss, gradients, observed } of twin.cases) {
    it(`agrees on outputs, gradients${observed ? ' and what is observed' : ''}: ${activation}, standardized by ${standardize}`, async () => {
      const trial = await open()
      const params = trial.state.params.at('twin')
      const network = classifier(params.at('network'), { ...trial.context.hyper, activation, standardize, width: 1, knots: twin.knots }, twin)
      const valueOf = (name: string) => trial.session.params.entries.get(`twin/${name}`)
      for (const [name, values] of Object.entries(twin.values)) valueOf(name)?.assign(tf.tensor([...values], valueOf(name)!.shape))
      const x = tf.tensor4d(twin.x, [twin.y.length, ...twin.shape])
      const known = new Map<string, { value: number }>()
      network.read(x, (layer) => 'known' in layer && known.set(`network/activation${known.size}/known`, layer.known as { value: number }))
      for (const [name, number] of known) number.value = twin.values[name]![0]!

      const found = await gradientsByPath(params, () => tf.losses.softmaxCrossEntropy(tf.oneHot(twin.y, twin.classes), network.logits(x)).asScalar())
      assert.ok(relativeError(await network.logits(x).data(), outputs) < 1e-4)
      assert.ok(relativeError([found.loss], [loss]) < 1e-4)
      assert.deepEqual(
        Object.keys(found.gradients).sort(),
        Object.keys(gradients)
          .map((path) => `twin/${path}`)
          .sort(),
      )
      for (const [path, values] of Object.entries(gradients)) assert.ok(relativeError(found.gradients[`twin/${path}`]!, values) < 1e-3, path)
      network.observe(x)
      for (const [name, values] of Object.entries(observed ?? {}))
        assert.ok(relativeError((await valueOf(name)?.data()) ?? [known.get(name)!.value], values) < 1e-4, `${name} after observing`)
      trial.dispose()
    })
  }
})

describe('an adaptive activation', () => {
  it('is ReLU before it has seen anything, and so is the whole network', async () => {
    const x = inputs(4, 5, 6, 2)
    const baseline = await open('baseline')
    const batch = await baseline.batch()
    for (const variant of ['innovation', 'populationOnly', 'freezeStats', 'staticSpline']) {
      const trial = await open(variant)
      assert.ok(relativeError(trial.state.network.logits(batch.x), baseline.state.network.logits(batch.x)) <= 1e-6, variant)
      const fresh = adaptive(trial.state.params.at('oracle'), { knots: 6, momentum: 0.05 }, 2)
      assert.ok(relativeError(fresh.apply(x), x.relu()) <= 1e-6)
      trial.dispose()
    }
    baseline.dispose()
  })

  it('has the slopes of finite differences beside each hinge, and at it the one to its left', async () => {
    const trial = await open()
    const activation = curve(trial, 0)
    const along = (x: tf.Tensor): tf.Tensor => activation.apply(x.reshape([1, -1, 1, 1]).tile([1, 1, 1, 2]) as tf.Tensor4D).sum(3)
    const slope = tf.grad((x) => along(x).sum())
    const hinges = activation.hinges(tf.zeros([1, 1, 1, 2])).flatMap((hinge) => [...hinge.dataSync()])
    const step = 1e-2
    for (const hinge of hinges) {
      for (const [place, from, to] of [
        [hinge - 0.02, -step, step],
        [hinge, -step, 0],
        [hinge + 0.02, -step, step],
      ] as const) {
        const [low, high] = along(tf.tensor1d([place + from, place + to])).dataSync()
        const expected = (high! - low!) / (to - from)
        assert.ok(Math.abs(slope(tf.tensor1d([place])).dataSync()[0]! - expected) < 2e-3, `at ${place}, a hinge at ${hinge}`)
      }
    }
    trial.dispose()
  })

  it("has the gradient of finite differences through each image's statistics too", async () => {
    const trial = await open()
    const activation = curve(trial, 1)
    activation.observe!(inputs(4, 3, 3, 2))
    const x = tf.variable(inputs(2, 4, 3, 2))
    const weights = tf.randomNormal(x.shape, 0, 1, 'float32', 5)
    const loss = () =>
      activation
        .apply(x as unknown as tf.Tensor4D)
        .mul(weights)
        .sum()
        .asScalar()
    const all = [x as tf.Variable, ...trial.state.params.at('oracle').variables]
    const { grads } = tf.variableGrads(loss, all)
    assert.ok(
      finiteDifferenceError(
        loss,
        all,
        all.map(({ name }) => grads[name]!),
      ) < 0.02,
    )
    x.dispose()
    trial.dispose()
  })

  it('moves with inputs that are rescaled, a·x + b: its hinges to a·h + b, its outputs to a times; frozen and population do not move', async () => {
    const x = inputs(3, 6, 5, 2)
    const [a, b] = [0.6, 1.5]
    const rescaled = x.mul(a).add(b) as tf.Tensor4D
    for (const [follows, moves] of [
      [undefined, true],
      ['population', false],
      ['nothing', false],
    ] as const) {
      const trial = await open()
      const activation = curve(trial, 1, follows)
      for (const hinge of activation.hinges(x).keys()) {
        const [before, after] = [activation.hinges(x)[hinge]!, activation.hinges(rescaled)[hinge]!]
        if (moves) assert.ok(relativeError(after, before.mul(a).add(b)) < 1e-4, `hinge ${hinge}`)
        else assert.deepEqual([...after.dataSync()], [...before.dataSync()], follows)
      }
      if (moves) assert.ok(relativeError(activation.apply(rescaled), activation.apply(x).mul(a)) < 1e-4)
      trial.dispose()
    }
  })

  it('moves with what it observes, without a gradient: to the quantiles, centers and spreads of its inputs; frozen observes nothing', async () => {
    const trial = await open()
    const x = tf.randomGamma([8, 6, 5, 2], 2, 1, 'float32', 11) as tf.Tensor4D // far from normal
    const activation = curve(trial, 0)
    for (let step = 0; step < 300; step++) tf.tidy(() => activation.observe!(x))
    const { center, spread } = momentsOf(x)
    const standardized = [...x.sub(center).div(spread).dataSync()].sort((one, other) => one - other)
    const value = (name: string) => trial.session.params.entries.get(`oracle/${name}`)!
    assert.ok(
      relativeError(
        value('quantiles'),
        [1 / 6, 1 / 2, 5 / 6].map((share) => standardized[Math.floor(share * standardized.length)]!),
      ) < 0.02,
    )
    assert.ok(relativeError(value('center'), center.mean(0)) < 1e-4)
    assert.ok(relativeError(value('spread'), spread.mean(0)) < 1e-4)
    assert.ok(activation.known.value > 0.999)
    assert.equal('observe' in adaptive(trial.state.params.at('frozen'), { knots: 3, momentum: 0.05 }, 2, 'nothing'), false)
    trial.dispose()
  })

  it('takes a live change of the momentum from the next step on', async () => {
    const trial = await open()
    trial.session.set('momentum', '0')
    await trial.steps(2)
    const known = () => seen(trial.state, tf.zeros([1, 11, 10, 2])).map(({ activation }) => (activation as ReturnType<typeof adaptive>).known.value)
    assert.deepEqual(known(), [0, 0, 0])
    trial.session.set('momentum', '0.5')
    await trial.steps(2)
    assert.deepEqual(known(), [0.75, 0.75, 0.75])
    trial.dispose()
  })
})

describe('every variant', () => {
  for (const variant of variants) {
    it(`${variant}: gives an image what it gives it alone, and learns nothing from looking; resumed, gives the same bits`, async () => {
      const whole = await open(variant)
      const expected = await whole.steps(5)
      let trial = await open(variant)
      const losses = await trial.steps(3)
      const saved = await trial.session.save()
      trial.dispose()
      trial = await open(variant)
      trial.session.restore(saved)

      const { x } = await trial.batch()
      const { network } = trial.state
      const together = tf.unstack(network.logits(x))
      tf.unstack(x).forEach((image, i) => assert.ok(relativeError(network.logits(image.expandDims(0) as tf.Tensor4D), together[i]!) < 1e-5))
      await trial.evaluate()
      await trial.session.figures()
      assert.deepEqual([...losses, ...(await trial.steps(2))], expected)
      whole.dispose()
      trial.dispose()
    })
  }
  it('has the parameters of the baseline within 2 %, at the default size', async () => {
    const counts = []
    for (const variant of variants) {
      const trial = await open(variant, { width: 16, knots: 6 }, noise([28, 28, 1], 10))
      counts.push(parametersOf(trial.state.params))
      trial.dispose()
    }
    assert.deepEqual(counts, [23964, 23946, 23964, 23964, 23982, 23946, 23946, 24058])
  })
})

describe('the baseline, written again', () => {
  it('three convolutions with a bias and ReLU, the mean, a dense layer', async () => {
    const trial = await open('baseline')
    await trial.steps(5)
    const { x } = await trial.batch()
    const value = <T extends tf.Tensor>(path: string) => trial.session.params.entries.get(`network/${path}`) as unknown as T
    const { mean, deviation } = trial.data.pixels
    const h = [0, 1, 2].reduce(
      (h, i) =>
        tf
          .conv2d(h, value<tf.Tensor4D>(`layer${i}/kernel`), i === 2 ? 1 : 2, i === 0 ? 'valid' : 'same')
          .add(value(`activation${i}/threshold`).neg().flatten())
          .relu(),
      x.sub(mean).div(deviation) as tf.Tensor4D,
    )
    const logits = tf.moments(h, [1, 2]).mean.matMul(value('head/kernel')).add(value('head/bias'))
    assert.ok(relativeError(trial.state.network.logits(x), logits) < 1e-5)
    trial.dispose()
  })
})

describe('brighter and flatter images', () => {
  it('are contrast · image + brightness within 0..1, of the rows of their split', async () => {
    const trial = await open('innovation', { contrast: 0.5, brightness: 0.7 })
    const { validation, splits } = trial.data
    const rows = Int32Array.of(2, 0)
    const [plain, shifted] = [await validation.batch(rows, trial.context), await splits!['validation-shifted']!.batch(rows, trial.context)]
    const expected = [...plain.x.dataSync()].map((value) => Math.min(1, 0.5 * value + 0.7))
    assert.ok(relativeError(shifted.x, expected) < 1e-6 && expected.includes(1))
    assert.deepEqual([...shifted.y.dataSync()], [...plain.y.dataSync()])
    assert.equal(splits!['test-shifted']!.size, trial.data.test.size)
    trial.dispose()
  })
  it('reach the first activation as bright and flat as they are: no layer before it cancels the shift', async () => {
    const [contrast, brightness] = [0.7, 0.2]
    for (const variant of ['innovation', 'baseline']) {
      const trial = await open(variant, { contrast, brightness })
      await trial.steps(3)
      const { x } = await trial.batch()
      const [plain, shifted] = [x, trial.state.shift(x)].map((images) => seen(trial.state, images)[0]!.z)
      const kernel = trial.session.params.entries.get('network/layer0/kernel')!
      const { mean, deviation } = trial.data.pixels
      const added = kernel.sum([0, 1, 2]).mul((contrast * mean + brightness - mean) / deviation) // [C]
      assert.ok(relativeError(shifted!, plain!.mul(contrast).add(added)) < 1e-4)
      assert.ok(relativeError(shifted!.mean(), plain!.mean()) > 0.1)
      trial.dispose()
    }
  })
})

/** Numbers in [0, 1), the same on every machine. */
function numbers(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648
}
/**
 * Planted: the class is whether stripes are level or upright, whatever the brightness; all training images have about the same. Control: the class is
 * the brightness and nothing else.
 */
function stripes(task: 'planted' | 'control') {
  const next = numbers(8)
  const size = 200
  const label = Array.from({ length: size }, () => Math.floor(2 * next()))
  const values = label.flatMap((own) => {
    const [phase, base] = [Math.floor(4 * next()), task === 'control' ? 0.3 + 0.2 * own : 0.25]
    const upright = task === 'control' ? next() < 0.5 : own === 1
    return Array.from({ length: 144 }, (_, i) => {
      const across = upright ? i % 12 : Math.floor(i / 12)
      return base + ((across + phase) % 4 < 2 ? 0.1 : -0.1) + 0.05 * (next() - 0.5)
    })
  })
  return tableDataset({ image: { shape: [12, 12, 1], values }, label, labels: ['first', 'second'] })
}

describe('stripes', () => {
  const steps = 50
  const train = async (task: 'planted' | 'control', variant: string, seed: number) => {
    const set = { width: 4, batchSize: 16, steps, learningRate: 0.02, momentum: 0.3, brightness: 0.4, contrast: 0.6 }
    const trial = await openTrial(experiment, { variant, seed, dataset: stripes(task), set })
    await trial.steps(steps)
    const { 'validation/accuracy': plain, 'validation-shifted/accuracy': shifted } = await trial.evaluate()
    trial.dispose()
    return { plain: plain!, shifted: shifted! }
  }
  it('are told apart in light never seen by the adaptive activation, not by ReLU', async () => {
    for (const seed of [1, 2, 3]) {
      const [adapted, fixed] = [await train('planted', 'innovation', seed), await train('planted', 'baseline', seed)]
      assert.ok(adapted.plain > 0.95 && fixed.plain > 0.95, `seed ${seed}, light as in training: ${adapted.plain} and ${fixed.plain}`)
      assert.ok(adapted.shifted > 0.95 && fixed.shifted < 0.75, `seed ${seed}, brighter and flatter: ${adapted.shifted} and ${fixed.shifted}`)
    }
  }).timeout(300_000)
  it('whose brightness is the class are lost on it: what it follows it cannot see', async () => {
    const [adapted, fixed] = [await train('control', 'innovation', 1), await train('control', 'baseline', 1)]
    assert.ok(adapted.plain < 0.8 && fixed.plain > 0.95, `${adapted.plain} and ${fixed.plain}`)
  }).timeout(300_000)
})

describe('the figures', () => {
  it('show the hinges and the curve that are used, moved by the shift in the innovation only', async () => {
    for (const variant of ['innovation', 'baseline', 'freezeStats']) {
      const trial = await open(variant, { momentum: 0.5 })
      await trial.steps(6)
      const { x } = trial.data.probe.batch
      const shifted = trial.state.shift(x)
      const [layer] = await curvesOf(trial.state.network, x, shifted)
      for (const [images, { inputs, y, hinges }] of [
        [x, layer!.before],
        [shifted, layer!.after],
      ] as const) {
        const { activation, z } = seen(trial.state, images)[0]!
        const used = activation.hinges(z).map((hinge) => hinge.slice([0, 0, 0, layer!.channel], [-1, -1, -1, 1]).mean())
        assert.ok(relativeError(hinges, tf.stack(used)) < 1e-5)
        assert.ok(relativeError([inputs.reduce((sum, share) => sum + share, 0)], [1]) < 1e-4)
        const end = activation.apply(tf.fill([images.shape[0], 1, 1, 4], layer!.high), z).slice([0, 0, 0, layer!.channel], [-1, -1, -1, 1])
        assert.ok(relativeError([y.at(-1)!], end.mean()) < 1e-4)
      }
      assert.equal(relativeError(layer!.after.hinges, layer!.before.hinges) > 0.05, variant === 'innovation', variant)
      trial.dispose()
    }
  })
})

describe('data', () => {
  for (const [shape, classes] of [
    [[28, 28, 1], 10],
    [[96, 96, 3], 81],
    [[8, 8, 1], 10],
    [[3, 40, 3], 2],
  ] as const) {
    it(`of ${shape.join('×')} in ${classes} classes is taken`, async () => {
      const trial = await open('innovation', {}, noise(shape, classes))
      const { x } = await trial.batch([0, 1])
      assert.deepEqual(trial.state.network.logits(x).shape, [2, classes])
      trial.dispose()
    })
  }
  it('without images is refused with what it has, and with images too small for a filter', async () => {
    await assert.rejects(open('innovation', {}, tableDataset({ text: ['a'], label: [0], labels: ['x'] })), /columns image .* has .*text \(\[\]\).* --data/)
    await assert.rejects(open('innovation', {}, noise([2, 9, 1])), /at least 3×3 pixels, got 2×9 in "table"/)
  })
})
