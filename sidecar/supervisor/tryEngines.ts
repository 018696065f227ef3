import { GradlabError, type EngineName, type EngineReport, type EngineVerdict, type ModelToMeasure } from '../../protocol'
import { candidates, isTiny, mayBeTiny } from '../choice/choose'
import type { Child } from './child'
import { askChild } from './task'

export interface TryOptions {
  /** A process for each engine: a crash or a hang is a verdict, and no run feels it. */
  readonly takeChild?: () => Promise<Child>
  readonly signal?: AbortSignal
  /** The model's experiment, from which a TensorFlow is searched upwards. */
  readonly from?: string | undefined
  /** Of an earlier run of the model: where it says that the reference has no chance, one engine alone is not tried. */
  readonly parameters?: number
  readonly onVerdict?: (verdict: EngineVerdict) => void
  readonly mostMs?: number
}

/** Tries the usable engines on a model, one after the other. @returns undefined when it was aborted */
export async function tryEngines(model: ModelToMeasure, reports: readonly EngineReport[], options: TryOptions = {}): Promise<EngineVerdict[] | undefined> {
  const verdicts: EngineVerdict[] = []
  const say = (verdict: EngineVerdict): void => {
    verdicts.push(verdict)
    options.onVerdict?.(verdict)
  }
  const engines = candidates(reports)
  const [only, ...others] = engines
  if (only && others.length === 0 && !mayBeTiny(options.parameters)) {
    say({ state: 'alone', engine: only })
    return verdicts
  }
  for (const engine of engines) {
    const verdict = await tryEngine(engine, model, options)
    if (!verdict) return undefined
    say(verdict)
    if (verdict.state === 'skipped') return verdicts // what holds of the model holds on each engine
  }
  const isReferenceUsable = reports.some(({ engine, usable }) => engine === 'cpu' && usable)
  if (isReferenceUsable && (engines.length === 0 || verdicts.some(isTiny))) {
    const verdict = engines.length === 0 ? ({ state: 'alone', engine: 'cpu' } as const) : await tryEngine('cpu', model, options)
    if (!verdict) return undefined
    say(verdict)
  }
  return verdicts
}

/** In a process of its own: a crash or a hang there is a verdict. @returns undefined when it was aborted */
export async function tryEngine(
  engine: EngineName,
  model: ModelToMeasure,
  { takeChild, signal, from, mostMs = mostTrialMs }: TryOptions,
): Promise<EngineVerdict | undefined> {
  const end = await askChild({ kind: 'measure', engine, model, from }, (message) => (message.kind === 'measured' ? message.verdict : undefined), {
    mostMs,
    ...(takeChild && { takeChild }),
    ...(signal && { signal }),
  })
  switch (end.kind) {
    case 'answered':
      return end.answer
    case 'aborted':
      return undefined
    case 'late':
      return { state: 'failed', engine, error: new GradlabError('engine/trial-slow', { engine, seconds: mostMs / 1000 }).toData() }
    case 'gone':
      return { state: 'failed', engine, error: new GradlabError('engine/trial-crashed', { engine, how: end.how }, { cause: end.output }).toData() }
  }
}

/** Ten seconds of steps, and what comes before them: data, model, shaders. */
const mostTrialMs = 60_000
