import assert from 'node:assert/strict'
import { fit, pan, placeAll, scaleOf, zoom, type Camera, type Size } from './camera'
import { readChoices } from './choices'
import { between, frameAt, join, mix } from './film'
import { labelsOf, matching } from './labels'
import { peaks } from './sound'
import { nearestTo, nextTowards } from './walk'

const size: Size = { width: 400, height: 300 }

describe('the camera', () => {
  const positions = Float32Array.of(-2, -1, 6, 1, 0, 0)
  const place = (camera: Camera, within: Size, points = positions): number[] => {
    const places = new Float32Array(points.length)
    placeAll(points, camera, within, places)
    return [...places]
  }

  for (const within of [size, { width: 100, height: 700 }, { width: 300, height: 300 }]) {
    it(`has everything in sight at ${within.width} × ${within.height}, both axes at one scale, y upwards`, () => {
      const places = place(fit([positions], within), within)
      for (let i = 0; i < places.length; i += 2) {
        assert.ok(places[i]! >= 15 && places[i]! <= within.width - 15)
        assert.ok(places[i + 1]! >= 15 && places[i + 1]! <= within.height - 15)
      }
      assert.ok(Math.abs((places[2]! - places[0]!) / 8 - (places[1]! - places[3]!) / 2) < 1e-3)
    })
  }

  it('has a scale where all points are one, and where there are none', () => {
    for (const points of [Float32Array.of(3, 4, 3, 4), new Float32Array(0)]) {
      const scale = scaleOf(fit([points], size), size)
      assert.ok(Number.isFinite(scale) && scale > 0)
    }
  })

  it('keeps what is under the pointer there when it zooms', () => {
    const camera = fit([positions], size)
    const [, , x, y] = place(camera, size)
    const after = place(zoom(camera, size, 2.5, { x: x!, y: y! }), size)
    assert.ok(Math.abs(after[2]! - x!) < 1e-3 && Math.abs(after[3]! - y!) < 1e-3)
    assert.ok(Math.abs(scaleOf(zoom(camera, size, 2.5, { x: 0, y: 0 }), size) / scaleOf(camera, size) - 2.5) < 1e-9)
  })

  it('moves the picture by as many pixels as it was dragged', () => {
    const camera = fit([positions], size)
    const [before, after] = [place(camera, size), place(pan(camera, size, { x: 30, y: -12 }), size)]
    after.forEach((value, i) => assert.ok(Math.abs(value - before[i]! - (i % 2 === 0 ? 30 : -12)) < 1e-3))
  })
})

describe('walking over points', () => {
  const all = (): boolean => true
  // A cross around 0 (point 0), and one point far to the right and up.
  const places = Float32Array.of(100, 100, 120, 100, 80, 101, 100, 80, 100, 120, 200, 60)

  for (const [name, direction, expected] of [
    ['right', { x: 1, y: 0 }, 1],
    ['left', { x: -1, y: 0 }, 2],
    ['up', { x: 0, y: -1 }, 3],
    ['down', { x: 0, y: 1 }, 4],
  ] as const) {
    it(`goes ${name} to the nearest point there`, () => assert.equal(nextTowards(places, 0, direction, all), expected))
  }

  it('goes over points that stand back', () =>
    assert.equal(
      nextTowards(places, 0, { x: 1, y: 0 }, (point) => point !== 1),
      5,
    ))
  it('stays where there is nothing in that direction', () => assert.equal(nextTowards(places, 4, { x: 0, y: 1 }, all), 4))

  it('reaches every one of several points at one spot, there and back', () => {
    const stack = Float32Array.of(50, 50, 50, 50, 50, 50, 90, 50)
    const there = [0, 1, 2].map((from) => nextTowards(stack, from, { x: 1, y: 0 }, all))
    assert.deepEqual(there, [1, 2, 3])
    assert.deepEqual([2, 1].map((from) => nextTowards(stack, from, { x: -1, y: 0 }, all)), [1, 0]) // prettier-ignore
  })

  it('finds the point under the pointer within a finger, and none beyond', () => {
    assert.equal(nearestTo(places, { x: 118, y: 97 }, all), 1)
    assert.equal(
      nearestTo(places, { x: 118, y: 97 }, (point) => point !== 1),
      undefined,
    )
    assert.equal(nearestTo(places, { x: 150, y: 150 }, all), undefined)
  })
})

