import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { adam, choice, createParams, dense, mean, range, type Context, type Data, type Figure, type Split } from '..'
import { decodeSafetensors, encodeSafetensors, GradlabError, type SafeFile } from '../../protocol'
import type { AnyExperiment } from '../experiment'
import type { Callback, Session, SessionHost } from './session'
import { openSession } from './session'

interface Batch {
  x: tf.Tensor2D
  y: tf.Tensor2D
  rows: number[]
}
const split = (size: number, from = 0): Split<Batch> => ({
  size,
  batch: (rows) => {
    const x = tf.tensor2d(Array.from(rows, (row) => [Math.sin(row + from), Math.cos(3 * (row + from))]))
    return { x, y: tf.tidy(() => x.sum(1, true).mul(0.5)) as tf.Tensor2D, rows: [...rows] }
  },
})
const data = (): Data<Batch> => ({
  train: split(20),
  validation: split(150, 100),
  test: split(9, 200),
  splits: { 'validation-shifted': split(4, 300), 'test-shifted': split(4, 400), reward: split(4, 500) },
  probe: { batch: split(3).batch(Int32Array.of(0, 1, 2), {} as never) as Batch, points: [{ label: 'a' }, { label: 'b' }, { label: 'c' }] },
})
const hyper = { size: choice('wide', 'narrow'), learningRate: range(0.05, 0, 1, { live: true }), width: 3, batchSize: 8, steps: 30 }
type Hyper = { size: 'wide' | 'narrow'; learningRate: number; width: number; batchSize: number; steps: number }

/** A small regression; each test overrides what it is about. */
function experiment(overrides: object = {}): AnyExperiment {
  return {
    hyper,
    variants: { innovation: {}, baseline: { size: 'narrow' }, wider: { width: 5 } },
    metrics: { 'test/loss': { better: 'lower' } },
    data,
    init(ctx: Context<Hyper>) {
      const params = createParams(ctx.rng('init'))
      const scale = tf.scalar(2)
      const hidden = dense(params.at('hidden'), 2, ctx.hyper.width)
      const head = dense(params.at('head'), ctx.hyper.width, 1)
      const seen = params.number('seen', 0)
      return {
        params,
        seen,
        optimizer: adam(params, { learningRate: () => ctx.hyper.learningRate }),
        model: (x: tf.Tensor2D) => head(hidden(x.mul(scale) as tf.Tensor2D).tanh() as tf.Tensor2D),
      }
    },
    step(state: State, { x, y }: Batch, ctx: Context<Hyper>) {
      const noise = ctx.rng('noise').normal(x.shape, 0.01)
      state.seen.value += x.shape[0]
      return {
        loss: state.optimizer.minimize(
          () =>
            state
              .model(x.add(noise) as tf.Tensor2D)
              .sub(y)
              .square()
              .mean() as tf.Scalar,
        ),
        seen: state.seen.value,
      }
    },
    evaluate: (state: State, rows: Split<Batch>, ctx: Context<Hyper>) =>
      mean(rows, ctx, ({ x, y }) => ({ loss: state.model(x).sub(y).square().mean() as tf.Scalar })),
    embed: (state: State, { x }: Batch) => state.model(x),
    ...overrides,
  } as unknown as AnyExperiment
}
interface State {
  params: ReturnType<typeof createParams>
  seen: { value: number }
  optimizer: ReturnType<typeof adam>
  model(x: tf.Tensor2D): tf.Tensor2D
}

const host = (options: Partial<SessionHost> = {}): SessionHost => ({
  seed: 1,
  variant: 'innovation',
  set: {},
  signal: new AbortController().signal,
  dataset: () => Promise.reject(new Error('no data set here')),
  spawn: () => Promise.reject(new Error('no peers here')),
  ...options,
})
const open = (overrides: object = {}, options: Partial<SessionHost> = {}): Promise<Session> => openSession(experiment(overrides), host(options))

