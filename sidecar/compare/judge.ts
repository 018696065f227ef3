import {
  sameFingerprint,
  type ArmResult,
  type BesideIt,
  type ComparisonEvent,
  type Difference,
  type Doubt,
  type EngineName,
  type RunManifest,
} from '../../protocol'
import type { TimedMetric } from './clock'
import { atEqualSeconds } from './equalSeconds'
import { holm, leastSeeds, meanInterval, pairedDifference, verdictOf, type PairedDifference } from './statistics'

/** One measured run that has ended, well or not. One that was refused has no manifest. */
export interface EndedRun {
  readonly variant: string
  readonly seed: number
  readonly manifest?: RunManifest
  readonly timed?: TimedMetric // of the validation metric
}

export interface ToJudge {
  readonly metric: string
  readonly better: 'higher' | 'lower'
  readonly goals?: Readonly<Record<string, 'higher' | 'lower'>> // of every metric that the experiment names
  readonly experiment: string
  readonly data: string
  readonly engine: EngineName
  readonly seeds: readonly number[]
  readonly variants: readonly string[] // without the baseline
  readonly runs: readonly EndedRun[]
  readonly validationMetric: string
  readonly tuning?: NonNullable<ComparisonEvent['tuning']> & { readonly rates: Readonly<Record<string, number>> }
}

export const baseline = 'baseline'

/** All that a comparison says, from its runs alone. Judges what there is: a run that has not ended is no doubt, only a missing value. */
export function judge(given: ToJudge): ComparisonEvent {
  const { metric, better, seeds, variants, tuning } = given
  const arms = [baseline, ...variants]
  const others = Object.entries(given.goals ?? {}).filter(([name]) => name !== metric)
  const differences = variants.map((variant) => pairsOf(given, variant)).map((pairs) => (pairs.length > 0 ? pairedDifference(pairs) : undefined))
  const tested = differences.flatMap((difference, index) => (difference && difference.p !== null ? [{ index, p: difference.p }] : []))
  const adjusted = new Map(holm(tested.map(({ p }) => p)).map((p, i) => [tested[i]!.index, p]))
  return {
    event: 'comparison',
    metric,
    better,
    experiment: given.experiment,
    data: given.data,
    engine: given.engine,
    seeds,
    variants: Object.fromEntries(arms.map((arm) => [arm, armResult(given, arm)])),
    differences: Object.fromEntries(
      variants.map((variant, i): [string, Difference] => {
        const difference = differences[i]
        const p = adjusted.get(i) ?? null
        const { mean = null, low = null, high = null } = difference ?? {}
        return [variant, { mean, low, high, p, verdict: verdictOf(mean ?? 0, p, better), doubts: doubtsOf(given, variant, difference) }]
      }),
    ),
    atEqualSeconds: Object.fromEntries(variants.map((variant) => [variant, atEqualSeconds(given.validationMetric, timedPairs(given, variant))])),
    ...(others.length > 0 && {
      besideIt: Object.fromEntries(variants.map((variant) => [variant, others.flatMap((other) => besideIt(given, variant, other))])),
    }),
    ...(tuning && { tuning: { metric: tuning.metric, seed: tuning.seed, trials: tuning.trials } }),
  }
}

/** The metric that decides, of a run that counts: all its steps made, unchanged on the way, a number at the end. */
export function valueOf(manifest: RunManifest | undefined, metric: string): number | undefined {
  if (manifest?.status !== 'completed' || manifest.liveChanges) return undefined
  const value = manifest.metrics?.[metric]
  return typeof value === 'number' ? value : undefined // a non-finite one is text
}

/** What it takes to reach a target is counted until a validation metric is there (design § 7); what else `final` says may be of the test split. */
const isOfValidation = (metric: string): boolean => metric.startsWith('validation') || /^final\/\w+ToTarget$/.test(metric)

/** `final/censored` is about what `final` says; another metric is what it is. */
function isCensored({ metric }: ToJudge, manifest: RunManifest | undefined): boolean {
  return metric.startsWith('final/') && valueOf(manifest, metric) !== undefined && manifest?.metrics?.['final/censored'] === 1
}

function runOf({ runs }: ToJudge, variant: string, seed: number): EndedRun | undefined {
  return runs.find((run) => run.variant === variant && run.seed === seed)
}

/** Runs of both arms of the same seed that count. */
function countedPairs(given: ToJudge, variant: string): [EndedRun, EndedRun][] {
  return given.seeds.flatMap((seed) => {
    const [own, base] = [runOf(given, variant, seed), runOf(given, baseline, seed)]
    const counts = (run: EndedRun | undefined): run is EndedRun => valueOf(run?.manifest, given.metric) !== undefined
    return counts(own) && counts(base) ? [[own, base] as [EndedRun, EndedRun]] : []
  })
}

