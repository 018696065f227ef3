import assert from 'node:assert/strict'
import { emptyStory, foldStory } from '../curves/story'
import { syntheticEvents } from '../curves/syntheticRuns'
import type { Palette } from '../theme/theme'
import { armLines } from './armLines'
import { parseChoices } from './choices'
import { armsOf, countsOf, differenceRows, folderName, ratioTo, secondsLeftOf, trainingOf, valueRows, type DotRow } from './model'
import { dotScene, fitLabels } from './scene'
import { runningState, syntheticCurves, syntheticState, toTargetState } from './syntheticComparisons'

describe('what the comparison panel draws', () => {
  it('is an arm a row, the baseline first and without a color of the series', () => {
    assert.deepEqual(
      armsOf(syntheticState()).map(({ name, place }) => [name, place]),
      [
        ['baseline', undefined],
        ['innovation', 0],
        ['no-levels', 1],
      ],
    )
  })
  it('has a dot for each value there is, and for each pair there is', () => {
    const state = runningState(7)
    assert.deepEqual(
      valueRows(state).map(({ dots }) => dots.map(({ seed }) => seed)),
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    )
    const [first] = differenceRows(syntheticState())
    const [baseline, innovation] = valueRows(syntheticState())
    first!.dots.forEach(({ value }, i) => assert.ok(Math.abs(value - (innovation!.dots[i]!.value - baseline!.dots[i]!.value)) < 1e-12))
    assert.deepEqual(valueRows(runningState(0)), [])
  })
  it('knows of a value that its run would have made larger, and to which side the difference may then lie', () => {
    const bounds = ({ dots }: DotRow) => dots.map(({ bound }) => bound)
    assert.deepEqual(valueRows(toTargetState()).map(bounds), [
      ['least', undefined, undefined, 'least', undefined],
      [undefined, undefined, 'least', 'least', undefined],
    ])
    assert.deepEqual(differenceRows(toTargetState()).map(bounds), [['most', undefined, 'least', 'either', undefined]])
    assert.ok(
      valueRows(syntheticState())
        .flatMap(bounds)
        .every((bound) => bound === undefined),
    )
  })
  it('counts what has ended, and knows the run that trains by its place', () => {
    assert.deepEqual(countsOf(runningState(7)), { ended: 7, failed: 0, runs: 15 })
    assert.equal(trainingOf(runningState(7))?.place, 8)
    assert.equal(trainingOf(syntheticState()), undefined)
  })
})

describe('the time that a comparison still takes', () => {
  const live = { step: 100, steps: 400, trainedSeconds: 10, secondsLeft: 30 }
  it('is the estimate of when its run began, less what that has trained', () => {
    assert.equal(secondsLeftOf(runningState(7), live), 85)
    assert.equal(secondsLeftOf(runningState(7), undefined), 95)
  })
  it('is not less than its run still takes', () => assert.equal(secondsLeftOf({ ...runningState(7), secondsLeft: 12 }, live), 30))
  it('before a run has ended goes by the one that trains, and is unknown before that has a pace', () => {
    assert.equal(secondsLeftOf(runningState(0), live), 30 + 14 * 40)
    assert.equal(secondsLeftOf(runningState(0), undefined), undefined)
    assert.equal(secondsLeftOf(runningState(0), { ...live, secondsLeft: undefined }), undefined)
  })
})

