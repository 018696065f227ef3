import type { ComparisonEvent, EngineFingerprint, RunManifest } from '../../protocol'
import { judge, type EndedRun, type ToJudge } from './judge'

// What tests of comparisons are made of: runs that never were.

export const fingerprint: EngineFingerprint = {
  engine: 'wasm',
  simd: 'relaxed',
  threads: 2,
  adapter: '',
  tfjs: '4.22.0',
  node: 'v24.0.0',
  platform: 'linux-x64',
}

export function manifestOf(change: Partial<RunManifest> = {}): RunManifest {
  const { variant = 'innovation', seed = 0 } = change
  return {
    format: 1,
    name: `${variant}-s${seed}`,
    experiment: 'mine',
    direction: '01-a',
    scaffold: 'image',
    data: 'digits',
    variant,
    seed,
    engineAsked: 'wasm',
    set: {},
    createdAt: '2025-01-02T03:04:05.000Z',
    sourceHash: 'source',
    versions: { gradlab: '0.1.0' },
    status: 'completed',
    engine: 'wasm',
    fingerprint,
    hyper: { steps: 100, learningRate: 0.01 },
    metricGoals: { 'test/accuracy': 'higher' },
    steps: 100,
    step: 100,
    parameters: 1000,
    multiplyAdds: 5000,
    seconds: 2,
    liveChanges: false,
    metrics: { 'test/accuracy': 0.5, 'validation/accuracy': 0.5 },
    ...change,
  }
}

/** An arm's runs, seed by seed: a value, or what else its run was. */
export function armOf(variant: string, values: readonly (number | Partial<RunManifest>)[], common: Partial<RunManifest> = {}): EndedRun[] {
  return values.map((value, seed) => {
    const change = typeof value === 'number' ? { metrics: { 'test/accuracy': value, 'validation/accuracy': value - 0.01 } } : value
    return { variant, seed, manifest: manifestOf({ variant, seed, ...common, ...change }) }
  })
}

export function judgeArms(runs: readonly EndedRun[], change: Partial<ToJudge> = {}): ComparisonEvent {
  const variants = [...new Set(runs.map(({ variant }) => variant))].filter((variant) => variant !== 'baseline')
  const seeds = [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b)
  return judge({
    metric: 'test/accuracy',
    better: 'higher',
    experiment: 'mine',
    data: 'digits',
    engine: 'wasm',
    seeds,
    variants,
    runs,
    validationMetric: 'validation/accuracy',
    ...change,
  })
}
