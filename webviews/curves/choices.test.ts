import assert from 'node:assert/strict'
import { defaultChoices, parseChoices, withAxis, withColors } from './choices'

describe('what the user chose', () => {
  it('comes back as it was saved', () => {
    const choices = {
      ...defaultChoices,
      smoothing: 0.9,
      zoom: { from: 1, to: 2 },
      shown: ['a'],
      colors: { a: 3, b: '#aabbcc' },
      figureStep: 50,
      axis: 'metric' as const,
      xMetric: 'train/loss',
      isLogX: true,
      zooms: { step: { from: 3, to: 4 } },
      grouping: { by: ['variant', 'rate'], center: 'median' as const, band: 'deviation' as const, hasEach: true },
    }
    assert.deepEqual(parseChoices(structuredClone(choices)), choices)
  })
  for (const saved of [
    undefined,
    null,
    7,
    'x',
    [],
    {
      smoothing: 'x',
      zoom: { from: 2, to: 1 },
      shown: 3,
      colors: { a: 'red', b: -1, c: {} },
      axis: 'sideways',
      zooms: { step: { from: 'x' } },
      grouping: { by: 'variant', center: 'mode' },
    },
    { axis: 'metric' },
  ]) {
    it(`falls back where nothing sound was saved: ${JSON.stringify(saved)}`, () => assert.deepEqual(parseChoices(saved), defaultChoices))
  }
  it('leave each axis with the zoom it had', () => {
    const [step, loss] = [{ from: 1, to: 2 }, { from: 0.1, to: 0.2 }] // prettier-ignore
    const onLoss = withAxis({ ...defaultChoices, zoom: step }, 'metric', 'train/loss')
    assert.equal(onLoss.zoom, undefined)
    const back = withAxis({ ...onLoss, zoom: loss }, 'step', undefined)
    assert.deepEqual(back.zoom, step)
    assert.deepEqual(withAxis(back, 'metric', 'train/loss').zoom, loss)
    assert.equal(withAxis(back, 'metric', 'train/other').zoom, undefined)
    assert.deepEqual(withAxis({ ...back, zoom: undefined }, 'time', undefined).zooms, { 'metric:train/loss': loss }, 'a reset is kept too')
  })
  it('caps smoothing', () => assert.equal(parseChoices({ smoothing: 1 }).smoothing, 0.999))
  it('keeps the colors given and gives each further run one that no other shown run has', () => {
    const first = withColors({}, ['a', 'b'])
    assert.deepEqual(first, { a: 0, b: 1 })
    assert.deepEqual(withColors(first, ['b', 'c', 'd']), { a: 0, b: 1, c: 0, d: 2 })
  })
})
