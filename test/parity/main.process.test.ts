import assert from 'node:assert/strict'
import * as esbuild from 'esbuild'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { bundleOptions } from '../../scripts/building/bundles.mjs'
import { folder } from './goldens'

/** As `npm run parity -- …` starts it once the build is there. */
function parity(...typed: string[]): { status: number | null; lines: string[]; error: string } {
  return parityOn([], typed)
}
function parityOn(options: readonly string[], typed: readonly string[]): ReturnType<typeof parity> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, '--import', 'tsx', join(__dirname, 'main.ts'), ...typed], { encoding: 'utf8' })
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

  it('holds the kernels of wasm without relaxed SIMD too, as an older Node has them', () => {
    const older = 'data:text/javascript,WebAssembly.validate=()=>false' // nothing else asks
    const { status, lines } = parityOn(['--import', older], ['--engine', 'wasm', '--sample', '--fuzz', '50', '--seed', '1'])
    assert.ok(
      lines.some((line) => line.includes('SIMD plain')),
      lines.join('\n'),
    )
    assert.match(lines.at(-1)!, /^\d{3,} passed, 0 failed, 0 skipped$/)
    assert.equal(status, 0)
  }).timeout(120_000)

  it('gives the same in a bundle, where tfjs is mended as in the programs that are shipped', async () => {
    const cache = join(__dirname, '../../.cache') // a program looks for the product above itself
    mkdirSync(cache, { recursive: true })
    const bundled = mkdtempSync(join(cache, 'parity-'))
    try {
      const out = join(bundled, 'main.js')
      await esbuild.build(bundleOptions({ entry: 'test/parity/main.ts', out, without: [] }))
      symlinkSync(folder, join(bundled, 'goldens'), 'junction')
      const ops = ['broadcastTo', 'divNoNan', 'irfft', 'losses.softmaxCrossEntropy', 'signal.hannWindow', 'fused.conv2d'].flatMap((op) => ['--op', op])
      const { status, stdout } = spawnSync(process.execPath, [out, '--engine', 'cpu', ...ops], { encoding: 'utf8' })
      assert.match(stdout, /\n\d+ passed, 0 failed, 0 skipped\n$/)
      assert.equal(status, 0)
    } finally {
      rmSync(bundled, { recursive: true })
    }
  })

  it('says which engines and ops there are not', () => {
    assert.match(parity('--engine', 'abacus').error, /There is no engine abacus/)
    const { status, error } = parity('--op', 'abacus')
    assert.equal(status, 2)
    assert.match(error, /No case is of the op abacus/)
  })
})
