import assert from 'node:assert/strict'
import type { RunEvent, RunEventBody } from '../../protocol'
import { progressOf } from './progress'
import { emptyStory, foldEvents, foldStory, trainingTimes, type Story } from './story'

const started: RunEventBody = {
  kind: 'started',
  fromStep: 0,
  fingerprint: { engine: 'wasm', simd: 'plain', threads: 2, adapter: 'x64', tfjs: '4.22.0', node: 'v24', platform: 'linux' },
  why: 'asked',
  hyper: { rate: 0.1 },
  fields: {},
  parameters: 1,
  steps: 100,
}

describe('a story folded from events', () => {
  // The cases of sidecar/store/events.test.ts, by the panel's own fold.
  it('voids the scalars after the step a run resumed from', () => {
    const story = foldStory(
      numbered([
        { kind: 'scalars', steps: [1, 2, 3], series: { 'train/loss': [3, 2, 1], 'train/extra': [null, 7, null] } },
        { kind: 'resumed', fromStep: 1, sameFingerprint: true },
        { kind: 'scalars', steps: [2], series: { 'train/loss': ['NaN'] } },
      ]),
    )
    assert.deepEqual(curves(story), { 'train/loss': { steps: [1, 2], values: [3, NaN] }, 'train/extra': { steps: [], values: [] } })
  })
  it('gives the same whether its events come at once, one by one, or twice', () => {
    const events = numbered([
      started,
      { kind: 'scalars', steps: [1, 2], series: { a: [1, 'Infinity'] } },
      { kind: 'figures', step: 2, file: 'f' },
      { kind: 'paused', step: 2 },
      { kind: 'continued', step: 2 },
      { kind: 'resumed', fromStep: 1, sameFingerprint: false },
      { ...started, fromStep: 1 },
      { kind: 'scalars', steps: [2, 3], series: { a: [5, '-Infinity'] } },
    ])
    const single = emptyStory()
    for (const event of events) assert.ok(foldEvents(single, [event]))
    const twice = emptyStory()
    assert.ok(foldEvents(twice, events.slice(0, 5)) && foldEvents(twice, events))
    assert.deepEqual(single, foldStory(events))
    assert.deepEqual(twice, foldStory(events))
    assert.deepEqual(curves(single), { a: { steps: [1, 2, 3], values: [1, 5, -Infinity] } })
  })
  it('takes nothing where an event is missing', () => {
    const story = emptyStory()
    const events = numbered([
      { kind: 'paused', step: 1 },
      { kind: 'continued', step: 1 },
      { kind: 'paused', step: 2 },
    ])
    assert.ok(foldEvents(story, events.slice(0, 1)))
    assert.equal(foldEvents(story, events.slice(2)), false)
    assert.equal(story.lastSeq, 1)
    assert.equal(foldEvents(emptyStory(), events.slice(1)), false)
  })
  it('shows a log that lacks lines as far as it goes', () => {
    const events = numbered([started, { kind: 'paused', step: 1 }, { kind: 'scalars', steps: [9], series: { a: [1] } }])
    assert.deepEqual(curves(foldStory([events[0]!, events[2]!])), { a: { steps: [9], values: [1] } })
  })
  it('voids figures after the step a run resumed from', () => {
    const figures = [50, 100, 150].map((step): RunEventBody => ({ kind: 'figures', step, file: 'f' }))
    assert.deepEqual(foldStory(numbered([...figures, { kind: 'resumed', fromStep: 100, sameFingerprint: true }])).figureSteps, [50, 100])
  })
  it('knows status, error and last hyper-parameters', () => {
    const error = { code: 'internal', context: { problem: 'x' } } as const
    const story = foldStory(
      numbered([
        started,
        { kind: 'hyper', step: 3, key: 'rate', value: 0.2 },
        { kind: 'ended', status: 'failed', step: 4, seconds: 1, metrics: { a: 'NaN' }, error },
      ]),
    )
    assert.deepEqual([story.status, story.step, story.error, story.hyper], ['failed', 4, error, { rate: 0.2 }])
    assert.deepEqual([...story.finalMetrics], [['a', NaN]])
  })
  it('forgets the error of an attempt that was resumed', () => {
    const error = { code: 'internal', context: {} } as const
    const story = foldStory(
      numbered([
        started,
        { kind: 'ended', status: 'failed', step: 4, seconds: 1, metrics: {}, error },
        { kind: 'resumed', fromStep: 0, sameFingerprint: true },
        started,
      ]),
    )
    assert.deepEqual([story.status, story.error], ['running', undefined])
  })
  it('says a repeated notice once', () => {
    const notice = (place: string): RunEventBody => ({ kind: 'notice', code: 'tensors-leaked', context: { place } })
    assert.deepEqual(foldStory(numbered([notice('a:1'), notice('b:2')])).notices, [{ code: 'tensors-leaked', context: { place: 'b:2' } }])
  })
  it('does not count time without training', () => {
    const events: RunEvent[] = [
      { seq: 1, time: 1000, ...started },
      { seq: 2, time: 2000, kind: 'scalars', steps: [1], series: { a: [1] } },
      { seq: 3, time: 2000, kind: 'paused', step: 1 },
      { seq: 4, time: 9000, kind: 'continued', step: 1 },
      { seq: 5, time: 10000, kind: 'scalars', steps: [2], series: { a: [1] } },
      { seq: 6, time: 10000, kind: 'ended', status: 'interrupted', step: 2, seconds: 2, metrics: {} },
      { seq: 7, time: 50000, kind: 'resumed', fromStep: 2, sameFingerprint: true },
      { seq: 8, time: 50000, ...started, fromStep: 2 },
      { seq: 9, time: 51500, kind: 'scalars', steps: [3], series: { a: [1] } },
    ]
    const story = foldStory(events)
    assert.deepEqual(trainingTimes(story, story.curves.get('a')!.clocks), [1000, 2000, 3500])
  })
  it('spreads the steps of a batch over its time, and never lets the clock fall', () => {
    const story = foldStory([
      { seq: 1, time: 1000, ...started },
      { seq: 2, time: 2000, kind: 'scalars', steps: [1, 2], series: { a: [1, 1] } },
      { seq: 3, time: 1200, kind: 'scalars', steps: [3], series: { a: [1] } },
    ])
    assert.deepEqual(story.curves.get('a')!.clocks, [1500, 2000, 2000])
  })
})

describe('progress', () => {
  it('knows rate and time left from the events’ own clock', () => {
    const progress = progressOf({
      step: 60,
      steps: 100,
      status: 'running',
      marks: [
        { step: 40, clock: 0 },
        { step: 60, clock: 2000 },
      ],
    })
    assert.deepEqual(progress, { step: 60, steps: 100, stepsPerSecond: 10, secondsLeft: 4 })
  })
  it('has no rate while a run is paused', () => {
    assert.equal(
      progressOf({
        step: 60,
        steps: 100,
        status: 'paused',
        marks: [
          { step: 40, clock: 0 },
          { step: 60, clock: 2000 },
        ],
      }).stepsPerSecond,
      undefined,
    )
  })
})

function numbered(bodies: readonly RunEventBody[]): RunEvent[] {
  return bodies.map((body, i) => ({ seq: i + 1, time: 1000 * (i + 1), ...body }))
}

function curves(story: Story): Record<string, { steps: number[]; values: number[] }> {
  return Object.fromEntries([...story.curves].map(([name, { steps, values }]) => [name, { steps, values }]))
}
