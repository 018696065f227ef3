import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

describe('the garbage of a step', () => {
  it('does not get into V8’s old generation, which is collected rarely', () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', join(__dirname, 'garbage.testing.ts')], { encoding: 'utf8' })
    const bytesAStep = Number(stdout.trim().split('\n').at(-1) || NaN)
    assert.ok(bytesAStep < 500, `${bytesAStep} bytes a step; ${stderr}`) // 3,964 by tfjs' own reads and custom gradients
  })
})
