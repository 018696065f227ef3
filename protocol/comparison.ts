import type { EngineChoice, EngineName } from './engines'
import type { ErrorData } from './errors'

/** What a comparison says of a variant against the baseline; the words are part of the command line's contract (design § 5). */
export const VERDICTS = ['helps', 'hurts', 'no difference seen'] as const
export type Verdict = (typeof VERDICTS)[number]

/**
 * Why a difference is to be believed less than its interval says.
 * few-seeds            under three pairs: there is no interval
 * no-spread            every seed gave the same difference, so seeds say nothing about chance
 * runs-missing         a run failed or was cut short, and its seed is left out
 * live-changes         a hyper-parameter was changed while a run trained, and its seed is left out
 * selected-on-test     learning rates were chosen by a figure that the test split may decide
 * tuning-unequal       one arm had more usable tuning trials than the other
 * steps-differ         the arms made different numbers of steps
 * parameters-differ    one arm has over 2 % more parameters
 * multiply-adds-differ a step of one arm makes over 10 % more of them, where both are counted
 * censored             a run did not reach its target, and counts all its steps
 * engines-differ       the arms' runs do not have one engine fingerprint
 * generated-data       the data is generated: nothing follows for a real task
 */
export const DOUBTS = [
  'few-seeds',
  'no-spread',
  'runs-missing',
  'live-changes',
  'selected-on-test',
  'tuning-unequal',
  'steps-differ',
  'parameters-differ',
  'multiply-adds-differ',
  'censored',
  'engines-differ',
  'generated-data',
] as const
export type Doubt = (typeof DOUBTS)[number]

/** What is asked for. The same request on the same source is the same comparison: it goes on where it was. */
export interface CompareRequest {
  readonly experiment: string
  /** Against the baseline, which need not be named; every variant unless said. */
  readonly variants?: readonly string[]
  readonly seeds: number // 0 to seeds − 1
  readonly maxSteps?: number
  readonly engine: EngineChoice
  /** Choose each arm's learning rate first, by the same grid. */
  readonly tune: boolean
  /** Hyper-parameters of every run, as typed; a learningRate among them is the middle of the grid. */
  readonly set?: Readonly<Record<string, string>>
}

/** A comparison has at most so many seeds; the one that tunes is far beyond them. */
export const MOST_SEEDS = 1000

/** One arm of a comparison. `values` are in the order of the seeds; null where there is none. */
export interface ArmResult {
  readonly values: readonly (number | null)[]
  readonly mean: number | null
  /** The 95 % t-interval of the mean; null under three values. What decides is the difference, whose pairs share their luck. */
  readonly low: number | null
  readonly high: number | null
  readonly parameters: number | null
  /** Of one step, forward and backward, its peers' with it, counted from the shapes of matrix products and convolutions; null where there are none. */
  readonly multiplyAdds: number | null
  readonly steps: number | null
  readonly seconds: number | null // the mean of its runs
  readonly learningRate?: number // with --tune
  /** Seeds whose run did not reach its target (`final/censored`): their value is all their steps, and would be larger with more. None: it is left out. */
  readonly censored?: readonly number[]
}
/** A variant minus the baseline, paired by seed. */
export interface Difference {
  readonly mean: number | null
  /** The 95 % t-interval, unadjusted; null under three seeds. */
  readonly low: number | null
  readonly high: number | null
  /** Two-sided, adjusted over the variants (Holm); the verdict goes by it. */
  readonly p: number | null
  readonly verdict: Verdict
  readonly doubts: readonly Doubt[]
}
/** The validation metric when the faster of the two had made its steps, as means over the pairs. No further run is made for it. */
export interface AtEqualSeconds {
  readonly metric: string
  readonly seconds: number
  readonly variant: number
  readonly baseline: number
  readonly difference: number
}
/** What the runs of a variant and of the baseline say by another metric that the experiment names. No verdict: only the first metric decides. */
export interface BesideIt {
  readonly metric: string
  readonly better: 'higher' | 'lower'
  readonly variant: number // means over the pairs, as below
  readonly baseline: number
  readonly difference: Pick<Difference, 'mean' | 'low' | 'high'> & { readonly mean: number }
}

