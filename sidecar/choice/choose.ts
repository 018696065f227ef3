import { sameFingerprint, type EngineFingerprint, type EngineName, type EngineReport, type EngineVerdict, type EngineWhy, type StepTimes } from '../../protocol'
import type { Remembered, RememberedModel } from './memory'

/** What `auto` goes by at the start of a run; `fingerprint` is the engine's when it was measured, if it was. */
export interface Choice {
  readonly engine: EngineName
  readonly why: Extract<EngineWhy, 'measured' | 'only-usable'>
  readonly stepTimes: StepTimes
  readonly fingerprint?: EngineFingerprint
}
type Measured = Extract<EngineVerdict, { state: 'measured' }>

/** Models of a like size take like times: a class spans a factor of four. */
export const sizeClassOf = (parameters: number): number => Math.floor(Math.log2(Math.max(1, parameters)) / 2)

/**
 * What is remembered of this very model or, where its source was edited since, of the newest of the same scaffold, data, size and batch.
 * @param expected size and batch as an earlier run of the experiment had them; asked only where it is needed
 */
export function recall(
  entries: readonly Remembered[],
  model: { machine: string; key: string; scaffold: string; data: string },
  expected: () => Pick<RememberedModel, 'sizeClass' | 'batchSize'> | undefined,
): Choice | undefined {
  const here = entries.filter(({ machine }) => machine === model.machine)
  const exact = here.find((entry) => entry.model.key === model.key)
  if (exact) return choose(exact.verdicts)
  const like = here.filter((entry) => entry.model.scaffold === model.scaffold && entry.model.data === model.data)
  const size = like.length > 0 ? expected() : undefined
  const similar = size && like.find((entry) => entry.model.sizeClass === size.sizeClass && entry.model.batchSize === size.batchSize)
  return similar && choose(similar.verdicts)
}

/**
 * The fastest engine. One of lower risk keeps its place unless it is clearly slower: wasm before webgpu before tensorflow, the reference last.
 * @returns undefined where nothing was measured: a run then stays on wasm
 */
export function choose(verdicts: readonly EngineVerdict[]): Choice | undefined {
  const alone = verdicts.find(({ state }) => state === 'alone')
  if (alone) return { engine: alone.engine, why: 'only-usable', stepTimes: {} }
  const measured = verdicts.filter((verdict): verdict is Measured => verdict.state === 'measured')
  if (measured.length === 0) return undefined
  const fastest = Math.min(...measured.map(({ stepMs }) => stepMs))
  const { engine, fingerprint } = leastRisky.flatMap((name) => measured.filter((verdict) => verdict.engine === name && verdict.stepMs <= fastest * tie))[0]!
  if (verdicts.length === 1) return { engine, why: 'only-usable', stepTimes: {}, fingerprint }
  return { engine, why: 'measured', stepTimes: Object.fromEntries(measured.map((verdict) => [verdict.engine, verdict.stepMs])), fingerprint }
}

/** Whether an engine still is what was measured. */
export const stillHolds = (choice: Choice, now: EngineFingerprint): boolean => choice.fingerprint === undefined || sameFingerprint(choice.fingerprint, now)

/** Engines that are worth trying on a model, wasm first: what it tells decides whether the reference is tried too. */
export function candidates(reports: readonly EngineReport[]): EngineName[] {
  const worth = reports.filter((report) => report.usable && report.engine !== 'cpu' && !isSoftware(report)).map(({ engine }) => engine)
  return leastRisky.filter((engine) => worth.includes(engine))
}

/** The reference is tried only where that takes no time, and only there it can win: with an op's overhead, not its arithmetic. */
export function isTiny(verdict: EngineVerdict): boolean {
  return verdict.state === 'measured' && verdict.stepMs <= 5 && mayBeTiny(verdict.parameters)
}
export const mayBeTiny = (parameters: number | undefined): boolean => parameters === undefined || parameters <= 20_000

/** A GPU that the processor plays: right for tests, slower than wasm. One that was named is taken at its word. */
export function isSoftware({ reason }: EngineReport): boolean {
  return reason === 'software-adapter'
}

/** An engine as far as its speed depends on it: with another adapter, driver or count of threads it is another. */
export function identityOf({ engine, detail }: EngineReport): string {
  return [engine, ...(['simd', 'threads', 'adapter', 'driver'] as const).map((name) => detail[name] ?? '')].join(' | ')
}

const leastRisky: readonly EngineName[] = ['wasm', 'webgpu', 'tensorflow', 'cpu']
/** Medians of twenty steps differ by about this much from one measurement to the next. */
const tie = 1.1
