import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { createParams, dense, type Context, type Params, type Scalars } from '../../sdk'
import type { AnyExperiment } from '../../sdk/experiment'
import { createRng } from '../../sdk/random/rng'
import { openTrial, tableDataset } from '../../sdk/testing'
import {
  checkDiffers,
  checkFinite,
  checkFiniteDifferences,
  checkGolden,
  checkGradients,
  checkMetrics,
  checkMoved,
  checkOverfits,
  checkResumes,
  checkSameSize,
  checkShuffledLabels,
  checkTensorCount,
  checkTestLabels,
} from './checks'
import { conditionsOf, overfitLosses } from './contract'
import { accuracies, labelMetric, shuffled, testLabelsRead } from './controls'
import { checkModelFile, checkReadmes } from './files'
import { gradientErrors, largestGradients, watchGradients } from './gradients'
import { observe, observeResumed, type Observation } from './observe'
import { findScaffolds, loadExperiment, readContract } from './scaffolds'

interface State {
  params: Params
  view: (x: tf.Tensor2D) => tf.Tensor2D
  logits: (x: tf.Tensor2D) => tf.Tensor2D
  optimizer: { minimize: (loss: () => tf.Scalar) => tf.Scalar }
}
interface Batch {
  x: tf.Tensor2D
  y: tf.Tensor1D
}
type Ctx = Context<{ width: number; gate: string; learningRate: number }>

const [toy] = findScaffolds(join(__dirname, 'fixtures'))
const sound = loadExperiment(toy!)
const contract = readContract(toy!)
const dataset = (() => {
  const rng = createRng(1, 'rows', -1)
  const label = Array.from({ length: 400 }, () => rng.integer(2))
  return tableDataset({ label, labels: ['a', 'b'], image: { shape: [4], values: label.flatMap((y) => [y * 0.5, rng.next(), rng.next(), rng.next()]) } })
})()
const look = (experiment: AnyExperiment, variant = 'innovation'): Promise<Observation> => observe(experiment, conditionsOf(contract, dataset, variant))

/** The toy with some callbacks broken on purpose. */
const broken = (overrides: object): AnyExperiment => ({ ...sound, ...overrides })
const changed = (change: (state: State, ctx: Ctx) => State): AnyExperiment =>
  broken({ init: (ctx: Ctx, data: never) => change(sound.init(ctx as never, data) as unknown as State, ctx) })
const step = (run: (state: State, batch: Batch, ctx: Ctx, plain: () => Scalars) => Scalars | Promise<Scalars>): AnyExperiment =>
  broken({ step: (state: State, batch: Batch, ctx: Ctx) => run(state, batch, ctx, () => sound.step(state as never, batch, ctx as never) as Scalars) })
const fails = (check: () => void, message: RegExp): void => assert.throws(check, { name: 'AssertionError', message })

