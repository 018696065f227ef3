import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ComparisonEvent } from '../../protocol'
import { makeExperiment, writeExperiment } from '../../test/support/experiment'
import { temporaryFolder } from '../../test/support/folder'
import { gradlab } from '../../test/support/gradlab'
import { listRuns } from '../store/runs'

describe('gradlab compare', function () {
  this.timeout(240_000)
  const folder = temporaryFolder()
  const fixture = join(__dirname, '../../test/fixtures/experiments/regression.ts')
  const experiment = (name = 'experiment'): string => makeExperiment(join(folder(), name), ['regression.ts'])
  /** The regression with one more variant, whose step throws in the middle. */
  const withBroken = (name: string): string => {
    const source = readFileSync(fixture, 'utf8')
      .replace("baseline: { noise: 'off' } }", "baseline: { noise: 'off' }, broken: { width: 9 } }")
      .replace('seen.value += ', "if (ctx.hyper.width === 9 && ctx.step === 4) throw new Error('planted')\n    seen.value += ")
    return writeExperiment(join(folder(), name), source)
  }
  const options = ['--seeds', '3', '--max-steps', '20', '--engine', 'wasm', '--json']

  it('ends with one comparison: values by seed, the difference from the baseline, what it cost', async () => {
    const { code, lines } = await gradlab(['compare', experiment(), ...options])
    assert.equal(code, 0)
    const runs = lines.map((line) => JSON.parse(line) as { event: string; variant: string; seed: number }).filter(({ event }) => event === 'run')
    assert.deepEqual(
      runs.map(({ variant, seed }) => `${variant} ${seed}`),
      ['baseline 0', 'innovation 0', 'baseline 1', 'innovation 1', 'baseline 2', 'innovation 2'],
    )
    const last = lastOf(lines)
    assert.deepEqual([last.event, last.metric, last.better, last.engine], ['comparison', 'test/error', 'lower', 'wasm'])
    assert.deepEqual(Object.keys(last.variants), ['baseline', 'innovation'])
    const [base, own] = [last.variants['baseline']!.values as number[], last.variants['innovation']!.values as number[]]
    const differences = own.map((value, i) => value - base[i]!)
    const { mean, low, high, verdict, doubts } = last.differences['innovation']!
    assert.ok(Math.abs(mean! - differences.reduce((a, b) => a + b) / 3) < 1e-12)
    assert.ok(low! < mean! && mean! < high!)
    assert.deepEqual([verdict, doubts], ['no difference seen', []])
    // Forward 8·3·8 + 8·8·1; backward the same for the kernels, and 8·8·1 for what the first layer gave.
    const forward = 8 * 3 * 8 + 8 * 8
    assert.equal(last.variants['innovation']!.multiplyAdds, 2 * forward + 64)
    assert.equal(last.variants['innovation']!.parameters, 41)
  })

  it('asked again trains nothing and says the same; asked for fewer seeds it uses the runs there are', async () => {
    const made = experiment()
    const first = await gradlab(['compare', made, ...options])
    const runs = listRuns(made).runs.length
    const again = await gradlab(['compare', made, ...options])
    assert.equal(again.lines.at(-1), first.lines.at(-1))
    const fewer = await gradlab(['compare', made, '--seeds', '2', '--max-steps', '20', '--engine', 'wasm', '--json'])
    assert.deepEqual(lastOf(fewer.lines).variants['innovation']!.values, lastOf(first.lines).variants['innovation']!.values.slice(0, 2))
    assert.deepEqual([lastOf(fewer.lines).differences['innovation']!.low, lastOf(fewer.lines).differences['innovation']!.doubts], [null, ['few-seeds']])
    assert.equal(listRuns(made).runs.length, runs)
    rmSync(join(made, '.gradlab', 'comparisons'), { recursive: true })
    const forgotten = await gradlab(['compare', made, ...options])
    assert.equal(forgotten.lines.at(-1), first.lines.at(-1), 'a lost record takes no value with it')
    assert.equal(listRuns(made).runs.length, runs)
    const edited = join(made, 'model.ts')
    writeFileSync(edited, `${readFileSync(edited, 'utf8')}\n// edited\n`)
    await gradlab(['compare', made, '--seeds', '1', '--max-steps', '20', '--engine', 'wasm', '--json'])
    assert.equal(listRuns(made).runs.length, runs + 2, 'another source is another comparison')
  })

  it('interrupted by Ctrl-C ends with 130, and the same command ends as if nothing had been', async () => {
    const slow = (name: string): string => {
      const source = readFileSync(fixture, 'utf8').replace('sleepMs: range(0,', 'sleepMs: range(15,')
      return writeExperiment(join(folder(), name), source)
    }
    const [whole, cut] = [slow('whole'), slow('cut')]
    const expected = await gradlab(['compare', whole, ...options])
    const interrupted = await gradlab(['compare', cut, ...options], { interruptAfter: /"seed":1/ })
    assert.equal(interrupted.code, 130)
    const { event, runsLeft } = JSON.parse(interrupted.lines.at(-1)!) as { event: string; runsLeft: number }
    assert.equal(event, 'interrupted')
    assert.ok(runsLeft > 0 && runsLeft < 6)
    const continued = await gradlab(['compare', cut, ...options])
    assert.equal(continued.code, 0)
    assert.deepEqual(withoutTimes({ ...lastOf(continued.lines), experiment: 'whole' }), withoutTimes(lastOf(expected.lines)))
    assert.equal(listRuns(cut).runs.length, 6, 'the run that was cut went on in its own folder')
  })

  it('gives every run what is set, and refuses what no run would take before it trains one', async () => {
    const made = experiment()
    const { code, lines } = await gradlab(['compare', made, '--seeds', '1', '--engine', 'wasm', '--json', '--set', 'width=5', 'steps=10'])
    assert.equal(code, 0)
    assert.deepEqual([lastOf(lines).variants['innovation']!.parameters, lastOf(lines).variants['innovation']!.steps], [4 * 5 + 6, 10])
    const refused = await gradlab(['compare', made, '--seeds', '1', '--engine', 'wasm', '--json', '--set', 'widht=5'])
    assert.equal(refused.code, 2)
    assert.match(refused.error, /widht.*\n.*width/)
    assert.equal(listRuns(made).runs.length, 2)
  })

  it('may set what an experiment leaves to Gradlab', async () => {
    const made = experiment()
    writeExperiment(made, readFileSync(fixture, 'utf8').replace('  evaluateEvery: 10,\n', ''))
    const { code, error } = await gradlab(['compare', made, '--seeds', '1', '--engine', 'wasm', '--json', '--set', 'evaluateEvery=5', 'steps=10'])
    assert.equal(code, 0, error)
    assert.deepEqual(
      listRuns(made).runs.map(({ manifest }) => manifest.hyper?.['evaluateEvery']),
      [5, 5],
    )
  })

  it('reports a variant that fails, with the line, and keeps the others', async () => {
    const { code, lines } = await gradlab(['compare', withBroken('broken'), ...options])
    assert.equal(code, 1)
    const last = lastOf(lines)
    assert.deepEqual(last.variants['broken']!.values, [null, null, null])
    const { mean, verdict, doubts } = last.differences['broken']!
    assert.deepEqual([mean, verdict, doubts], [null, 'no difference seen', ['few-seeds', 'runs-missing']])
    assert.ok(last.differences['innovation']!.low !== null)
    assert.deepEqual(last.differences['innovation']!.doubts, [])
    const failed = lines.map((line) => JSON.parse(line) as { status?: string; message?: string }).filter(({ status }) => status === 'failed')
    assert.equal(failed.length, 3)
    assert.match(failed[0]!.message!, /planted/)
  })

  it('refuses an unknown variant, a comparison with nothing, and a place it cannot export to, before it trains', async () => {
    const made = experiment()
    for (const [typed, expected] of [
      [['--variants', 'innovatoin'], /no variant "innovatoin"[^]*Did you mean innovation/],
      [['--variants', 'baseline'], /nothing to compare/],
      [['--export', 'result.pdf'], /\.md, \.tex or \.svg/],
      [['--seeds', '0'], /--seeds takes/],
    ] as const) {
      const { code, error } = await gradlab(['compare', made, ...typed])
      assert.equal(code, 2, error)
      assert.match(error, expected)
    }
    assert.deepEqual(listRuns(made).runs, [])
  })

  it('ends at once where no run could be trained', async () => {
    const made = experiment()
    writeExperiment(made, readFileSync(fixture, 'utf8').replace('data: (ctx) => ({', "data: async (ctx) => ({ ...(await ctx.dataset('no-such-set') && {}),"))
    const { code, lines, error } = await gradlab(['compare', made, ...options])
    assert.equal(code, 1)
    assert.equal(lines.filter((line) => line.includes('"event":"run"')).length, 0)
    assert.match(error, /no-such-set/)
    assert.equal(listRuns(made).runs.length, 1)
  })

  it('with --tune tries each arm with the same rates on a seed of its own, and trains with the best', async () => {
    const made = experiment()
    const { code, lines, error } = await gradlab(['compare', made, '--seeds', '1', '--max-steps', '10', '--engine', 'wasm', '--tune', '--json'])
    assert.equal(code, 0, error)
    const { tuning, variants } = lastOf(lines)
    assert.equal(tuning!.metric, 'validation/error')
    for (const [arm, trials] of Object.entries(tuning!.trials)) {
      assert.deepEqual(
        trials.map(({ learningRate }) => learningRate),
        [0.00333333, 0.01, 0.03],
      )
      const best = [...trials].sort((a, b) => a.value! - b.value!)[0]!
      assert.equal(variants[arm]!.learningRate, best.learningRate)
      const measured = listRuns(made).runs.filter(({ manifest }) => manifest.variant === arm && manifest.seed === 0)
      assert.deepEqual(
        measured.map(({ manifest }) => manifest.set),
        [{ learningRate: String(best.learningRate) }],
      )
    }
    assert.ok(!lastOf(lines).seeds.includes(tuning!.seed))
  })

  it('speaks to a person in their language, and writes what a paper takes', async () => {
    const made = experiment()
    const { code, lines } = await gradlab(['compare', made, '--seeds', '1', '--max-steps', '5', '--engine', 'wasm', '--export', join(made, 'result.svg')], {
      environment: { GRADLAB_LANGUAGE: 'zh-cn' },
    })
    assert.equal(code, 0)
    assert.match(lines.join('\n'), /innovation：未见差异。test\/error 与基线相差/)
    assert.ok(!lines.join('\n').includes('\u001b'))
    assert.match(readFileSync(join(made, 'result.svg'), 'utf8'), /^<svg /)
    assert.equal(readdirSync(join(made, '.gradlab', 'comparisons')).length, 1)
  })
})

const lastOf = (lines: readonly string[]): ComparisonEvent => JSON.parse(lines.at(-1)!) as ComparisonEvent

/** Seconds, and what depends on them, are never the same twice. */
function withoutTimes({ variants, atEqualSeconds: _, ...rest }: ComparisonEvent): unknown {
  return { ...rest, variants: Object.fromEntries(Object.entries(variants).map(([name, { seconds: _of, ...arm }]) => [name, arm])) }
}
