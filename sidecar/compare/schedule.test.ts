import assert from 'node:assert/strict'
import type { ComparisonRun, EngineFingerprint, RunManifest } from '../../protocol'
import { secondsLeft } from './estimate'
import { fill, wantedOf } from './fill'
import { fingerprint, manifestOf } from './fixtures'
import { bestRate, learningRates, tuningSeed } from './grid'
import { schedule } from './open'
import { nameOf, type ComparisonRecord } from './record'
import { validationTwin } from './twin'

const record = (change: Partial<ComparisonRecord> = {}): ComparisonRecord => {
  const { rates = [] } = change
  const request = { seeds: 2, engine: 'wasm' as const, tune: rates.length > 0 }
  return {
    format: 1,
    name: 'compare-1',
    createdAt: '',
    request,
    sourceHash: 'source',
    data: 'digits',
    version: '0.1.0',
    engine: 'wasm',
    metric: 'test/accuracy',
    better: 'higher',
    variants: ['innovation'],
    rates,
    keeper: 'terminal',
    status: 'running',
    runs: schedule(['baseline', 'innovation'], request.seeds, rates),
    secondsLeft: null,
    result: null,
    ...change,
  }
}
const namesOf = (runs: readonly ComparisonRun[]): string[] => runs.map(({ variant, seed, status }) => `${variant} ${seed} ${status}`)
const fillNow = (
  given: ComparisonRecord,
  stored: readonly RunManifest[],
  known: { fingerprint?: EngineFingerprint; settled?: number[] } = {},
): ReturnType<typeof fill> => fill(given, stored, { fingerprint: known.fingerprint, settled: new Set(known.settled) })

describe('the schedule of a comparison', () => {
  it('goes seed by seed, so that what has ended is paired, after the trials', () => {
    assert.deepEqual(
      schedule(['baseline', 'a'], 2, [0.1, 0.3]).map(({ purpose, variant, seed, learningRate }) => [purpose, variant, seed, learningRate]),
      [
        ['tune', 'baseline', tuningSeed, 0.1],
        ['tune', 'baseline', tuningSeed, 0.3],
        ['tune', 'a', tuningSeed, 0.1],
        ['tune', 'a', tuningSeed, 0.3],
        ['measure', 'baseline', 0, undefined],
        ['measure', 'a', 0, undefined],
        ['measure', 'baseline', 1, undefined],
        ['measure', 'a', 1, undefined],
      ],
    )
  })

  it('is filled with finished runs up to the first that is lacking', () => {
    const { runs, next } = fillNow(record(), [manifestOf({ variant: 'baseline' }), manifestOf({ seed: 1 })])
    assert.equal(next, 1)
    assert.deepEqual(namesOf(runs), ['baseline 0 reused', 'innovation 0 waiting', 'baseline 1 waiting', 'innovation 1 waiting'])
  })

  const others: readonly [string, Partial<RunManifest>][] = [
    ['source', { sourceHash: 'other' }],
    ['data', { data: 'mails' }],
    ['hyper-parameters', { set: { width: '9' } }],
    ['budget', { maxSteps: 50 }],
    ['engine', { engine: 'cpu' }],
    ['version of Gradlab', { versions: { gradlab: '0.2.0' } }],
    ['end', { status: 'stopped' }],
    ['course', { liveChanges: true }],
  ]
  for (const [what, change] of others) {
    it(`does not take a run of another ${what}`, () => assert.equal(fillNow(record(), [manifestOf({ variant: 'baseline', ...change })]).next, 0))
  }
  it('takes a limit beyond the planned steps for none', () => {
    assert.equal(fillNow(record(), [manifestOf({ variant: 'baseline', maxSteps: 100 })]).next, 1)
  })

  it('takes runs of one fingerprint only: what the machine is now, else what most have', () => {
    const old = { ...fingerprint, node: 'v22.0.0' }
    const stored = [
      manifestOf({ variant: 'baseline', fingerprint: old }),
      manifestOf({ variant: 'innovation' }),
      manifestOf({ variant: 'baseline', seed: 1 }),
      manifestOf({ seed: 1, fingerprint: old }),
      manifestOf({ name: 'newer', variant: 'baseline' }),
    ]
    assert.deepEqual([fillNow(record(), stored).next, fillNow(record(), stored).runs[0]!.run], [3, 'newer'])
    assert.equal(fillNow(record(), stored, { fingerprint: old }).next, 1)
    assert.equal(fillNow(record(), stored, { fingerprint, settled: [3] }).next, undefined, 'what was trained here is never trained twice')
  })

  it('goes on with the best rate of each arm; an arm whose trials all failed is not measured', () => {
    const before = record({ rates: [0.1, 0.3], better: 'higher' })
    const values = [0.2, 0.6, null, null]
    const runs = before.runs.map((run, i): ComparisonRun => (i < 4 ? { ...run, status: values[i] === null ? 'failed' : 'completed', value: values[i]! } : run))
    const { runs: filled, next } = fillNow({ ...before, runs }, [manifestOf({ variant: 'baseline', set: { learningRate: '0.3' } })], { settled: [0, 1, 2, 3] })
    assert.equal(next, 6)
    assert.deepEqual(namesOf(filled).slice(4, 6), ['baseline 0 reused', 'innovation 0 failed'])
    assert.equal(filled[4]!.learningRate, 0.3)
  })

  it('gives every run what is set, and the rate of its arm in place of a set one', () => {
    const request = { seeds: 1, engine: 'wasm' as const, tune: false, set: { width: '9', learningRate: '0.2' } }
    const [run] = record().runs
    assert.deepEqual(wantedOf(record({ request }), run!)!.set, request.set)
    const trial: ComparisonRun = { purpose: 'tune', variant: 'baseline', seed: tuningSeed, learningRate: 0.6, status: 'waiting' }
    assert.deepEqual(wantedOf(record({ request: { ...request, tune: true } }), trial)!.set, { width: '9', learningRate: '0.6' })
  })

  it('of the same request has the same name, in whatever order its variants are named', () => {
    const about = { sourceHash: 's', data: 'd', version: '1' }
    const name = (variants: string[], seeds = 3, sourceHash = 's', set: Record<string, string> = {}): string =>
      nameOf({ ...about, sourceHash, request: { variants, seeds, engine: 'auto', tune: false, set } })
    assert.equal(name(['a', 'b']), name(['b', 'a']))
    assert.notEqual(name(['a', 'b']), name(['a', 'b'], 4))
    assert.notEqual(name(['a', 'b']), name(['a', 'b'], 3, 't'))
    assert.notEqual(name(['a', 'b']), name(['a', 'b'], 3, 's', { width: '9' }))
    assert.equal(name(['a'], 3, 's', { width: '9', steps: '3' }), name(['a'], 3, 's', { steps: '3', width: '9' }))
  })
})

