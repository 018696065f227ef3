import assert from 'node:assert/strict'
import type { RunEventBody } from '../../../protocol'
import { sayIn } from '../../../protocol/texts/cli'
import { formatBytes, formatClock, formatNumber } from './format'
import { painter } from './paint'
import { createProgressView, progressLines } from './progress'
import { sparkline } from './sparkline'
import { table } from './table'
import { createTracker, type Tracker } from './tracker'
import { cut, displayWidth, pad } from './width'

describe('display width', () => {
  it('counts Chinese as two columns and colour codes as none', () => {
    assert.equal(displayWidth('step'), 4)
    assert.equal(displayWidth('第 3 步'), 7)
    assert.equal(displayWidth(painter(true)('red', '嵌入')), 4)
  })
  it('is what texts are padded and cut to', () => {
    assert.equal(displayWidth(pad('状态', 10)), 10)
    assert.equal(cut('训练中', 5), '训练…')
    assert.equal(cut('训练中', 4), '训…')
    assert.equal(cut('short', 5), 'short')
  })
  it('lines up the columns of a table in both scripts', () => {
    const lines = table(
      ['运行', 'b'],
      [
        ['状态一', 'x'],
        ['ab', 'x'],
      ],
    )
    assert.deepEqual(
      lines.map((line) => displayWidth(line)),
      [9, 9, 9],
    )
  })
})

describe('a sparkline', () => {
  it('rises with its values', () => assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8), '▁▂▃▄▅▆▇█'))
  it('is level where all values are equal', () => assert.equal(sparkline([2, 2, 2], 8), '▄▄▄'))
  it('marks what is not finite, alone or among others', () => {
    assert.equal(sparkline([0, NaN, 7], 8), '▁×█')
    assert.equal(sparkline([NaN, Infinity], 8), '××')
  })
  it('is logarithmic where values span orders of magnitude', () => {
    assert.equal(sparkline([1000, 100, 10, 1], 8), '█▆▃▁')
    assert.equal(sparkline([1000, 100, 10, 0], 8), '█▂▁▁')
  })
  it('takes no more columns than it is given', () =>
    assert.equal(
      sparkline(
        Array.from({ length: 1000 }, (_, i) => i),
        20,
      ).length,
      20,
    ))
  it('of nothing is nothing', () => assert.equal(sparkline([], 8), ''))
})

describe('numbers for people', () => {
  it('have four significant digits', () => {
    assert.deepEqual([0.91239, 12345.67, 0.00012345, 0, 41226, -0.5, NaN].map(formatNumber), ['0.9124', '12350', '1.23e-4', '0', '41226', '−0.5', 'NaN'])
  })
  it('are times and sizes in the unit that suits', () => {
    assert.deepEqual([0, 59.6, 3661].map(formatClock), ['0:00', '1:00', '1:01:01'])
    assert.deepEqual([0, 999, 1500, 93_000_000].map(formatBytes), ['0 B', '999 B', '1.5 kB', '93.0 MB'])
  })
})

describe('progress', () => {
  const take = (tracker: Tracker, timeMs: number, body: RunEventBody): void => tracker.take({ seq: 1, time: timeMs, ...body })
  const scalars = (step: number, series: Record<string, (number | 'NaN' | null)[]>): RunEventBody => ({ kind: 'scalars', steps: [step], series })

  it('knows rate and time left from the events’ own clock', () => {
    const tracker = createTracker()
    tracker.begin({ step: 0, steps: 100, timeMs: 0 })
    take(tracker, 1000, scalars(10, { 'train/loss': [1] }))
    take(tracker, 2000, scalars(20, { 'train/loss': [0.5] }))
    const { stepsPerSecond, secondsLeft, lossNow } = tracker.progress()
    assert.deepEqual([stepsPerSecond, secondsLeft, lossNow], [10, 8, 0.5])
  })
  it('does not count a pause as training', () => {
    const tracker = createTracker()
    tracker.begin({ step: 0, steps: 100, timeMs: 0 })
    take(tracker, 1000, scalars(10, {}))
    take(tracker, 1000, { kind: 'paused', step: 10 })
    assert.equal(tracker.progress().isPaused, true)
    take(tracker, 100_000, { kind: 'continued', step: 10 })
    take(tracker, 101_000, scalars(20, {}))
    assert.equal(tracker.progress().stepsPerSecond, 10)
  })
  it('shows the best of the validation twin of the first metric, by its own goal', () => {
    const tracker = createTracker()
    tracker.setGoals({ 'test/error': 'lower', 'test/accuracy': 'higher' })
    for (const [step, error] of [3, 1, 2].entries()) take(tracker, step, scalars(step, { 'validation/accuracy': [0.5], 'validation/error': [error] }))
    assert.deepEqual(tracker.progress().best, { metric: 'validation/error', value: 1, step: 1 })
  })
  it('never takes NaN for the best', () => {
    const tracker = createTracker()
    take(tracker, 0, scalars(1, { 'validation/accuracy': ['NaN'] }))
    assert.equal(tracker.progress().best, undefined)
  })
  it('keeps a bounded part of a long loss, and every NaN of it', () => {
    const tracker = createTracker()
    for (let step = 0; step < 5000; step++) take(tracker, step, scalars(step, { 'train/loss': [step === 1234 ? 'NaN' : step] }))
    const { loss } = tracker.progress()
    assert.ok(loss.length < 512)
    assert.equal(loss.filter(Number.isNaN).length, 1)
  })
  it('fits every width, in both languages', () => {
    const tracker = createTracker()
    tracker.begin({ step: 0, steps: 100, timeMs: 0 })
    for (let step = 1; step < 60; step++) take(tracker, step * 100, scalars(step, { 'train/loss': [1 / step], 'validation/accuracy': [step / 100] }))
    for (const language of ['en', 'zh-cn'] as const) {
      for (let width = 20; width <= 200; width += 7) {
        for (const line of progressLines(tracker.progress(), width, sayIn(language), painter(true))) assert.ok(displayWidth(line) <= width, `${width}: ${line}`)
      }
    }
    const wide = progressLines(tracker.progress(), 160, sayIn('en'), painter(false)).join('\n')
    for (const part of ['59 %', 'step 59/100', '0:04 left', '10.0 steps/s', 'train/loss 0.01695', 'best validation/accuracy 0.59 (step 59)'])
      assert.ok(wide.includes(part), `${part} in ${wide}`)
  })
  it('is drawn at most ten times a second on a terminal, and every five seconds elsewhere', () => {
    const drawnIn = (canDraw: boolean, spanMs: number): number => {
      let nowMs = 0
      let drawn = 0
      const terminal = {
        canDraw,
        canAsk: false,
        hasColor: false,
        width: () => 80,
        out: () => void drawn++,
        write: () => void drawn++,
        error: () => undefined,
        ask: async () => false,
        onInterrupt: () => () => undefined,
        exit: () => undefined,
        nowMs: () => nowMs,
      }
      const view = createProgressView(terminal, sayIn('en'), painter(false))
      const tracker = createTracker()
      tracker.begin({ step: 0, steps: 100, timeMs: 0 })
      for (; nowMs < spanMs; nowMs++) view.update(tracker.progress())
      return drawn
    }
    assert.equal(drawnIn(true, 1000), 10)
    assert.equal(drawnIn(false, 20_000), 3)
  })
})
