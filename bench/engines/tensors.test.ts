import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readModelData, writeModelData, type ModelData } from './tensors'

const data: ModelData = {
  weights: { kernel: { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4.5) }, bias: { shape: [1], values: Float32Array.of(-1) } },
  constants: { source: { shape: [3], values: Int32Array.of(7, -8, 9) } },
  batches: [{ y: { shape: [1], values: Int32Array.of(5) } }, { y: { shape: [1], values: Int32Array.of(6) } }],
}

describe('a model on its way to both sides', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gradlab-tensors-'))
  after(() => rmSync(folder, { recursive: true }))

  it('is read as it was written', () => {
    writeModelData(folder, data)
    assert.deepEqual(readModelData(folder), data)
  })

  it('is raw little-endian values one after the other, which anyone can read', () => {
    writeModelData(folder, data)
    const bytes = readFileSync(join(folder, 'tensors.bin'))
    assert.equal(bytes.length, 4 * 10)
    assert.deepEqual([bytes.readFloatLE(12), bytes.readFloatLE(16), bytes.readInt32LE(24)], [4.5, -1, -8])
    const { entries } = JSON.parse(readFileSync(join(folder, 'tensors.json'), 'utf8')) as { entries: unknown[] }
    assert.deepEqual(entries[2], { group: 'constants', name: 'source', dtype: 'int32', shape: [3], from: 20 })
  })
})
