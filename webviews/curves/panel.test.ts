import assert from 'node:assert/strict'
import { LANGUAGES } from '../../protocol'
import { figuresTexts } from '../figures/texts'
import { checkHyper, liveRanges } from './checkHyper'
import { defaultChoices, parseChoices, withColors } from './choices'
import { exportCsv } from './exportCsv'
import { exportSvg } from './exportSvg'
import { decidingOf, goalOf, inOrder, summaryOf } from './metrics'
import { labelsOf, matches, statusOf, type Run } from './runs'
import { linearTicks, logTicks, roomAround, scaleOf, timeTicks } from './scale'
import { sceneOf, spanOf } from './scene'
import { foldStory } from './story'
import { endOf, syntheticCard, syntheticEvents } from './syntheticRuns'
import { curvesTexts, sayIn } from './texts'
import { formatX } from './xAxis'
import { keptZoom, moveBy, zoomAround } from './zoom'

describe('axes', () => {
  it('place values and find them again, linear and logarithmic', () => {
    for (const isLog of [false, true]) {
      const scale = scaleOf(0.1, 100, 200, 10, isLog)
      assert.ok(Math.abs(scale.unplace(scale.place(7)) - 7) < 1e-9)
      assert.deepEqual([scale.place(0.1), Math.round(scale.place(100))], [200, 10])
    }
  })
  it('name round numbers', () => {
    assert.deepEqual(linearTicks(0, 1, 4), [0, 0.25, 0.5, 0.75, 1])
    assert.deepEqual(logTicks(0.001, 1000, 4), [0.001, 0.01, 0.1, 1, 10, 100, 1000])
    assert.deepEqual(timeTicks(0, 120_000, 4), [0, 30_000, 60_000, 90_000, 120_000])
  })
  it('name finitely many of them, also for a span of nothing', () => {
    assert.deepEqual(linearTicks(5, 5, 4), [])
    assert.deepEqual(linearTicks(NaN, 1, 4), [])
  })
  it('give a flat curve room, and hold a log axis above 0', () => {
    assert.deepEqual(roomAround(2, 2, false), { low: 1.8, high: 2.2 })
    assert.ok(roomAround(0.001, 10, true).low > 0)
    assert.deepEqual(roomAround(Infinity, -Infinity, true), { low: 0.1, high: 1 })
  })
  it('write steps, spans of time and times of day', () => {
    assert.equal(formatX('step', 12000, 1), '12,000')
    assert.equal(formatX('time', 65_000, 100_000), '1:05')
    assert.match(formatX('clock', Date.UTC(2025, 0, 2, 3, 4, 5), 60_000), /^\d\d:\d\d:05$/)
  })
})

describe('zoom', () => {
  const whole = { from: 0, to: 100 }
  it('keeps the point it is around', () => {
    const { from, to } = zoomAround({ from: 0, to: 100 }, 25, 0.5)
    assert.deepEqual([from, to], [12.5, 62.5])
  })
  it('stays within the data when it is moved', () => assert.deepEqual(keptZoom(moveBy({ from: 60, to: 90 }, 1), whole), { from: 70, to: 100 }))
  it('is none, so that the charts follow the data, where all of it shows', () => assert.equal(keptZoom({ from: -10, to: 110 }, whole), undefined))
  it('never gets so thin that nothing is left', () => {
    const kept = keptZoom({ from: 5, to: 5 }, whole)!
    assert.ok(kept.to > kept.from)
  })
})