describe('frames of the panel', () => {
  const frame = (step: number, ...positions: number[]) => ({ step, positions: Float32Array.from(positions) })
  const frames = [frame(0, 0, 0), frame(50, 2, 4), frame(100, 4, 4)]

  it('go on where they ended', () => assert.deepEqual(join(frames, [frame(150, 1, 1)], 1).map(({ step }) => step), [0, 50, 100, 150])) // prettier-ignore
  it('are replaced from where a resumed run makes them anew', () => {
    const joined = join(frames, [frame(50, 9, 9)], 1)
    assert.deepEqual(joined.map(({ step, positions }) => [step, positions[0]]), [[0, 0], [50, 9]]) // prettier-ignore
  })
  it('of another number of points are left out', () => assert.deepEqual(join(frames, [frame(150, 1, 1, 2, 2)], 1), frames))
  it('are shown at the newest, or at the step nearest to the one chosen', () => {
    assert.deepEqual([null, 0, 60, 1000].map((step) => frameAt(frames, step)), [2, 0, 1, 2]) // prettier-ignore
  })
  it('have places between them', () => {
    assert.deepEqual([0, 0.5, 1.25, 2].map((at) => [...between(frames, at)]), [[0, 0], [1, 2], [2.5, 4], [4, 4]]) // prettier-ignore
    assert.deepEqual([...mix(Float32Array.of(1), Float32Array.of(1, 2), 0.5)], [1, 2])
  })
})

describe('classes', () => {
  it('stand in an order that people expect, counted', () => {
    const { names, counts, of } = labelsOf(['class 10', 'class 2', '', 'class 2'].map((label) => ({ label })))
    assert.deepEqual(names, ['', 'class 2', 'class 10'])
    assert.deepEqual(counts, [1, 2, 1])
    assert.deepEqual([...of], [2, 1, 0, 1])
  })
  it('are found whatever their case', () => {
    assert.deepEqual([...matching(['Bag', 'Coat', '外套'], ' bA ')], [0])
    assert.deepEqual([...matching(['Bag', '外套'], '套')], [1])
    assert.equal(matching(['Bag', 'Coat'], '').size, 2)
  })
})

describe('what was saved', () => {
  const view = { of: 'x', camera: { x: 1, y: 2, span: 3 } }
  it('comes back as it was', () => {
    const saved = {
      run: 'r',
      method: 'umap',
      tower: 't',
      step: 5,
      view,
      labels: ['a'],
      isTable: true,
      wantsShapes: true,
      coloring: 'moved',
      thumbnails: 'never',
    }
    assert.deepEqual(readChoices(saved), saved)
  })
  it('gives the defaults where it is missing or broken', () => {
    const defaults = readChoices(undefined)
    assert.deepEqual([defaults.method, defaults.step, defaults.view], ['pca', null, null])
    for (const broken of [
      null,
      7,
      { view: { of: 'x', camera: { x: 1, y: NaN, span: 1 } } },
      { step: '5', labels: 'a', method: 'tsne', run: 3 },
      { view: { ...view, camera: { ...view.camera, span: 0 } } },
    ])
      assert.deepEqual(readChoices(broken), defaults)
  })
})

describe('the wave of a sound', () => {
  it('keeps the loudest sample of each part', () => {
    assert.deepEqual(peaks(Int16Array.of(0, -32768, 16384, 0), 2), [1, 0.5])
    assert.deepEqual(peaks(Int16Array.of(8192), 3), [0.25, 0.25, 0.25])
    assert.deepEqual(peaks(new Int16Array(0), 2), [0, 0])
  })
})
