import type * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { choice, createParams, defineExperiment, range, type Data } from '.'

interface Batch {
  x: tf.Tensor2D
}
const data = (): Data<Batch> & { classes: number } => ({ classes: 3 }) as Data<Batch> & { classes: number }
const hyper = { gate: choice('on', 'off'), learningRate: range(0.1, 0, 1), width: 4, bias: true }
const rest = {
  hyper,
  metrics: { 'test/loss': { better: 'lower' } },
  data,
  init: () => ({ params: createParams(undefined as never) }),
  step: () => ({}),
  evaluate: () => ({}),
} as const

describe('defineExperiment', () => {
  it('infers what init, step and evaluate are given', () => {
    defineExperiment({
      ...rest,
      variants: { innovation: {}, baseline: { gate: 'off', width: 3, bias: false, learningRate: 0.2 } },
      init(ctx, { classes }) {
        const gate: 'on' | 'off' = ctx.hyper.gate
        const sizes: number[] = [classes, ctx.hyper.width, ctx.hyper.learningRate]
        const bias: boolean = ctx.hyper.bias
        return { params: createParams(ctx.rng('init')), gate, sizes, bias }
      },
      step(state, batch, ctx) {
        const x: tf.Tensor2D = batch.x
        const gate: 'on' | 'off' = state.gate
        // @ts-expect-error the state has no momentum
        const momentum: unknown = state.momentum
        // @ts-expect-error the batch has no labels
        const y: unknown = batch.y
        // @ts-expect-error there is no such hyper-parameter
        const height: unknown = ctx.hyper.height
        // @ts-expect-error hyper-parameters are the harness's to change
        ctx.hyper.width = 5
        return { loss: [x, gate, momentum, y, height].length }
      },
      evaluate: (state) => ({ loss: state.sizes.length }),
    })
  })

  it('returns what it is given', () => {
    const given = { ...rest, variants: { innovation: {}, baseline: {} } }
    assert.equal(defineExperiment(given), given)
  })

  it('refuses at compile time what would be a mistake', () => {
    // @ts-expect-error a wrong value of the switch
    defineExperiment({ ...rest, variants: { innovation: {}, baseline: { gate: 'of' } } })
    // @ts-expect-error a hyper-parameter that is not there
    defineExperiment({ ...rest, variants: { innovation: {}, baseline: { gat: 'off' } } })
    // @ts-expect-error a number of another type
    defineExperiment({ ...rest, variants: { innovation: {}, baseline: { width: '4' } } })
    // @ts-expect-error no baseline
    defineExperiment({ ...rest, variants: { innovation: {} } })
    // @ts-expect-error a metric without a direction
    defineExperiment({ ...rest, variants: { innovation: {}, baseline: {} }, metrics: { 'test/loss': {} } })
    // @ts-expect-error a state without params
    defineExperiment({ ...rest, variants: { innovation: {}, baseline: {} }, init: () => ({}) })
    // @ts-expect-error a step that gives a text
    defineExperiment({ ...rest, variants: { innovation: {}, baseline: {} }, step: () => ({ loss: 'low' }) })
  })
})