describe('learning rates', () => {
  it('are a third of the default, the default, three times it, within the field', () => {
    assert.deepEqual(learningRates({ learningRate: { kind: 'number', value: 0.03 } }), [0.01, 0.03, 0.09])
    assert.deepEqual(learningRates({ learningRate: { kind: 'range', value: 0.5, min: 0.4, max: 1, log: false, live: true } }), [0.4, 0.5, 1])
    assert.deepEqual(learningRates({ learningRate: { kind: 'range', value: 0.5, min: 0.01, max: 1, log: false, live: true } }, '0.09'), [0.03, 0.09, 0.27])
    assert.throws(() => learningRates({ rate: { kind: 'number', value: 1 } }), { code: 'comparison/no-learning-rate' })
  })
  it('are chosen by the metric’s direction, of equal ones the middle one, never a failed one', () => {
    const trials = (...values: (number | null)[]) => values.map((value, i) => ({ learningRate: i, value }))
    assert.equal(bestRate(trials(1, 2, 3), 'higher'), 2)
    assert.equal(bestRate(trials(1, 2, 3), 'lower'), 0)
    assert.equal(bestRate(trials(2, 2, 2), 'lower'), 1)
    assert.equal(bestRate(trials(null, null, 5), 'lower'), 2)
    assert.equal(bestRate(trials(null, null), 'lower'), undefined)
  })
  it('go by the validation twin, by the shifted one where there is one', () => {
    const known =
      (...names: string[]) =>
      (name: string) =>
        names.includes(name)
    assert.equal(validationTwin('test/x', known('validation/x')), 'validation/x')
    assert.equal(validationTwin('test-shifted/x', known('validation-shifted/x')), 'validation-shifted/x')
    assert.equal(validationTwin('test-shifted/x', known('validation/x')), 'validation/x')
    assert.equal(validationTwin('final/steps', known()), 'final/steps')
  })
})

describe('the time that is left', () => {
  it('is unknown before the first run has ended, and nothing after the last', () => {
    assert.equal(secondsLeft([], ['a'], 3), null)
    assert.equal(secondsLeft([], [], 0), 0)
  })
  it('goes by runs of the same variant, else by all, and counts down', () => {
    const spent = [
      { variant: 'a', seconds: 10 },
      { variant: 'a', seconds: 20 },
      { variant: 'b', seconds: 30 },
    ]
    assert.equal(secondsLeft(spent, ['b', 'a', 'c'], 10), 20 + 15 + 20)
    assert.equal(secondsLeft(spent, ['b'], 50), 0)
  })
})