async function train(session: Session, steps: number): Promise<number[]> {
  const losses: number[] = []
  for (let i = 0; i < steps; i++) {
    const { loss } = (await session.step()) as { loss: tf.Scalar }
    losses.push((await loss.data())[0]!)
    loss.dispose()
  }
  return losses
}
const throughDisk = (file: SafeFile): SafeFile => decodeSafetensors(encodeSafetensors(file))
const refuses = (promise: Promise<unknown>, code: string, named = ''): Promise<void> =>
  assert.rejects(promise, (thrown) => {
    assert.ok(thrown instanceof GradlabError && thrown.code === code && thrown.message.includes(named), String(thrown))
    return true
  })

describe('a session', () => {
  before(() => tf.ready())

  it('trains: the loss falls, for every variant', async () => {
    for (const variant of ['innovation', 'baseline', 'wider']) {
      const session = await open({}, { variant })
      const losses = await train(session, 60)
      assert.ok(losses.at(-1)! < losses[0]! / 4, losses.join())
      session.dispose()
    }
  })

  it('gives one seed and variant one curve, and another seed another', async () => {
    const curves = await Promise.resolve([1, 1, 2]).then(async (seeds) => {
      const all: number[][] = []
      for (const seed of seeds) {
        const session = await open({}, { seed })
        all.push(await train(session, 5))
        session.dispose()
      }
      return all
    })
    assert.deepEqual(curves[0], curves[1])
    assert.notDeepEqual(curves[0], curves[2])
  })

  it('resolves the variant, then --set', async () => {
    const session = await open({}, { variant: 'wider', set: { width: '4', steps: '7' } })
    assert.deepEqual(session.hyper, { size: 'wide', learningRate: 0.05, width: 4, batchSize: 8, steps: 7, evaluateEvery: 50 })
    assert.equal(session.fields['evaluateEvery']!.kind, 'number')
    session.dispose()
    await refuses(open({}, { variant: 'toString' }), 'variant/unknown', 'toString')
    await refuses(open({}, { set: { widht: '4' } }), 'hyper/unknown', 'widht')
  })

  it('gives step n the rows of step n and the numbers of step n', async () => {
    const seen: { step: number; rows: number[]; noise: number }[] = []
    const session = await open({
      step: (_: State, batch: Batch, ctx: Context<Hyper>) => (seen.push({ step: ctx.step, rows: batch.rows, noise: ctx.rng('noise').next() }), {}),
    })
    for (let i = 0; i < 5; i++) await session.step()
    assert.deepEqual(
      seen.map(({ step }) => step),
      [0, 1, 2, 3, 4],
    )
    assert.deepEqual(
      seen
        .flatMap(({ rows }) => rows)
        .slice(0, 20)
        .sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i),
    )
    assert.equal(new Set(seen.map(({ noise }) => noise)).size, 5)
    session.dispose()
  })

  it('says −1 for the step while data and init run', async () => {
    const steps: number[] = []
    const plain = experiment()
    const session = await open({
      data: (ctx: Context<Hyper>) => (steps.push(ctx.step), data()),
      init: (ctx: never) => (steps.push((ctx as Context<Hyper>).step), plain.init(ctx, undefined as never)),
    })
    assert.deepEqual(steps, [-1, -1])
    session.dispose()
  })

  it('reads what may be read while training, and keeps the validation ones', async () => {
    const session = await open()
    await train(session, 2)
    const found = await session.evaluate()
    assert.deepEqual(Object.keys(found).sort(), ['reward/loss', 'validation-shifted/loss', 'validation/loss'])
    assert.deepEqual(Object.keys(session.latest).sort(), ['validation-shifted/loss', 'validation/loss'])
    assert.equal(session.latest['validation/loss'], found['validation/loss'])
    session.dispose()
  })

  it('shows the latest validation to every later step', async () => {
    const seen: unknown[] = []
    const session = await open({ step: (_: State, __: Batch, ctx: Context<Hyper>) => (seen.push(ctx.latest['validation/loss']), {}) })
    await session.step()
    const { 'validation/loss': loss } = await session.evaluate()
    await session.step()
    assert.deepEqual(seen, [undefined, loss])
    session.dispose()
  })

  it('refuses the test splits, by whatever way, until it finishes', async () => {
    for (const name of ['test', 'test-shifted']) {
      const pick = (all: Data<Batch>): Split<Batch> => (name === 'test' ? all.test : all.splits![name]!)
      const plain = experiment()
      await refuses(
        open({ init: async (ctx: never, all: Data<Batch>) => (await pick(all).batch(Int32Array.of(0), ctx), plain.init(ctx, all as never)) }),
        'source/test-split',
      )
      const session = await open({
        init: (ctx: never, all: Data<Batch>) => ({ ...(plain.init(ctx, all as never) as State), all }),
        step: async (state: State & { all: Data<Batch> }, _: Batch, ctx: Context<Hyper>) => ({
          rows: (await pick(state.all).batch(Int32Array.of(0), ctx)).rows.length,
        }),
        figures: async (_: State, all: Data<Batch>, ctx: Context<Hyper>) => (await pick(all).batch(Int32Array.of(0), ctx), []),
      })
      await refuses(session.step(), 'source/test-split')
      await refuses(
        session.evaluate().then(() => session.figures()),
        'source/test-split',
      )
      session.dispose()
    }
  })

  it('opens the test splits at the end, with their sizes known before, and runs final', async () => {
    const plain = experiment()
    const sizes: number[] = []
    const session = await open({
      init: (ctx: never, all: Data<Batch>) => (sizes.push(all.test.size, all.splits!['test-shifted']!.size), plain.init(ctx, all as never)),
      final: async (_: State, all: Data<Batch>, ctx: Context<Hyper>) => ({
        rows: (await all.test.batch(Int32Array.of(0, 1), ctx)).rows.length,
        half: tf.scalar(0.5),
      }),
    })
    const found = await session.finish()
    assert.deepEqual(sizes, [9, 4])
    assert.deepEqual(Object.keys(found).sort(), ['final/half', 'final/rows', 'test-shifted/loss', 'test/loss'])
    assert.deepEqual([found['final/half'], found['final/rows']], [0.5, 2])
    assert.deepEqual(session.latest, {})
    session.dispose()
  })

  it('draws from a source, whose rows it does not know', async () => {
    const draws: number[] = []
    const session = await open({
      data: () => ({
        ...data(),
        train: { draw: async (ctx: Context<Hyper>) => (draws.push(ctx.step), split(20).batch(Int32Array.of(ctx.step), ctx as never)) },
      }),
    })
    const losses = await train(session, 3)
    assert.deepEqual(draws, [0, 1, 2])
    assert.ok(losses.every(Number.isFinite))
    session.dispose()
  })

  it('waits for a step that takes its time and disposes of what it made', async () => {
    const plain = experiment()
    const session = await open({
      step: async (state: never, batch: Batch, ctx: never) => {
        const doubled = batch.x.mul(2)
        await new Promise((resolve) => setTimeout(resolve, 1))
        tf.tidy(() => doubled.add(1))
        await doubled.data()
        doubled.square()
        return plain.step(state, batch as never, ctx)
      },
    })
    await train(session, 2)
    const held = tf.memory().numTensors
    await train(session, 5)
    assert.equal(tf.memory().numTensors, held)
    session.dispose()
  })

  it('holds as many tensors after 1,000 steps as after one, and none at the end', async () => {
    const before = tf.memory().numTensors
    const session = await open({ figures: () => (tf.zeros([3]), []) })
    const round = async (): Promise<void> => {
      await train(session, 1)
      if (session.stepsMade % 100 > 0) return
      await session.evaluate()
      await session.embed()
      await session.figures()
      await session.save()
    }
    await round()
    const held = tf.memory().numTensors
    for (let i = 1; i < 1000; i++) await round()
    assert.equal(tf.memory().numTensors, held)
    await session.finish()
    assert.equal(tf.memory().numTensors, held)
    session.dispose()
    assert.equal(tf.memory().numTensors, before)
  })

  it('keeps the tensors that data and init put into closures', async () => {
    let kept: tf.Tensor | undefined
    const session = await open({ data: () => ((kept = tf.tensor1d([1, 2])), tf.tidy(() => kept!.square()), data()) })
    await train(session, 3)
    assert.ok(!kept!.isDisposed)
    session.dispose()
    assert.ok(kept!.isDisposed)
  })

  it('does not give away a variable, or a constant of init, that a step returns', async () => {
    const plain = experiment()
    const session = await open({
      init: (ctx: never) => {
        const state = plain.init(ctx, undefined as never) as State
        return { ...state, temperature: state.params.slot('temperature', tf.scalar(3)), constant: tf.scalar(4) }
      },
      step: ({ temperature, constant }: { temperature: tf.Scalar; constant: tf.Scalar }) => ({ loss: temperature, constant }),
    })
    for (let i = 0; i < 3; i++) {
      const scalars = (await session.step()) as { loss: tf.Scalar; constant: tf.Scalar }
      assert.deepEqual([scalars.loss.dataSync()[0], scalars.constant.dataSync()[0]], [3, 4])
      tf.dispose(scalars)
    }
    session.dispose()
  })

  it('disposes of everything where a callback throws', async () => {
    const before = tf.memory().numTensors
    const plain = experiment()
    await assert.rejects(open({ data: () => (tf.zeros([2]), assert.fail('on purpose')) }), /on purpose/)
    await assert.rejects(open({ init: (ctx: never) => (plain.init(ctx, undefined as never), assert.fail('on purpose')) }), /on purpose/)
    await refuses(open({ data: () => ({ ...data(), validation: split(0) }) }), 'source/experiment')
    await refuses(open({ init: () => ({ params: {} }) }), 'source/experiment')
    const session = await open({ step: () => (tf.zeros([2]), assert.fail('on purpose')) })
    const held = tf.memory().numTensors
    await assert.rejects(session.step(), /on purpose/)
    assert.equal(tf.memory().numTensors, held)
    assert.equal(session.stepsMade, 0)
    session.dispose()
    // The variables of an init that threw are in a tree that nobody was given: 4 trained, 8 slots.
    assert.ok(tf.memory().numTensors - before <= 12, `${tf.memory().numTensors - before} tensors left`)
  })

  it('changes a live hyper-parameter in place, from the next step on', async () => {
    const seen: number[] = []
    let object: unknown
    const plain = experiment()
    const session = await open({
      step: (state: never, batch: never, ctx: Context<Hyper>) => (
        assert.equal((object ??= ctx.hyper), ctx.hyper),
        seen.push(ctx.hyper.learningRate),
        plain.step(state, batch, ctx as never)
      ),
    })
    await train(session, 1)
    const weights = session.params.variables.map((variable) => [...variable.dataSync()])
    assert.equal(session.set('learningRate', '0'), 0)
    await train(session, 2)
    assert.deepEqual(
      session.params.variables.map((variable) => [...variable.dataSync()]),
      weights,
    )
    session.set('learningRate', '5e-1')
    await train(session, 1)
    assert.deepEqual(seen, [0.05, 0, 0, 0.5])
    session.dispose()
  })

  it('refuses to change what is not live, what is unknown and what is out of range', async () => {
    const session = await open()
    for (const [key, value, code] of [
      ['width', '4', 'hyper/not-live'],
      ['size', 'narrow', 'hyper/not-live'],
      ['steps', '4', 'hyper/not-live'],
      ['widht', '4', 'hyper/unknown'],
      ['learningRate', '2', 'hyper/range'],
      ['learningRate', '', 'hyper/value'],
    ] as const) {
      assert.throws(
        () => session.set(key, value),
        (thrown) => thrown instanceof GradlabError && thrown.code === code && (code !== 'hyper/not-live' || thrown.suggestion.includes('learningRate')),
      )
    }
    assert.equal(session.hyper['learningRate'], 0.05)
    session.dispose()
  })

  it('resumed twice, with evaluations and a live change between, gives the same bits as without', async () => {
    const run = async (session: Session, from: number, to: number): Promise<number[]> => {
      const losses: number[] = []
      for (let step = from; step < to; step++) {
        if (step === 5) session.set('learningRate', '0.2')
        losses.push(...(await train(session, 1)))
        if (step % 3 === 2) await session.evaluate()
      }
      return losses
    }
    const whole = await open()
    const expected = await run(whole, 0, 20)
    const first = await open()
    const losses = await run(first, 0, 7)
    const second = await open()
    second.restore(throughDisk(await first.save()))
    assert.equal(second.stepsMade, 7)
    assert.deepEqual(second.latest, first.latest)
    assert.equal(second.hyper['learningRate'], 0.2)
    losses.push(...(await run(second, 7, 12)))
    const third = await open()
    third.restore(throughDisk(await second.save()))
    losses.push(...(await run(third, 12, 20)))
    assert.deepEqual(losses, expected)
    assert.deepEqual(encodeSafetensors(await third.save()), encodeSafetensors(await whole.save()))
    assert.deepEqual(await third.finish(), await whole.finish())
    for (const session of [whole, first, second, third]) session.dispose()
  })

  it('keeps a validation that is not finite over a restore', async () => {
    const evaluate = (): object => ({ nan: NaN, up: Infinity, zero: -0 })
    const first = await open({ evaluate })
    await first.evaluate()
    const second = await open({ evaluate })
    second.restore(throughDisk(await first.save()))
    assert.deepEqual(second.latest, first.latest)
    assert.ok(Number.isNaN(second.latest['validation/nan']) && second.latest['validation/up'] === Infinity && Object.is(second.latest['validation/zero'], -0))
    first.dispose()
    second.dispose()
  })

  it('refuses a checkpoint that does not say its step, and changes nothing', async () => {
    const [session, other] = [await open(), await open({}, { seed: 2 })]
    const { tensors, metadata } = await other.save()
    const weights = [...session.params.variables[0]!.dataSync()]
    for (const broken of [
      { ...metadata, step: 'x' },
      { ...metadata, step: '-1' },
      { ...metadata, latest: '{' },
      { ...metadata, hyper: '{' },
      { numbers: metadata['numbers']! },
    ]) {
      assert.throws(() => session.restore({ tensors, metadata: broken }), { code: 'checkpoint/mismatch' })
    }
    assert.deepEqual([...session.params.variables[0]!.dataSync()], weights)
    session.dispose()
    other.dispose()
  })

  it('reads the embedding of the probe, one tower or several', async () => {
    const session = await open()
    const towers = await session.embed()
    assert.deepEqual(Object.keys(towers!), ['embedding'])
    assert.equal(towers!['embedding']!.width, 1)
    assert.equal(towers!['embedding']!.values.length, 3)
    session.dispose()
    const two = await open({ embed: (_: State, { x }: Batch) => ({ image: x, text: x.mul(2) }) })
    assert.deepEqual(
      Object.entries((await two.embed())!).map(([name, { width, values }]) => [name, width, values.length]),
      [
        ['image', 2, 6],
        ['text', 2, 6],
      ],
    )
    two.dispose()
    const none = await open({ embed: undefined })
    assert.equal(await none.embed(), undefined)
    none.dispose()
  })

  it('refuses an embedding of other rows than the probe, of another rank, or towers of two widths', async () => {
    for (const [embed, code, named] of [
      [() => tf.zeros([4, 2]), 'source/probe', '3 points'],
      [() => tf.zeros([3]), 'source/axes', '[3]'],
      [() => tf.zeros([3, 2, 2]), 'source/axes', '[3, 2, 2]'],
      [() => ({ image: tf.zeros([3, 2]), text: tf.zeros([3, 4]) }), 'source/axes', '[3, 4]'],
    ] as const) {
      const session = await open({ embed })
      await refuses(session.embed(), code, named)
      session.dispose()
    }
  })

  it('refuses figures whose parts do not fit, naming figure and part', async () => {
    const picture = { width: 2, height: 1, channels: 3, bytes: new Uint8Array(6) } as const
    const good: Figure[] = [
      { kind: 'line', name: 'f', x: [1, 2], series: { a: [1, 2] } },
      { kind: 'bars', name: 'f', values: { a: 1 } },
      { kind: 'heatmap', name: 'f', rows: ['a', 'b'], columns: ['c'], values: Float32Array.of(1, 2) },
      { kind: 'image', name: 'f', images: [picture], captions: ['a'] },
      { kind: 'raster', name: 'f', rows: 2, columns: 3, events: Uint32Array.of(5) },
      { kind: 'text', name: 'f', tokens: ['a'], weights: Float32Array.of(1) },
      { kind: 'table', name: 'f', columns: ['a', 'b'], rows: [['x', 1]] },
      { kind: 'diagram', name: 'f', svg: '<svg/>' },
    ]
    const session = await open({ figures: () => good.map((figure, i) => ({ ...figure, name: `f${i}` })) })
    assert.equal((await session.figures()).length, good.length)
    session.dispose()
    for (const [figure, part] of [
      [{ kind: 'line', name: 'curve', x: [1, 2], series: { a: [1] } }, 'series.a'],
      [{ kind: 'heatmap', name: 'curve', rows: ['a', 'b'], columns: ['c'], values: Float32Array.of(1) }, 'values'],
      [{ kind: 'image', name: 'curve', images: [{ ...picture, bytes: new Uint8Array(5) }] }, 'images.0.bytes'],
      [{ kind: 'image', name: 'curve', images: [picture], captions: ['a', 'b'] }, 'captions'],
      [{ kind: 'raster', name: 'curve', rows: 2, columns: 3, events: Uint32Array.of(6) }, 'events'],
      [{ kind: 'text', name: 'curve', tokens: ['a'], weights: Float32Array.of(1, 2) }, 'weights'],
      [{ kind: 'table', name: 'curve', columns: ['a', 'b'], rows: [['x', 1], ['x']] }, 'rows.1'],
    ] as [Figure, string][]) {
      const broken = await open({ figures: () => [figure] })
      await refuses(broken.figures(), 'source/figure', 'curve')
      await refuses(broken.figures(), 'source/figure', part)
      broken.dispose()
    }
    const twice = await open({ figures: () => [good[1]!, good[1]!] })
    await refuses(twice.figures(), 'source/figure', 'f')
    twice.dispose()
  })

  for (const [what, broken, named] of [
    ['no train split', () => ({ ...data(), train: undefined }), 'train'],
    ['an empty train split', () => ({ ...data(), train: split(0) }), 'train'],
    ['an empty validation split', () => ({ ...data(), validation: split(0) }), 'validation'],
    ['no test split', () => ({ ...data(), test: undefined }), 'test'],
    ['an empty further split', () => ({ ...data(), splits: { reward: split(0) } }), 'reward'],
    ['a further split that hides one of the three', () => ({ ...data(), splits: { validation: split(3) } }), 'validation'],
    ['no probe', () => ({ ...data(), probe: undefined }), 'probe'],
    ['a probe without points', () => ({ ...data(), probe: { batch: 1 } }), 'probe'],
    ['nothing at all', () => undefined, 'data'],
  ] as const) {
    it(`refuses data with ${what}`, () => refuses(open({ data: broken }), 'source/experiment', named))
  }

  for (const [what, overrides, named] of [
    ['whose init returns nothing', { init: () => undefined }, 'params'],
    ['whose init returns no params', { init: () => ({}) }, 'params'],
    ['whose params are not ours', { init: () => ({ params: { save: 1 } }) }, 'params'],
    ['without a step', { step: undefined }, 'step'],
    ['without an evaluate', { evaluate: 3 }, 'evaluate'],
    ['without hyper', { hyper: undefined }, 'hyper'],
    ['without a baseline', { variants: { innovation: {} } }, 'baseline'],
    ['without variants', { variants: undefined }, 'variants'],
    ['without a metric', { metrics: {} }, 'metrics'],
    ['with a metric of no split', { metrics: { accuracy: { better: 'higher' } } }, 'accuracy'],
  ] as const) {
    it(`refuses an experiment ${what}`, () => refuses(open(overrides), 'source/experiment', named))
  }

  it('says which callback runs', async () => {
    const seen: Callback[] = []
    const session = await openSession(experiment({ figures: () => [], final: () => ({}) }), host(), (callback, run) => (seen.push(callback), run()))
    await train(session, 1)
    await session.evaluate()
    await session.embed()
    await session.figures()
    await session.finish()
    assert.deepEqual(seen, ['data', 'init', 'batch', 'step', 'evaluate', 'evaluate', 'evaluate', 'embed', 'figures', 'evaluate', 'evaluate', 'final'])
    session.dispose()
  })
})
