import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { startEngine } from '../start'
import { firstDerivative, secondDerivative, type Derivative } from './differences'
import { ownCases } from './ownCases'
import { tfjsCases } from './tfjsCases'

const cases = [...tfjsCases(), ...ownCases()]

for (const engine of ['cpu', 'wasm'] as const) {
  describe(`gradients on ${engine}`, () => {
    before(() => startEngine(engine))

    for (const gradientCase of cases) {
      const { title } = gradientCase
      it(`${title}: the first agrees with finite differences`, async () => close(await firstDerivative(gradientCase)))
      it(`${title}: the second agrees with finite differences`, async () => close(await secondDerivative(gradientCase)))
    }
  })
}

describe('the table of gradients', () => {
  before(() => startEngine('cpu'))

  it('has a case of every kernel with a gradient; those of gradient kernels are what second derivatives are made of', () => {
    const named = new Set(cases.flatMap(({ kernels }) => kernels))
    const registered = Object.values<unknown>(tf).filter((name): name is string => typeof name === 'string' && tf.getGradient(name) !== undefined)
    assert.deepEqual(
      registered.filter((kernel) => !named.has(kernel) && !/Grad$|Backprop/.test(kernel)),
      [],
    )
  })

  it('has no two cases of one title', () => {
    const titles = cases.map(({ title }) => title)
    assert.deepEqual(titles, [...new Set(titles)])
  })
})

function close({ slope, expected, scale }: Derivative): void {
  assert.ok(Math.abs(slope - expected) <= 1e-3 * Math.abs(expected) + 2e-4 * scale + 5e-5, `${slope} instead of ${expected}, of ${scale}`)
}