function pairsOf(given: ToJudge, variant: string): [number, number][] {
  return countedPairs(given, variant).map(([own, base]) => [valueOf(own.manifest, given.metric)!, valueOf(base.manifest, given.metric)!])
}

/** One metric of the pairs that count; nothing where none of them has it. */
function besideIt(given: ToJudge, variant: string, [metric, better]: readonly [string, 'higher' | 'lower']): BesideIt[] {
  const pairs = countedPairs(given, variant).flatMap(([own, base]) => {
    const [a, b] = [valueOf(own.manifest, metric), valueOf(base.manifest, metric)]
    return a === undefined || b === undefined ? [] : [[a, b] as const]
  })
  if (pairs.length === 0) return []
  const { mean, low, high } = pairedDifference(pairs)
  return [{ metric, better, variant: meanOf(pairs.map(([own]) => own))!, baseline: meanOf(pairs.map(([, base]) => base))!, difference: { mean, low, high } }]
}

function timedPairs(given: ToJudge, variant: string): [TimedMetric, TimedMetric][] {
  return countedPairs(given, variant).flatMap(([own, base]) => (own.timed && base.timed ? [[own.timed, base.timed] as [TimedMetric, TimedMetric]] : []))
}

function armResult(given: ToJudge, variant: string): ArmResult {
  const values = given.seeds.map((seed) => valueOf(runOf(given, variant, seed)?.manifest, given.metric) ?? null)
  const counted = given.runs.filter((run) => run.variant === variant && valueOf(run.manifest, given.metric) !== undefined).map(({ manifest }) => manifest!)
  const learningRate = given.tuning?.rates[variant]
  const censored = given.runs.filter((run) => run.variant === variant && isCensored(given, run.manifest)).map(({ seed }) => seed)
  const [first] = counted
  const known = values.filter((value) => value !== null)
  return {
    values,
    ...(known.length > 0 ? meanInterval(known) : { mean: null, low: null, high: null }),
    parameters: first?.parameters ?? null,
    multiplyAdds: first?.multiplyAdds || null, // a step of other arithmetic is not free
    steps: first?.step ?? null,
    seconds: meanOf(counted.map(({ seconds }) => seconds)),
    ...(learningRate !== undefined && { learningRate }),
    ...(censored.length > 0 && { censored }),
  }
}

/** Everything that makes the verdict say less than it seems to. */
function doubtsOf(given: ToJudge, variant: string, difference: PairedDifference | undefined): Doubt[] {
  const { metric, seeds, tuning } = given
  const pairs = countedPairs(given, variant)
  const ended = seeds.flatMap((seed) => [runOf(given, variant, seed), runOf(given, baseline, seed)]).filter((run) => run !== undefined)
  const counted = pairs.flat().map(({ manifest }) => manifest!)
  const differ = (of: (manifest: RunManifest) => number | undefined, share: number): boolean =>
    pairs.some(([own, base]) => Math.abs((of(own.manifest!) ?? 0) - (of(base.manifest!) ?? 0)) > share * (of(base.manifest!) ?? 0))
  const usableTrials = (arm: string): number => (tuning?.trials[arm] ?? []).filter(({ value }) => value !== null).length
  const first = counted[0]?.fingerprint
  const found: Record<Doubt, boolean> = {
    'few-seeds': pairs.length < leastSeeds,
    'no-spread': difference?.hasNoSpread === true && difference.p === 0,
    'runs-missing': ended.some(({ manifest }) => manifest?.liveChanges !== true && valueOf(manifest, metric) === undefined),
    'live-changes': ended.some(({ manifest }) => manifest?.liveChanges === true),
    'selected-on-test': tuning !== undefined && !isOfValidation(tuning.metric),
    'tuning-unequal': usableTrials(variant) !== usableTrials(baseline),
    'steps-differ': differ(({ step }) => step, 0),
    'parameters-differ': differ(({ parameters }) => parameters, mostExcess),
    'multiply-adds-differ':
      pairs.every(([own, base]) => own.manifest!.multiplyAdds && base.manifest!.multiplyAdds) && differ(({ multiplyAdds }) => multiplyAdds, mostMoreWork),
    censored: pairs.flat().some((run) => isCensored(given, run.manifest)),
    'engines-differ': first !== undefined && counted.some(({ fingerprint }) => !fingerprint || !sameFingerprint(first, fingerprint)),
    'generated-data': counted.some(({ generatedData }) => generatedData === true),
  }
  return (Object.keys(found) as Doubt[]).filter((doubt) => found[doubt])
}

const meanOf = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length)
/** Of the baseline's parameters: below this a network's size explains nothing. */
const mostExcess = 0.02
/** Of the baseline's multiply-adds: a network of equal parameters may well make some more. */
const mostMoreWork = 0.1
