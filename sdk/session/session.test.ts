import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import type { Context, Data, Split } from '..'
import type { Callback } from './session'
import { openSession } from './session'
import { type Batch, split, data, type Hyper, experiment, type State, host, open, train, refuses } from '../testing/regression'

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
