import type {
  ArmCurve,
  ArmResult,
  ComparisonCurves,
  ComparisonEvent,
  ComparisonRun,
  ComparisonState,
  Difference,
  Language,
  ToComparison,
  Verdict,
} from '../../protocol'

export interface SyntheticOptions {
  readonly language?: Language
  readonly variants?: readonly string[]
  readonly seeds?: number
  readonly isTrusted?: boolean
  readonly change?: Partial<ComparisonState>
  readonly others?: readonly ComparisonState[]
}

/** Comparisons made up for tests of the panel: what they show is no result of any training. */
export function syntheticState({ variants = ['innovation', 'no-levels'], seeds = 5, change = {} }: Partial<SyntheticOptions> = {}): ComparisonState {
  const experiment = '/synthetic/first'
  const status = change.status ?? 'completed'
  const runs = Array.from({ length: seeds }, (_, seed) =>
    ['baseline', ...variants].map((variant): ComparisonRun => ({
      purpose: 'measure',
      variant,
      seed,
      status: 'completed',
      run: `${variant}-s${seed}`,
      value: valueOf(variants, variant, seed),
    })),
  ).flat()
  return {
    file: `${experiment}/.gradlab/comparisons/compare-0.json`,
    name: 'compare-0',
    experiment,
    createdAt: '2025-01-02T03:04:05.000Z',
    request: { experiment, seeds, engine: 'auto', tune: false },
    status,
    keeper: 'daemon',
    metric: 'test/accuracy',
    better: 'higher',
    engine: 'wasm',
    variants,
    runs,
    secondsLeft: status === 'running' ? 95 : 0,
    result: syntheticResult(variants, seeds),
    ...change,
  }
}

/** In the middle: so many runs have ended, the next one trains. */
export function runningState(ended: number, options: Partial<SyntheticOptions> = {}): ComparisonState {
  const state = syntheticState({ ...options, change: { status: 'running' } })
  const runs = state.runs.map((run, i): ComparisonRun => {
    if (i < ended) return run
    const { run: name, value: _, ...planned } = run
    return i === ended && name !== undefined ? { ...planned, run: name, status: 'training' } : { ...planned, status: 'waiting' }
  })
  const wholeSeeds = Math.floor(ended / (state.variants.length + 1))
  return {
    ...state,
    runs,
    result: ended === 0 ? null : syntheticResult(state.variants, wholeSeeds, state.request.seeds),
    secondsLeft: ended === 0 ? null : 95,
    ...options.change,
  }
}

/** The first variant helps, the second does not differ, and so on in turn; under three seeds nothing is claimed. */
export function syntheticResult(variants: readonly string[], seeds: number, planned = seeds): ComparisonEvent {
  const arm = (name: string): ArmResult => {
    const values = Array.from({ length: planned }, (_, seed) => (seed < seeds ? valueOf(variants, name, seed) : null))
    const mean = meanOf(values)
    const isBaseline = name === 'baseline'
    return {
      values,
      mean,
      low: mean === null || seeds < 3 ? null : mean - 0.011,
      high: mean === null || seeds < 3 ? null : mean + 0.011,
      parameters: isBaseline ? 41226 : 41482,
      multiplyAdds: isBaseline ? 1_234_567 : 1_312_000,
      steps: 400,
      seconds: isBaseline ? 8.2 : 9.9,
    }
  }
  const difference = (place: number): Difference => {
    const mean = meanOf(Array.from({ length: seeds }, (_, seed) => valueOf(variants, variants[place]!, seed) - valueOf(variants, 'baseline', seed)))
    const verdict: Verdict = seeds < 3 || mean === null ? 'no difference seen' : place % 3 === 0 ? 'helps' : place % 3 === 1 ? 'no difference seen' : 'hurts'
    const doubts = [...(seeds < 3 ? (['few-seeds'] as const) : []), ...(place === 1 ? (['parameters-differ'] as const) : [])]
    return { mean, low: mean === null || seeds < 3 ? null : mean - 0.008, high: mean === null || seeds < 3 ? null : mean + 0.008, p: null, verdict, doubts }
  }
  return {
    event: 'comparison',
    metric: 'test/accuracy',
    better: 'higher',
    experiment: 'first',
    data: 'digits',
    engine: 'wasm',
    seeds: Array.from({ length: planned }, (_, seed) => seed),
    variants: Object.fromEntries(['baseline', ...variants].map((name) => [name, arm(name)])),
    differences: Object.fromEntries(variants.map((name, place) => [name, difference(place)])),
    atEqualSeconds: Object.fromEntries(
      variants.map((name, place) => [
        name,
        seeds === 0 || place > 0 ? null : { metric: 'validation/accuracy', seconds: 8.2, variant: 0.861, baseline: 0.853, difference: 0.008 },
      ]),
    ),
  }
}

