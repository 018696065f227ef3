import {
  fromJsonNumber,
  type EngineName,
  type EngineWhy,
  type HyperValues,
  type RunEvent,
  type RunManifest,
  type RunStatus,
  type StepTimes,
} from '../../protocol'
import { withMinus } from '../../protocol/texts/minus'

/** Where a run stands: its manifest, brought up to date by its events. */
export interface Progress {
  readonly status: RunStatus
  readonly step: number
  readonly steps: number | undefined
  readonly latest: Readonly<Record<string, number>>
  readonly hyper: HyperValues
  readonly engine: EngineName | undefined
  readonly why: EngineWhy | undefined
  readonly stepTimes: StepTimes | undefined
}

export function progressOf({ status, step, steps, hyper = {}, engine, engineWhy, stepTimes, metrics = {} }: RunManifest): Progress {
  const latest = Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, Number(value)]))
  return { status, step, steps, latest, hyper, engine, why: engineWhy, stepTimes }
}

export function advance(progress: Progress, events: readonly RunEvent[]): Progress {
  return events.reduce(next, progress)
}

function next(progress: Progress, event: RunEvent): Progress {
  switch (event.kind) {
    case 'started':
      return {
        ...progress,
        status: 'running',
        step: event.fromStep,
        steps: event.steps,
        hyper: event.hyper,
        engine: event.fingerprint.engine,
        why: event.why,
        stepTimes: event.stepTimes,
      }
    case 'resumed':
      return { ...progress, status: 'running', step: event.fromStep }
    case 'scalars':
      return { ...progress, step: event.steps.at(-1) ?? progress.step, latest: { ...progress.latest, ...lastOf(event.series) } }
    case 'paused':
      return { ...progress, status: 'paused', step: event.step }
    case 'continued':
      return { ...progress, status: 'running', step: event.step }
    case 'hyper':
      return { ...progress, hyper: { ...progress.hyper, [event.key]: event.value } }
    case 'ended':
      return { ...progress, status: event.status, step: event.step }
    case 'checkpoint':
    case 'frame':
    case 'figures':
    case 'notice':
      return progress
  }
}

function lastOf(series: Extract<RunEvent, { kind: 'scalars' }>['series']): Record<string, number> {
  const found = Object.entries(series).map(([name, values]) => [name, values.findLast((value) => value !== null)] as const)
  return Object.fromEntries(found.flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, fromJsonNumber(value)]])))
}

/** The number to show of a run: its first metric, or that metric's validation twin while the test split is closed, else the loss. */
export function headline({ latest }: Pick<Progress, 'latest'>, goals: RunManifest['metricGoals']): { name: string; value: number } | undefined {
  const [first] = Object.keys(goals ?? {})
  const twin = first?.replace(/^test(-shifted)?\//, 'validation$1/')
  const plain = first?.replace(/^test(-shifted)?\//, 'validation/')
  const name = [first, twin, plain, 'train/loss', ...Object.keys(latest)].find((candidate) => candidate !== undefined && candidate in latest)
  return name === undefined ? undefined : { name, value: latest[name]! }
}

/** Four digits that matter: 0.3124, 12.35, 1.2e-7. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return withMinus(String(value))
  const size = Math.abs(value)
  return withMinus(size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : String(Number(value.toPrecision(4))))
}

/** `340/1000 · accuracy 0.912` */
export function progressText(progress: Progress, goals: RunManifest['metricGoals']): string {
  const shown = headline(progress, goals)
  const steps = progress.steps === undefined ? String(progress.step) : `${progress.step}/${progress.steps}`
  return shown ? `${steps} · ${shown.name.slice(shown.name.indexOf('/') + 1)} ${formatNumber(shown.value)}` : steps
}
