import assert from 'node:assert/strict'
import { drawInput, type InputSpec } from './inputs'
import { relativeError } from './measure'

const spec = (kind: 'uniform' | 'signed' | 'distinct' | 'integer', low: number, high: number): InputSpec =>
  ({ kind, shape: [1000], dtype: 'float32', low, high, seed: 9 }) as const

describe('an input', () => {
  it('lies within its bounds and fills them', () => {
    const values = [...drawInput(spec('uniform', -2, 3))]
    assert.ok(Math.min(...values) >= -2 && Math.min(...values) < -1.9)
    assert.ok(Math.max(...values) < 3 && Math.max(...values) > 2.9)
  })

  it('that is signed takes both signs and keeps away from 0', () => {
    const values = [...drawInput(spec('signed', 0.25, 1))]
    assert.ok(values.every((value) => Math.abs(value) >= 0.25 && Math.abs(value) < 1))
    assert.ok(values.filter((value) => value < 0).length > 400 && values.filter((value) => value > 0).length > 400)
  })

  it('that is distinct has evenly spaced values in no order', () => {
    const values = [...drawInput(spec('distinct', 0, 1000))]
    assert.deepEqual(
      values.toSorted((a, b) => a - b),
      Array.from({ length: 1000 }, (_, i) => i + 0.5),
    )
    assert.ok(values.slice(1).filter((value, i) => value > values[i]!).length < 600)
  })

  it('that is whole takes every whole number below its upper bound', () => {
    assert.deepEqual(
      [...new Set(drawInput(spec('integer', -2, 2)))].sort((a, b) => a - b),
      [-2, -1, 0, 1],
    )
  })

  it('differs with its seed', () => {
    const [a, b] = [spec('uniform', 0, 1), { ...spec('uniform', 0, 1), seed: 10 }] as [InputSpec, InputSpec]
    assert.notDeepEqual(drawInput(a), drawInput(b))
  })
})

describe('the error of a result', () => {
  const error = (got: number[], expected: number[]): number => relativeError(Float32Array.from(got), Float32Array.from(expected))

  it('is the largest difference by the largest value', () => assert.equal(error([1, 5, -4], [1, 4, -4]), 0.25))
  it('is the difference where all is 0', () => assert.equal(error([0, 0.5], [0, 0]), 0.5))
  it('is 0 of nothing', () => assert.equal(error([], []), 0))
  it('is infinite where a value is not finite and should be, or the other way around', () => {
    assert.equal(error([NaN, 1], [1, 1]), Infinity)
    assert.equal(error([1, 1], [NaN, 1]), Infinity)
    assert.equal(error([-Infinity], [Infinity]), Infinity)
  })
  it('is 0 where NaN and infinities are where they should be', () => assert.equal(error([NaN, Infinity, 2], [NaN, Infinity, 2]), 0))
})
