import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SafeFile } from '../../protocol'
import { temporaryFolder } from '../../test/support/folder'
import { checkpointSteps, readLatestCheckpoint, writeCheckpoint } from './checkpoints'
import { checkpointsFolder } from './layout'

const file = (value: number): SafeFile => ({
  tensors: new Map([['a/b', { dtype: 'F32', shape: [2], bytes: new Uint8Array(Float32Array.of(value, -value).buffer) }]]),
  metadata: { step: String(value) },
})

describe('checkpoints', () => {
  const run = temporaryFolder()

  it('keep the newest, the one before it and the best', () => {
    for (const step of [10, 20, 30, 40]) writeCheckpoint(run(), step, file(step), 10)
    assert.deepEqual(checkpointSteps(run()), [10, 30, 40])
  })

  it('come back as they were', () => {
    writeCheckpoint(run(), 7, file(7), 7)
    const read = readLatestCheckpoint(run())
    assert.equal(read.step, 7)
    assert.deepEqual(read.step === 7 && read.file.tensors, file(7).tensors)
  })

  it('fall back to the one before when the newest is cut short', () => {
    writeCheckpoint(run(), 1, file(1), 1)
    const name = writeCheckpoint(run(), 2, file(2), 1)
    truncateSync(join(checkpointsFolder(run()), name), 60)
    const read = readLatestCheckpoint(run())
    assert.equal(read.step, 1)
    assert.equal(read.damaged[0]?.file, name)
  })

  it('fall back to the one before when any single bit of the newest is flipped', () => {
    writeCheckpoint(run(), 1, file(1), 1)
    const path = join(checkpointsFolder(run()), writeCheckpoint(run(), 2, file(2), 1))
    const whole = readFileSync(path)
    const padding = new Set([...whole].flatMap((byte, i) => (byte === 0x20 && i >= 8 ? [i] : []))) // JSON white space carries nothing
    for (let i = 0; i < whole.length; i++) {
      if (padding.has(i)) continue
      const flipped = Uint8Array.from(whole)
      flipped[i]! ^= 1
      writeFileSync(path, flipped)
      assert.equal(readLatestCheckpoint(run()).step, 1, `byte ${i}`)
    }
  })

  it('are not there before the first, nor when all are damaged', () => {
    assert.deepEqual(readLatestCheckpoint(run()), { step: undefined, damaged: [] })
    mkdirSync(checkpointsFolder(run()))
    writeFileSync(join(checkpointsFolder(run()), 'step-000000001.safetensors'), 'nonsense')
    assert.equal(readLatestCheckpoint(run()).damaged.length, 1)
  })

  it('leave out what a killed write left behind', () => {
    writeCheckpoint(run(), 1, file(1), 1)
    writeFileSync(join(checkpointsFolder(run()), '.step-000000002.safetensors.99-abcdef.tmp'), 'half')
    assert.deepEqual(checkpointSteps(run()), [1])
  })
})