describe("the directions' harness", () => {
  before(() => tf.ready())

  it('finds a scaffold by its files', () => {
    assert.deepEqual({ ...toy, folder: '' }, { direction: '00-toy', scaffold: 'plain', folder: '' })
    assert.deepEqual(contract, { set: {}, rows: 128, shuffledLabels: { steps: 200, set: {} }, overfit: { steps: 200, set: {} } })
  })

  it('lets a sound experiment pass every check', async () => {
    const [innovation, baseline] = [await look(sound), await look(sound, 'baseline')]
    for (const seen of [innovation, baseline]) {
      checkFinite(seen)
      checkMetrics(seen, sound.metrics)
      checkGradients(seen)
      checkMoved(seen)
      checkTensorCount(seen)
    }
    checkSameSize(innovation, baseline)
    checkDiffers(innovation, baseline, 'the baseline')
    checkResumes(innovation, await observeResumed(sound, conditionsOf(contract, dataset, 'innovation'), [4, 11]))
    checkGolden(innovation, { engine: 'cpu', data: 'table', losses: innovation.losses, variables: innovation.variables })
    checkOverfits(await overfitLosses(sound, dataset, {}, 200))
    checkModelFile(toy!)
    const trial = await openTrial(sound, { dataset })
    await trial.steps(1)
    checkFiniteDifferences(await gradientErrors(() => trial.session.step()))
    trial.dispose()
  })

  it('catches a tensor that each step leaves', async () => {
    const seen = await look(step((_, { x }, __, plain) => (tf.keep(x.square()), plain())))
    fails(() => checkTensorCount(seen), /tensors held after each step/)
  })

  it('catches a tensor that evaluating leaves, and one that the end leaves', async () => {
    const evaluate: AnyExperiment['evaluate'] = (state, rows, ctx) => (tf.keep(tf.scalar(1)), sound.evaluate(state, rows, ctx))
    const kept = await look(broken({ evaluate }))
    fails(() => checkTensorCount(kept), /left [1-9]\d* tensors/)
    fails(() => checkTensorCount({ ...kept, leftByLooking: 0 }), /left after the end/)
  })

  it('catches a variable without a gradient, and one that does not move', async () => {
    const withFrozen = changed((state) => (state.params.variable('frozen', tf.ones([3])), state))
    const seen = await look(withFrozen)
    fails(() => checkGradients(seen), /gradient of frozen is 0/)
    fails(() => checkMoved(seen), /frozen did not move/)
  })

  it('catches a variable that only weight decay moves', async () => {
    const decaying = changed((state) => {
      const frozen = state.params.variable('decayed', tf.ones([3]))
      return { ...state, optimizer: { minimize: (loss) => (frozen.assign(frozen.mul(0.9)), state.optimizer.minimize(loss)) } }
    })
    const seen = await look(decaying)
    checkMoved(seen)
    fails(() => checkGradients(seen), /gradient of decayed is 0/)
  })

  it('catches a metric that nothing gives', async () => {
    const seen = await look(sound)
    fails(() => checkMetrics(seen, { 'test/acuracy': { better: 'higher' } }), /test\/acuracy is not among .*test\/accuracy/)
  })

  it('catches an innovation with 10 % more parameters', async () => {
    const larger = changed((state, ctx) => (ctx.hyper.gate === 'tanh' ? state : (dense(state.params.at('extra'), 4, 2), state)))
    const [innovation, baseline] = [await look(larger), await look(larger, 'baseline')]
    fails(() => checkSameSize(innovation, baseline), /innovation has 124 parameters, baseline 114/)
  })

  it('catches an innovation that is its baseline, and a curve that knows no seed', async () => {
    const same = await look(broken({ variants: { innovation: {}, baseline: {} } }), 'baseline')
    fails(() => checkDiffers(innovation, same, 'the baseline'), /the baseline gives the same losses/)
    const canned = step((_, __, ctx) => ({ loss: 1 / (ctx.step + 1) }))
    const [one, two] = [await look(canned), await observe(canned, { ...conditionsOf(contract, dataset, 'innovation'), seed: 2, steps: 2 })]
    fails(() => checkDiffers(two, one, 'another seed'), /another seed gives the same losses/)
  })
  let innovation: Observation
  before(async () => void (innovation = await look(sound)))

  it('catches what a resume forgets: a count outside Params, an optimizer of tfjs, a random number of its own', async () => {
    const counting = changed((state) => {
      let count = 0
      return { ...state, optimizer: { minimize: (loss) => state.optimizer.minimize(() => loss().mul(1 / ++count) as tf.Scalar) } }
    })
    const foreign = changed((state) => {
      const optimizer = tf.train.adam(0.05)
      return { ...state, optimizer: { minimize: (loss) => optimizer.minimize(loss, true, state.params.variables) as tf.Scalar } }
    })
    const random = step((_, __, ___, plain) => ({ ...plain(), loss: Math.random() }))
    for (const experiment of [counting, foreign, random]) {
      const conditions = conditionsOf(contract, dataset, 'innovation')
      const whole = await observe(experiment, conditions)
      const resumed = await observeResumed(experiment, conditions, [4, 11])
      fails(() => checkResumes(whole, resumed), /the losses differ/)
    }
  })

  it('catches what does not learn its samples', async () => {
    const shuffled = step(({ logits, optimizer }, { x, y }, ctx) => {
      const wrong = tf.tensor1d(
        Int32Array.from(y.dataSync(), () => ctx.rng('labels').integer(2)),
        'int32',
      )
      return { loss: optimizer.minimize(() => tf.losses.softmaxCrossEntropy(tf.oneHot(wrong.add(ctx.step).mod(2).toInt(), 2), logits(x)).asScalar()) }
    })
    const losses = await overfitLosses(shuffled, dataset, {}, 40)
    fails(() => checkOverfits(losses), /the loss went from/)
  })

  it("catches a gradient that is not the loss's, whichever optimizer asks for it", async () => {
    const tooLong = tf.customGrad((x, save) => {
      const y = (x as tf.Tensor).tanh()
      ;(save as tf.GradSaveFunc)([y])
      return { value: y, gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => dy.mul(saved!.square().neg().add(1)).mul(1.1) }
    })
    for (const optimizer of [undefined, tf.train.sgd(0.1)]) {
      const wrong = step((state, { x, y }) => {
        const loss = (): tf.Scalar => tf.losses.softmaxCrossEntropy(tf.oneHot(y, 2), tooLong(state.logits(x)) as tf.Tensor2D).asScalar()
        return { loss: optimizer ? (optimizer.minimize(loss, true, state.params.variables) as tf.Scalar) : state.optimizer.minimize(loss) }
      })
      const trial = await openTrial(wrong as never, { dataset })
      const errors = await gradientErrors(() => trial.session.step())
      fails(() => checkFiniteDifferences(errors), /the gradient of hidden\/kernel, .* is off by/)
      trial.dispose()
    }
    fails(() => checkFiniteDifferences([]), /no gradient was asked for/)
  })

  it('sees each gradient a step asks for, and none that is part of a loss', async () => {
    const penalized = step(({ optimizer, params, logits }, { x }) => {
      const inner = (): tf.Scalar => logits(x).square().mean().asScalar()
      return {
        loss: optimizer.minimize(() =>
          tf.tidy(() => Object.values(tf.variableGrads(inner, params.variables).grads)[0]!.square().mean().add(inner()).asScalar()),
        ),
      }
    })
    const trial = await openTrial(penalized as never, { dataset })
    const calls: string[][] = []
    await watchGradients(
      () => trial.session.step(),
      (call) => calls.push([...largestGradients(call).keys()]),
    )
    assert.deepEqual(calls, [['hidden/kernel', 'hidden/bias', 'head/kernel', 'head/bias']])
    trial.dispose()
  })

  it('catches a loss that is not finite, and an embedding', async () => {
    const losing = step(({ optimizer, logits }, { x }, ctx) => ({
      loss: optimizer.minimize(() =>
        logits(x)
          .mean()
          .mul(ctx.step === 3 ? NaN : 1)
          .asScalar(),
      ),
    }))
    const seen = await look(losing)
    fails(() => checkFinite(seen), /loss is NaN at step 3/)
    const blind = await look(broken({ embed: ({ view }: State, { x }: Batch) => view(x).mul(Infinity) }))
    fails(() => checkFinite(blind), /the embedding embedding is not finite/)
  })

  it('catches a curve or a parameter that is not the golden one', async () => {
    const golden = { engine: 'cpu', data: 'table', losses: innovation.losses, variables: innovation.variables }
    const other = await look(changed((state, ctx) => (state.params.variables[0]!.assign(createRng(1, 'x', ctx.step).normal([4, 16], 0.5)), state)))
    fails(() => checkGolden(other, golden), /the curve is off by/)
    fails(() => checkGolden(innovation, { ...golden, variables: golden.variables.slice(1) }), /hidden\/kernel/)
    const wider = await look(broken({ variants: { innovation: { width: 17 }, baseline: {} } }))
    fails(() => checkGolden(wider, golden), /17/)
  })

  it('catches missing READMEs and a model.ts without a head', () => {
    fails(() => checkReadmes(toy!), /there is no README\.md/)
    fails(() => checkModelFile({ ...toy!, folder: join(__dirname, 'fixtures/headless') }), /the head has no Claim/)
  })

  describe('with shuffled labels', () => {
    const control = { steps: 60, set: {} }
    it('lets what learns only from labels pass', async () => {
      assert.equal(labelMetric(sound), 'test/accuracy')
      const found = await accuracies(sound, dataset, control)
      checkShuffledLabels(found)
      assert.ok(found.trueLabels > 0.95 && found.chance.share < 0.65, JSON.stringify(found))
    })
    it('catches an accuracy that they do not change', async () => {
      const canned = broken({ evaluate: () => ({ accuracy: tf.scalar(0.9), loss: tf.scalar(1) }) })
      const found = await accuracies(canned, dataset, control)
      fails(() => checkShuffledLabels(found), /accuracy is 0\.8999.* on shuffled labels; chance gives 0\.\d+, and hardly ever/)
    })
    it('asks first that something is learned', async () => {
      const found = await accuracies(
        step(() => ({ loss: 1 })),
        dataset,
        control,
      )
      fails(() => checkShuffledLabels(found), /nothing was learned of the true labels/)
    })
    it('keeps each class as frequent in each split, and rows apart from their labels', () => {
      const labelsOf = (given: typeof dataset, split: keyof typeof dataset.splits): number[] => [...given.tensor('label', given.splits[split]).dataSync()]
      const mixed = shuffled(dataset)
      for (const split of ['train', 'validation', 'test'] as const) {
        const [before, after] = [labelsOf(dataset, split), labelsOf(mixed, split)]
        assert.deepEqual([...after].sort(), [...before].sort())
        const moved = after.filter((label, i) => label !== before[i]).length
        assert.ok(moved > 0.3 * before.length && moved < 0.7 * before.length, `${moved} of ${before.length}`)
      }
    })
  })

  it('catches labels of the test split that are read early, or not at all', async () => {
    const size = dataset.splits.test.length
    checkTestLabels(await testLabelsRead(sound, dataset, {}), size)
    const peeking = broken({
      async data(ctx: Ctx) {
        const { tensor, splits } = await ctx.dataset()
        tensor('label', splits.test.subarray(0, 3))
        return sound.data(ctx as never)
      },
    })
    const early = await testLabelsRead(peeking, dataset, {})
    fails(() => checkTestLabels(early, size), /the labels of 3 test rows were read before the end/)
    const blind = await testLabelsRead(broken({ evaluate: () => ({ accuracy: tf.scalar(1), loss: tf.scalar(1) }) }), dataset, {})
    fails(() => checkTestLabels(blind, size), /the labels of 0 of 80 test rows were read at the end/)
  })

  it('lets an error of the experiment through as it is', async () => {
    await assert.rejects(look(step(() => assert.fail('on purpose'))), /on purpose/)
    await assert.rejects(look(broken({ init: (ctx: Ctx) => ({ params: createParams(ctx.rng('x')) }) })))
  })
})
