import assert from 'node:assert/strict'
import { GradlabError, type CompareRequest, type ComparisonRun, type ComparisonState } from '../../protocol'
import type { ComparisonWatcher } from '../compare/here'
import { armOf, judgeArms } from '../compare/fixtures'
import { fakeCli, type FakeCli } from './fakeCli'

const result = judgeArms([...armOf('baseline', [0.7, 0.71, 0.69]), ...armOf('innovation', [0.8, 0.82, 0.795])])
const run = (variant: string, status: ComparisonRun['status'], more: Partial<ComparisonRun> = {}): ComparisonRun => ({
  purpose: 'measure',
  variant,
  seed: 0,
  status,
  ...more,
})
const state = (change: Partial<ComparisonState> = {}): ComparisonState => ({
  file: '/home/me/mine/.gradlab/comparisons/compare-1.json',
  name: 'compare-1',
  experiment: '/home/me/mine',
  createdAt: '',
  request: { experiment: '/home/me/mine', seeds: 3, engine: 'auto', tune: false },
  status: 'running',
  keeper: 'terminal',
  metric: 'test/accuracy',
  better: 'higher',
  engine: 'wasm',
  variants: ['innovation'],
  runs: [run('baseline', 'waiting'), run('innovation', 'waiting')],
  secondsLeft: null,
  result: null,
  ...change,
})
const whole = [run('baseline', 'reused', { run: 'b', value: 0.7 }), run('innovation', 'completed', { run: 'i', value: 0.8 })]

describe('gradlab compare in a terminal', () => {
  /** A comparison that goes through these states; the last is its end. */
  const cliOf = (
    states: readonly ComparisonState[],
    asked: CompareRequest[] = [],
    options: Parameters<typeof fakeCli>[1] = {},
  ): FakeCli & { cancelled: number } => {
    let finish: (state: ComparisonState) => void = () => undefined
    const ended = new Promise<ComparisonState>((resolve) => (finish = resolve))
    const cli = fakeCli(
      {
        compare: async (request: CompareRequest, watcher: ComparisonWatcher) => {
          asked.push(request)
          for (const each of states) watcher.onChange(each)
          if (states.at(-1)!.status !== 'running') finish(states.at(-1)!)
          return {
            file: '',
            state: states.at(-1)!,
            cancel: () => {
              counter.cancelled++
              finish({ ...states.at(-1)!, status: 'interrupted' })
            },
            ended,
          }
        },
        writeText: async (file, text) => void cli.written.push(`${file}: ${text.slice(0, 5)}`),
      },
      options,
    )
    const counter = { ...cli, cancelled: 0 }
    return counter
  }

  it('passes on what was typed', async () => {
    const asked: CompareRequest[] = []
    const cli = cliOf([state({ status: 'completed', runs: whole, result })], asked)
    assert.equal(await cli.run('compare', 'mine', '--variants', 'a, b', '--seeds', '4', '--max-steps', '9', '--engine', 'cpu', '--tune'), 0)
    assert.deepEqual(asked, [{ experiment: '/home/me/mine', variants: ['a', 'b'], seeds: 4, maxSteps: 9, engine: 'cpu', tune: true }])
  })

  it('says the plan, each run once with the time left, the table, and what it means', async () => {
    const half = state({ runs: [whole[0]!, run('innovation', 'training')], secondsLeft: 65 })
    const cli = cliOf([state(), half, half, state({ status: 'completed', runs: whole, secondsLeft: 0, result })])
    assert.equal(await cli.run('compare', 'mine'), 0)
    const text = cli.lines.join('\n')
    assert.match(text, /Comparing innovation with the baseline: 2 runs, 3 seeds, wasm\./)
    assert.equal(text.match(/1\/2 {2}baseline, seed 0: test\/accuracy 0\.7 {2}\(about 1:05 left\)/g)?.length, 1)
    assert.match(text, /2\/2 {2}innovation, seed 0: test\/accuracy 0\.8\n/)
    assert.match(text, /innovation {2}0\.8 0\.82 0\.795.*helps.*1,000.*5,000/)
    assert.match(cli.lines.at(-1)!, /^innovation: helps\. test\/accuracy \+0\.105 against the baseline, 95 % interval/)
  })

  it('marks a mean that would be larger, and says why there are no multiply-adds', async () => {
    const { baseline, innovation } = result.variants
    const variants = { baseline: { ...baseline!, censored: [1] }, innovation: { ...innovation!, multiplyAdds: null } }
    const cli = cliOf([state({ status: 'completed', runs: whole, secondsLeft: 0, result: { ...result, variants } })])
    await cli.run('compare', 'mine')
    const text = cli.lines.join('\n')
    assert.match(text, /baseline {4}0\.7 ≥0\.71 0\.69 +≥0\.7 .*5,000/)
    assert.match(text, /innovation .* 1,000 +– .*\nMultiply-adds .* none in innovation\.\n/)
  })

  it('with --json says a line a run, and the comparison last', async () => {
    const cli = cliOf([state({ status: 'completed', runs: whole, secondsLeft: 0, result })])
    assert.equal(await cli.run('compare', 'mine', '--json', '--export', 'out.md'), 0)
    const events = cli.lines.map((line) => JSON.parse(line) as { event: string; run?: string; status?: string })
    assert.deepEqual(
      events.map(({ event }) => event),
      ['run', 'run', 'export', 'comparison'],
    )
    assert.deepEqual([events[0]!.run, events[0]!.status], ['/home/me/mine/.gradlab/runs/b', 'reused'])
    assert.equal(cli.lines.at(-1), JSON.stringify(result))
    assert.deepEqual(cli.written, ['/home/me/out.md: ### m'])
  })

  it('ends with 1 where a run failed, and names it', async () => {
    const error = new GradlabError('source/syntax', { problem: 'a brace' }).toData()
    const cli = cliOf([state({ status: 'completed', runs: [whole[0]!, run('innovation', 'failed', { value: null, error })], result })])
    assert.equal(await cli.run('compare', 'mine'), 1)
    assert.match(cli.lines.join('\n'), /2\/2 {2}innovation, seed 0: failed\. The source does not compile: a brace/)
  })

  it('interrupted says what is left and ends with 130; a second Ctrl-C ends at once', async () => {
    const cli = cliOf([state({ runs: [whole[0]!, run('innovation', 'waiting')] })])
    const ended = cli.run('compare', 'mine')
    await new Promise((resolve) => setImmediate(resolve))
    cli.interrupt()
    cli.interrupt()
    assert.equal(await ended, 130)
    assert.deepEqual(cli.exits, [130])
    assert.match(cli.lines.at(-1)!, /Interrupted with 1 runs to go/)
  })

  it('that could not go on says why, with the exit code of its error', async () => {
    const error = new GradlabError('disk/full', { path: 'x', run: 'r' }).toData()
    const cli = cliOf([state({ status: 'failed', error })])
    assert.equal(await cli.run('compare', 'mine'), 1)
    assert.match(cli.errors.join('\n'), /disk/i)
  })
})
