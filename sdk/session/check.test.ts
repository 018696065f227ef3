import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import type { Figure } from '..'
import { type Batch, split, data, type State, open, refuses } from '../testing/regression'

describe('what an experiment hands to a session', () => {
  before(() => tf.ready())

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
})