/** Steps to a target, which some runs do not reach: of the first seed the baseline's, of the third the variant's, of the fourth neither. */
export function toTargetState(): ComparisonState {
  const values = { baseline: [400, 390, 370, 400, 350], innovation: [40, 50, 400, 400, 40] }
  const state = syntheticState({ variants: ['innovation'], change: { metric: 'final/stepsToTarget', better: 'lower' } })
  const { variants, differences, atEqualSeconds: _, ...result } = state.result!
  return {
    ...state,
    runs: state.runs.map((run) => ({ ...run, value: values[run.variant as keyof typeof values][run.seed]! })),
    result: {
      ...result,
      metric: state.metric,
      better: state.better,
      variants: {
        baseline: { ...variants['baseline']!, values: values.baseline, mean: 382, low: 355, high: 409, censored: [0, 3] },
        innovation: { ...variants['innovation']!, values: values.innovation, mean: 186, low: -57, high: 429, censored: [2, 3] },
      },
      differences: {
        innovation: { ...differences['innovation']!, mean: -196, low: -441, high: 48.9, verdict: 'no difference seen', doubts: ['censored'] },
      },
      atEqualSeconds: { innovation: null },
      besideIt: {
        innovation: [
          { metric: 'test/accuracy', better: 'higher', variant: 0.8714, baseline: 0.853, difference: { mean: 0.0184, low: 0.0104, high: 0.0264 } },
          { metric: 'test-shifted/loss', better: 'lower', variant: 0.154, baseline: 3.702, difference: { mean: -3.548, low: null, high: null } },
        ],
      },
    },
  }
}

export function syntheticCurves(variants: readonly string[], seeds: number): ComparisonCurves {
  const steps = Array.from({ length: 10 }, (_, i) => (i + 1) * 40)
  const curve = (name: string): ArmCurve => {
    const means = steps.map((step) => valueOf(variants, name, 0) - 0.6 * Math.exp(-step / 80))
    return {
      steps,
      seconds: steps.map((step) => step * (name === 'baseline' ? 0.02 : 0.025)),
      means,
      lows: means.map((mean, i) => (seeds < 3 ? null : mean - 0.06 / (i + 1))),
      highs: means.map((mean, i) => (seeds < 3 ? null : mean + 0.06 / (i + 1))),
      counts: steps.map(() => seeds),
    }
  }
  return { metric: 'validation/accuracy', arms: Object.fromEntries(['baseline', ...variants].map((name) => [name, curve(name)])) }
}

/** What the host says when the panel opens. */
export function syntheticMessages(options: Partial<SyntheticOptions> = {}): ToComparison[] {
  const { language = 'en', isTrusted = true, variants = ['innovation', 'no-levels'], seeds = 5 } = options
  const state = syntheticState(options)
  return [
    { kind: 'hello', language, isTrusted },
    messageOf(state, options.others),
    { kind: 'curves', comparison: state.file, curves: syntheticCurves(variants, seeds) },
  ]
}

export function messageOf(state: ComparisonState, others: readonly ComparisonState[] = [], isAsked = false): ToComparison {
  return { kind: 'comparisons', cards: [state, ...others], shown: state, isAsked }
}

function valueOf(variants: readonly string[], variant: string, seed: number): number {
  const place = variants.indexOf(variant)
  const luck = [0.002, -0.006, 0.004, 0.009, -0.009, 0.001, -0.003, 0.006][seed % 8]!
  const own = [0, 0.003, -0.004, 0.002, -0.001][(seed + place + 1) % 5]! // 0 over five seeds
  return 0.853 + luck + (place < 0 ? 0 : gainOf(place) + own)
}
function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
const gainOf = (place: number): number => [0.0184, 0.0021, -0.0132][place % 3]! + Math.floor(place / 3) * 0.003
