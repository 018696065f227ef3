import assert from 'node:assert/strict'
import { labelsOf } from './labels'
import { pointsCsv } from './pointsCsv'

describe('the points of a frame as CSV', () => {
  const points = [{ label: 'cat' }, { label: 'a "b", c' }, { label: '' }]
  const frame = { step: 40, positions: Float32Array.of(0.1, -2, 1e-8, 3, 1 / 3, 5e20) }
  const labels = labelsOf(points)
  const rowsOf = (chosen: readonly string[] = []): string[] => {
    const { text, count } = pointsCsv(points, frame, labels, new Set(chosen.map((name) => labels.names.indexOf(name))))
    const [head, ...rows] = text.split('\r\n').slice(0, -1)
    assert.equal(head, 'id,label,x,y,step')
    assert.equal(rows.length, count)
    return rows
  }

  it('names each point, its label, its place and the step', () => assert.equal(rowsOf()[1], '1,"a ""b"", c",9.99999994e-9,3,40'))
  it('gives places back as they were', () => {
    const numbers = rowsOf().map((row) => row.split(',').slice(-3, -1).map(Number))
    assert.deepEqual(Float32Array.from(numbers.flat()), frame.positions)
  })
  it('leaves out the points of labels that are not chosen, the others keeping their numbers', () =>
    assert.deepEqual(
      rowsOf(['', 'cat']).map((row) => row.split(',')[0]),
      ['0', '2'],
    ))
})