describe('the scene of dots', () => {
  const rows = valueRows(syntheticState())
  const scene = dotScene(rows, { width: 500, reference: 0.853 })
  it('keeps names clear of the marks below and above them, in small too', () => {
    const [ascent, descent, markReach] = [11, 4, 5.5]
    for (const isSmall of [true, false]) {
      const { rows: placed } = dotScene(rows, { width: 280, reference: 0.853, isSmall })
      placed.forEach(({ labelY, y }, i) => {
        assert.ok(y - markReach > labelY + descent, `small: ${isSmall}`)
        assert.ok(i === 0 || labelY - ascent > placed[i - 1]!.y + markReach, `small: ${isSmall}`)
      })
    }
  })
  it('places every value by one scale, within its width, and so the reference', () => {
    const places = scene.rows.flatMap((placed, i) => placed.dots.map(({ x }, k) => [rows[i]!.dots[k]!.value, x] as const))
    const [low, high] = [places.reduce((a, b) => (a[0] < b[0] ? a : b)), places.reduce((a, b) => (a[0] > b[0] ? a : b))]
    const slope = (high[1] - low[1]) / (high[0] - low[0])
    for (const [value, x] of [...places, [0.853, scene.reference!] as const]) assert.ok(Math.abs(low[1] + (value - low[0]) * slope - x) < 0.2)
    for (const [, x] of places) assert.ok(x >= 0 && x <= 500)
  })
  it('has an interval only where there is one, and stays finite for a single value', () => {
    assert.ok(scene.rows.every(({ interval }) => interval))
    const alone = { name: 'a', place: 0, dots: [{ seed: 0, value: 3, bound: undefined }], mean: 3, meanBound: undefined, low: null, high: null }
    const lonely = dotScene([alone], { width: 200, reference: undefined })
    assert.equal(lonely.rows[0]!.interval, undefined)
    assert.ok(lonely.rows[0]!.dots.every(({ x }) => Number.isFinite(x)) && lonely.ticks.every(({ x }) => Number.isFinite(x)))
  })
  it('keeps the reference in sight however far the values are', () => {
    const { reference } = dotScene(rows, { width: 500, reference: 0 })
    assert.ok(reference! >= 0 && reference! <= 500)
  })
  for (const [name, width, expected] of [
    ['short', 300, { name: 'short', summary: '0.5 [0.4 … 0.6]' }],
    ['short', 120, { name: 'short', summary: '0.5' }],
    ['a-very-long-name', 120, { name: 'a-very-l…', summary: '0.5' }],
    ['一个名称很长的变体', 120, { name: '一个名称很…', summary: '0.5' }],
  ] as const)
    it(`labels ${name} in ${width} pixels`, () => assert.deepEqual(fitLabels(name, ['0.5 [0.4 … 0.6]', '0.5'], width), expected))
})

describe('the lines of the arms', () => {
  const palette = { series: ['b', 'o', 'g', 'p', 'r', 'c', 'm', 'y'], dim: 'gray' } as unknown as Palette
  const options = { axis: 'step' as const, palette, labelOf: (arm: string, runs: number) => `${arm} ${runs}` }
  const arms = armsOf(syntheticState())
  const curves = syntheticCurves(['innovation', 'no-levels'], 5)
  const story = foldStory(syntheticEvents(0, 200))

  it('are one an arm with its interval as the band, the baseline gray', () => {
    const lines = armLines(arms, curves, undefined, options)
    assert.deepEqual(
      lines.map(({ run, label, color }) => [run, label, color]),
      [
        ['baseline', 'baseline 5', 'gray'],
        ['innovation', 'innovation 5', 'b'],
        ['no-levels', 'no-levels 5', 'o'],
      ],
    )
    assert.deepEqual(lines[0]!.band?.low, curves.arms['baseline']!.lows)
  })
  it('have the run that trains pale behind its arm’s, or plain where it is alone', () => {
    const training = { arm: 'innovation', label: 'now', story }
    assert.equal(armLines(arms, curves, training, options).at(-1)?.isPale, true)
    const [only] = armLines(arms, { metric: 'validation/accuracy', arms: {} }, training, options)
    assert.deepEqual([only?.label, only?.isPale, only?.color], ['now', false, 'b'])
    assert.deepEqual(armLines(arms, { metric: 'validation/accuracy', arms: {} }, { ...training, story: emptyStory() }, options), [])
  })
  it('never fall back along the time axis, and have a gap where a value is not finite', () => {
    const arm = { steps: [1, 2, 3], seconds: [1, 3, 2], means: [1, null, 2], lows: [null, null, null], highs: [null, null, null], counts: [2, 2, 1] }
    const [line] = armLines(arms, { metric: 'm', arms: { baseline: arm } }, undefined, { ...options, axis: 'time' })
    assert.deepEqual(
      [line?.xs, line?.values],
      [
        [1000, 3000, 3000],
        [1, NaN, 2],
      ],
    )
  })
})

describe('small things of the comparison panel', () => {
  it('a ratio is none where something is missing', () => {
    assert.deepEqual(
      [ratioTo(3, 2), ratioTo(null, 2), ratioTo(3, null), ratioTo(3, 0), ratioTo(undefined, 1)],
      [1.5, undefined, undefined, undefined, undefined],
    )
  })
  it('a folder is called by its last part, on Windows too', () => assert.deepEqual(['/a/b', 'C:\\a\\b'].map(folderName), ['b', 'b']))
  it('what was saved otherwise falls back part by part', () => {
    assert.deepEqual(parseChoices({ comparison: 3, axis: 'time' }), { comparison: undefined, axis: 'time' })
    assert.deepEqual(parseChoices('x'), { comparison: undefined, axis: 'step' })
  })
})
