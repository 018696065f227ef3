import assert from 'node:assert/strict'
import { lookOf, onDark, onLight, radiusFor } from './looks'

type Linear = readonly [number, number, number]

/** Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB. */
const eyes: Readonly<Record<string, readonly Linear[]>> = {
  'full color vision': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
}

describe('the looks of classes', () => {
  for (const [title, colors, background] of [
    ['dark', onDark, '#1f1f1f'],
    ['light', onLight, '#ffffff'],
  ] as const) {
    for (const [eye, matrix] of Object.entries(eyes)) {
      it(`are ten colors that are told apart with ${eye}, on ${title}`, () => {
        const seen = colors.map((color) => labOf(matrix.map((row) => row.reduce((sum, weight, i) => sum + weight * linear(color)[i]!, 0)) as unknown as Linear))
        seen.forEach((a, i) =>
          seen.slice(0, i).forEach((b, j) => {
            const apart = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
            assert.ok(apart > 20, `${colors[i]} and ${colors[j]} are ${apart.toFixed(1)} apart in CIELAB`)
          }),
        )
      })
    }

    it(`stand out from the background, on ${title}`, () => {
      for (const color of colors) {
        const [low, high] = [luminance(color), luminance(background)].sort((a, b) => a - b)
        const contrast = (high! + 0.05) / (low! + 0.05)
        assert.ok(contrast > 2.9, `${color}: ${contrast.toFixed(2)}`)
      }
    })
  }

  for (const wantsShapes of [false, true]) {
    it(`are sixty different ones ${wantsShapes ? 'with shapes from the first class on' : 'by color first, then shape'}`, () => {
      const looks = Array.from({ length: 60 }, (_, label) => lookOf(label, true, wantsShapes))
      assert.equal(new Set(looks.map(({ color, shape }) => `${color} ${shape}`)).size, 60)
      assert.equal(new Set(looks.slice(0, 6).map(({ shape }) => shape)).size, wantsShapes ? 6 : 1)
    })
  }

  it('are smaller where there are more points', () => {
    const radii = [1, 100, 300, 1000, 2000, 10_000].map(radiusFor)
    radii.slice(1).forEach((radius, i) => assert.ok(radius <= radii[i]!))
    assert.ok(radii[0]! > radii.at(-1)!)
  })
})

function linear(color: string): Linear {
  const channel = (at: number): number => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}
function luminance(color: string): number {
  const [red, green, blue] = linear(color)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
function labOf([red, green, blue]: Linear): Linear {
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f(Math.max(0, 0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
  const y = f(Math.max(0, 0.2126 * red + 0.7152 * green + 0.0722 * blue))
  const z = f(Math.max(0, 0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
