import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { adam, choice, createParams, dense, mean, range, type Context, type Data, type Split } from '..'
import { decodeSafetensors, encodeSafetensors, GradlabError, type SafeFile } from '../../protocol'
import type { AnyExperiment } from '../experiment'
import { openSession, type Session, type SessionHost } from '../session/session'

// What the tests of sessions train: a small regression.

export interface Batch {
  x: tf.Tensor2D
  y: tf.Tensor2D
  rows: number[]
}
export const split = (size: number, from = 0): Split<Batch> => ({
  size,
  batch: (rows) => {
    const x = tf.tensor2d(Array.from(rows, (row) => [Math.sin(row + from), Math.cos(3 * (row + from))]))
    return { x, y: tf.tidy(() => x.sum(1, true).mul(0.5)) as tf.Tensor2D, rows: [...rows] }
  },
})
export const data = (): Data<Batch> => ({
  train: split(20),
  validation: split(150, 100),
  test: split(9, 200),
  splits: { 'validation-shifted': split(4, 300), 'test-shifted': split(4, 400), reward: split(4, 500) },
  probe: { batch: split(3).batch(Int32Array.of(0, 1, 2), {} as never) as Batch, points: [{ label: 'a' }, { label: 'b' }, { label: 'c' }] },
})
export const hyper = { size: choice('wide', 'narrow'), learningRate: range(0.05, 0, 1, { live: true }), width: 3, batchSize: 8, steps: 30 }
export type Hyper = { size: 'wide' | 'narrow'; learningRate: number; width: number; batchSize: number; steps: number }

/** A small regression; each test overrides what it is about. */
export function experiment(overrides: object = {}): AnyExperiment {
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
export interface State {
  params: ReturnType<typeof createParams>
  seen: { value: number }
  optimizer: ReturnType<typeof adam>
  model(x: tf.Tensor2D): tf.Tensor2D
}

export const host = (options: Partial<SessionHost> = {}): SessionHost => ({
  seed: 1,
  variant: 'innovation',
  set: {},
  signal: new AbortController().signal,
  dataset: () => Promise.reject(new Error('no data set here')),
  spawn: () => Promise.reject(new Error('no peers here')),
  ...options,
})
export const open = (overrides: object = {}, options: Partial<SessionHost> = {}): Promise<Session> => openSession(experiment(overrides), host(options))

export async function train(session: Session, steps: number): Promise<number[]> {
  const losses: number[] = []
  for (let i = 0; i < steps; i++) {
    const { loss } = (await session.step()) as { loss: tf.Scalar }
    losses.push((await loss.data())[0]!)
    loss.dispose()
  }
  return losses
}
export const throughDisk = (file: SafeFile): SafeFile => decodeSafetensors(encodeSafetensors(file))
export const refuses = (promise: Promise<unknown>, code: string, named = ''): Promise<void> =>
  assert.rejects(promise, (thrown) => {
    assert.ok(thrown instanceof GradlabError && thrown.code === code && thrown.message.includes(named), String(thrown))
    return true
  })