/** The last line of `gradlab compare --json`, and all that its renderers need. */
export interface ComparisonEvent {
  readonly event: 'comparison'
  readonly metric: string
  readonly better: 'higher' | 'lower'
  readonly experiment: string // the folder's base name
  readonly data: string
  readonly engine: EngineName
  readonly seeds: readonly number[]
  readonly variants: Readonly<Record<string, ArmResult>> // the baseline first
  readonly differences: Readonly<Record<string, Difference>>
  readonly atEqualSeconds: Readonly<Record<string, AtEqualSeconds | null>>
  readonly besideIt?: Readonly<Record<string, readonly BesideIt[]>> // where the experiment names more metrics than one
  readonly tuning?: { readonly metric: string; readonly seed: number; readonly trials: Readonly<Record<string, readonly TuningTrial[]>> }
}
export interface TuningTrial {
  readonly learningRate: number
  readonly value: number | null // the validation metric at the end; null where the run failed
}

/** What a comparison is written as; each is the ending of a file's name. */
export const COMPARISON_FORMATS = ['md', 'tex', 'svg'] as const
export type ComparisonFormat = (typeof COMPARISON_FORMATS)[number]

export function isComparisonFormat(name: string): name is ComparisonFormat {
  return (COMPARISON_FORMATS as readonly string[]).includes(name)
}

/** How the arms came to their values: the validation metric as they trained, of the runs that have ended well. */
export interface ComparisonCurves {
  readonly metric: string | null // null where none is logged on the way
  readonly arms: Readonly<Record<string, ArmCurve>>
}
/** At each step that a run of the arm logged, over the runs that did. A value that is not finite is null. */
export interface ArmCurve {
  readonly steps: readonly number[]
  readonly seconds: readonly number[] // spent on the steps until then, in the mean
  readonly means: readonly (number | null)[]
  /** The 95 % t-interval of the mean; null under three runs. */
  readonly lows: readonly (number | null)[]
  readonly highs: readonly (number | null)[]
  readonly counts: readonly number[] // of runs
}

/** One run of a comparison's schedule. */
export interface ComparisonRun {
  readonly purpose: 'tune' | 'measure'
  readonly variant: string
  readonly seed: number
  readonly learningRate?: number
  /** `reused` was trained before this comparison needed it. */
  readonly status: 'waiting' | 'training' | 'completed' | 'reused' | 'failed' | 'cut'
  readonly run?: string // the run folder's name
  readonly value?: number | null
  readonly error?: ErrorData
}

/** A comparison as it stands: what the panel draws, and every client is told of at each change, whole. */
export interface ComparisonState {
  /** Its record: `<experiment>/.gradlab/comparisons/<name>.json`; it names the comparison in requests. */
  readonly file: string
  readonly name: string
  readonly experiment: string // the folder
  readonly createdAt: string // ISO 8601, UTC
  readonly request: CompareRequest
  readonly status: ComparisonStatus
  /** Whose process works at it, or did last: one of a terminal is cancelled there. */
  readonly keeper: 'daemon' | 'terminal'
  readonly metric: string // the first of the experiment's: it decides
  readonly better: 'higher' | 'lower'
  readonly engine: EngineName // of all its runs
  readonly variants: readonly string[] // without the baseline
  readonly runs: readonly ComparisonRun[] // in the order they are trained
  /** Until its end, from the runs so far; null before the first has ended. */
  readonly secondsLeft: number | null
  /** Judged on the runs so far; null before the first has ended. */
  readonly result: ComparisonEvent | null
  readonly error?: ErrorData // why it ended as failed
}
/**
 * running     its runs are trained one after the other
 * completed   every run has ended, well or not
 * interrupted it was cancelled, or its process was lost; the same request goes on
 * failed      it could not go on, as on a full disk
 */
export type ComparisonStatus = 'running' | 'completed' | 'interrupted' | 'failed'
