import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { startEngine } from '../start'
import { firstDerivative, secondDerivative, type Derivative } from './differences'
import { ownCases } from './ownCases'
import { tfjsCases } from './tfjsCases'

const cases = [...tfjsCases(), ...ownCases()]

describe('gradients on cpu', () => {
  before(() => startEngine('cpu'))

  for (const gradientCase of cases) {
    const { title, second } = gradientCase
    it(`${title}: the first agrees with finite differences`, () => close(firstDerivative(gradientCase)))
    if (!second) it(`${title}: the second agrees with finite differences`, () => close(secondDerivative(gradientCase)))
    else it(`${title}: the second is an error of its own`, () => assert.throws(() => secondDerivative(gradientCase), { code: second }))
  }
})

function close({ slope, expected, scale }: Derivative): void {
  assert.ok(Math.abs(slope - expected) <= 1e-3 * Math.abs(expected) + 2e-4 * scale + 5e-5, `${slope} instead of ${expected}, of ${scale}`)
}