describe('metrics', () => {
  it('stand beside their twins of other splits, losses first', () => {
    assert.deepEqual(inOrder(['test/accuracy', 'train/accuracy', 'validation/loss', 'final/loss', 'train/loss', 'validation/accuracy']), [
      'train/loss',
      'validation/loss',
      'final/loss',
      'train/accuracy',
      'validation/accuracy',
      'test/accuracy',
    ])
  })
  it('have the goal of their twin; a loss is better low; others are not guessed', () => {
    const goals = { 'test/accuracy': 'higher' } as const
    assert.deepEqual(
      ['validation/accuracy', 'train/loss', 'train/margin'].map((metric) => goalOf(goals, metric)),
      ['higher', 'lower', undefined],
    )
  })
  it('list runs by the validation twin of the first', () => {
    assert.equal(decidingOf({ 'test/accuracy': 'higher' }, ['train/loss', 'validation/accuracy']), 'validation/accuracy')
    assert.equal(decidingOf({}, ['train/loss']), 'train/loss')
    assert.equal(decidingOf({}, []), undefined)
  })
  it('have a last and a best value, NaN never best', () => {
    const story = foldStory(syntheticEvents(0, 100))
    const curve = story.curves.get('train/loss')!
    const finite = curve.values.filter(Number.isFinite)
    const { last, best } = summaryOf(story, 'train/loss', 'lower')!
    assert.deepEqual([last.value, best!.value], [curve.values.at(-1), Math.min(...finite)])
    assert.equal(curve.values[curve.steps.indexOf(best!.step)], best!.value)
    assert.equal(summaryOf(story, 'no/such', 'lower'), undefined)
  })
})

describe('what the user chose', () => {
  it('comes back as it was saved', () => {
    const choices = {
      ...defaultChoices,
      smoothing: 0.9,
      zoom: { from: 1, to: 2 },
      shown: ['a'],
      colors: { a: 3, b: '#aabbcc' },
      figureStep: 50,
      axis: 'clock' as const,
    }
    assert.deepEqual(parseChoices(structuredClone(choices)), choices)
  })
  for (const saved of [
    undefined,
    null,
    7,
    'x',
    [],
    { smoothing: 'x', zoom: { from: 2, to: 1 }, shown: 3, colors: { a: 'red', b: -1, c: {} }, axis: 'sideways' },
  ]) {
    it(`falls back where nothing sound was saved: ${JSON.stringify(saved)}`, () => assert.deepEqual(parseChoices(saved), defaultChoices))
  }
  it('caps smoothing', () => assert.equal(parseChoices({ smoothing: 1 }).smoothing, 0.999))
  it('keeps the colors given and gives each further run one that no other shown run has', () => {
    const first = withColors({}, ['a', 'b'])
    assert.deepEqual(first, { a: 0, b: 1 })
    assert.deepEqual(withColors(first, ['b', 'c', 'd']), { a: 0, b: 1, c: 0, d: 2 })
  })
})

describe('runs in the list', () => {
  const runs: Run[] = [0, 1, 2].map((index) => ({ run: String(index), card: syntheticCard(index), story: undefined, status: 'completed' }))
  const say = sayIn('en')
  it('are told apart where variant and seed are the same', () => {
    const twins = [runs[0]!, { ...runs[0]!, run: 'again', card: syntheticCard(0, { createdAt: '2025-01-03T00:00:00.000Z' }) }]
    assert.equal(new Set(labelsOf(twins, say).values()).size, 2)
    assert.equal(labelsOf(runs, say).get('1'), 'baseline seed 0')
  })
  it('name their experiment where there are several', () => {
    const other = { ...runs[1]!, card: syntheticCard(1, { experiment: 'other' }) }
    assert.match(labelsOf([runs[0]!, other], say).get('1')!, /^other · baseline/)
  })
  for (const [filter, expected] of [
    ['', ['0', '1', '2']],
    ['BASE', ['1']],
    ['variant:inno*', ['0', '2']],
    ['seed<1', ['0', '1']],
    ['innovation seed:1', ['2']],
    ['failed', []],
  ] as const) {
    it(`are filtered by “${filter}”`, () =>
      assert.deepEqual(
        runs.filter((run) => matches(filter, run)).map(({ run }) => run),
        expected,
      ))
  }
  it('believe the manifest of an end that no event told, and events of what came later', () => {
    const story = foldStory(syntheticEvents(0, 20))
    assert.equal(statusOf(syntheticCard(0, { status: 'interrupted' }), story), 'interrupted')
    assert.equal(statusOf(syntheticCard(0, { status: 'starting' }), story), 'running')
    assert.equal(statusOf(syntheticCard(0, { status: 'running' }), foldStory(syntheticEvents(0, 20, [endOf(0)]))), 'completed')
  })
})

