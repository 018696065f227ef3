import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** As `npm run parity -- …` starts it once the build is there. */
function parity(...typed: string[]): { status: number | null; lines: string[]; error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(__dirname, 'main.ts'), ...typed], { encoding: 'utf8' })
  return { status, lines: stdout.trim().split('\n'), error: stderr }
}

describe('npm run parity', () => {
  it('ends with the counts, and with 0 where nothing failed', () => {
    const { status, lines } = parity('--engine', 'cpu', '--op', 'exp')
    assert.deepEqual([status, lines.at(-1)], [0, '10 passed, 0 failed, 0 skipped'])
    assert.ok(
      lines.some((line) => /^exp +10 +\S+ +\S+ +ok$/.test(line)),
      lines.join('\n'),
    )
  })

  it('compares random shapes with cpu, the same ones for equal seeds', () => {
    const run = (): string[] => parity('--engine', 'wasm', '--op', 'exp', '--fuzz', '30', '--seed', '7').lines.filter((line) => line.endsWith('ok'))
    const first = run()
    assert.ok(first.length > 5, first.join('\n'))
    assert.deepEqual(run(), first)
  })

  it('ends with JSON that has the seed where asked to', () => {
    const { lines } = parity('--engine', 'cpu', '--op', 'exp', '--op', 'add', '--sample', '--seed', '5', '--json')
    const { event, seed, failed } = JSON.parse(lines.at(-1)!) as { event: string; seed: number; failed: number }
    assert.deepEqual([event, seed, failed], ['parity', 5, 0])
  })

  it('says which engines and ops there are not', () => {
    assert.match(parity('--engine', 'abacus').error, /There is no engine abacus/)
    const { status, error } = parity('--op', 'abacus')
    assert.equal(status, 2)
    assert.match(error, /No case is of the op abacus/)
  })
})