describe('a scene', () => {
  const line = { xs: [0, 1, 2, 3], values: [1, NaN, -1, 4], smoothed: undefined, color: '#123456', dash: [] }
  const options = { width: 400, height: 200, from: 0, to: 3, axis: 'step', isLog: false } as const
  it('holds all finite values within its frame and marks the others', () => {
    const { strokes, frame, marks, notFinite } = sceneOf([line], options)
    const ys = strokes[0]!.points.filter((_, i) => i % 2 === 1 && !Number.isNaN(strokes[0]!.points[i]))
    assert.ok(ys.every((y) => y >= frame.top && y <= frame.bottom))
    assert.deepEqual([marks.length, marks[0]!.isFilled, notFinite], [1, true, 1])
  })
  it('says how many a log axis has no place for', () => assert.equal(sceneOf([line], { ...options, isLog: true }).notPositive, 1))
  it('draws the raw line pale behind the smoothed one', () => {
    const { strokes } = sceneOf([{ ...line, smoothed: [1, NaN, 0, 2] }], options)
    assert.deepEqual(
      strokes.map(({ alpha }) => alpha),
      [0.3, 1],
    )
  })
  it('spans all curves; of one point it has some room', () => {
    assert.deepEqual(spanOf([[1, 5], [], [3, 9]]), { from: 1, to: 9 })
    assert.deepEqual(spanOf([[4]]), { from: 3, to: 5 })
    assert.deepEqual(spanOf([]), { from: 0, to: 1 })
  })
})

describe('exports', () => {
  const story = foldStory(syntheticEvents(0, 100))
  it('write every value as logged, NaN too, by RFC 4180', () => {
    const text = exportCsv([{ name: 'a,"b"', variant: 'innovation', seed: 3, story }], ['train/loss'])
    const rows = text.trimEnd().split('\r\n')
    assert.equal(rows.length, 101)
    assert.match(rows[1]!, /^"a,""b""",innovation,3,train\/loss,1,0\.\d{3},2025-01-02T03:04:05\.\d{3}Z,2\.\d+$/)
    assert.match(rows[60]!, /,60,.*,NaN$/)
  })
  it('draw well-formed SVG without anything that is not a number, names escaped', () => {
    const curve = story.curves.get('train/loss')!
    const text = exportSvg(
      [
        {
          metric: 'a<b',
          lines: [{ xs: curve.steps, values: curve.values, smoothed: undefined, color: '#123456', dash: [6, 3] }],
          options: { from: 1, to: 100, axis: 'step', isLog: false },
        },
      ],
      [{ label: 'x & y', color: '#123456', dash: [] }],
    )
    assert.doesNotMatch(text, /NaN|Infinity|undefined|a<b|x & y/)
    assert.match(text, /^<svg xmlns.*<polygon .*<\/svg>\n$/s)
    assert.equal(text.match(/<g[ >]/g)!.length, text.match(/<\/g>/g)!.length)
  })
})

describe('hyper-parameters as typed', () => {
  const range = { kind: 'range', value: 0.01, min: 0.001, max: 1, log: true, live: true } as const
  it('are offered where they are live ranges', () => {
    assert.deepEqual(
      liveRanges({ rate: range, fixed: { ...range, live: false }, width: { kind: 'number', value: 3 } }).map(([key]) => key),
      ['rate'],
    )
  })
  for (const [typed, code] of [
    ['0.5', undefined],
    [' 1e-2 ', undefined],
    ['', 'hyper/value'],
    ['fast', 'hyper/value'],
    ['NaN', 'hyper/value'],
    ['0', 'hyper/range'],
    ['2', 'hyper/range'],
  ] as const) {
    it(`“${typed}” is ${code ?? 'taken'}`, () => assert.equal(checkHyper('rate', range, typed)?.code, code))
  }
})

describe('texts of curves and figures', () => {
  for (const [code, translated] of Object.entries({ ...curvesTexts, ...figuresTexts })) {
    it(`${code} stands in every language, with the same placeholders`, () => {
      const placeholders = LANGUAGES.map((language) => [...translated[language].matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort())
      assert.ok(LANGUAGES.every((language) => translated[language].trim() !== ''))
      assert.deepEqual(placeholders[1], placeholders[0])
    })
  }
})
