import { availableParallelism, cpus, loadavg } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import { describeError, type ComparisonRun, type ComparisonState, type RunManifest } from '../../protocol'
import { Stop } from '../../scripts/setUp/stop.mjs'
import { compareHere } from '../../sidecar/compare/here'
import { manifestOf } from '../../sidecar/compare/outcome'
import { prepareExperiment, thisCheckout, type Places } from './experiments'
import type { Planned } from './plan'
import type { Measured } from './results'

export interface Watcher {
  /** Each run once, when it has ended, also in an earlier call. */
  onRun(run: ComparisonRun, state: ComparisonState): void
  onOutput(text: string): void
}

/**
 * Makes a comparison, or goes on with it: what was trained before is not trained again.
 * @param before what stands in docs/results of it: where nothing was trained now, its machine is kept, and all of it where it says the same
 * @returns undefined where it was interrupted: the same call goes on
 * @throws Stop where it cannot go on, GradlabError
 */
export async function measure(
  planned: Planned,
  { commit, before, signal, watcher }: { commit: string; before: Measured | undefined; signal: AbortSignal; watcher: Watcher },
  places: Places = thisCheckout,
): Promise<Measured | undefined> {
  const { direction, scaffold, data, seeds, engine, set, variants, against, note } = planned
  const experiment = await prepareExperiment(planned, places)
  const told = new Set<number>()
  const trainedHere = new Set<number>()
  const loads: number[] = []
  const hear = (state: ComparisonState): void =>
    state.runs.forEach((run, place) => {
      if (run.status === 'training') trainedHere.add(place)
      if (run.status === 'waiting' || run.status === 'training' || told.has(place)) return
      told.add(place)
      if (trainedHere.has(place)) loads.push(loadavg()[0]!)
      watcher.onRun(run, state)
    })
  const live = await compareHere(
    { experiment, seeds, engine, tune: true, set, ...(variants && { variants }) },
    { onChange: hear, onEvent: () => undefined, onOutput: (text) => watcher.onOutput(text) },
  )
  const cancel = (): void => live.cancel()
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel)
  const state = await live.ended
  signal.removeEventListener('abort', cancel)
  hear(state)
  if (state.status === 'interrupted') return undefined
  if (state.status !== 'completed' || !state.result)
    throw new Stop(state.error ? describeError(state.error, 'en').message : `The comparison ended as ${state.status}.`)

  const manifests = state.runs.map(({ run }) => manifestOf(experiment, run)).filter((manifest) => manifest !== undefined)
  if (manifests.some(({ generatedData }) => generatedData === true))
    throw new Stop(`${data} is generated: what is measured on it says nothing about a real task.`)
  const found = { ...state.result, scaffold, dataset: data, set, ...(against && { against }), ...(note && { note }) }
  if (trainedHere.size === 0 && before && !before.commit.endsWith('-dirty') && saysTheSame(before, found)) return before
  return {
    ...found,
    steps: plannedSteps(manifests),
    commit,
    command: `npm run directions:bench -- ${direction.slice(0, 2)}/${scaffold}`,
    trainingSeconds: Math.round(manifests.reduce((sum, { seconds }) => sum + seconds, 0)),
    machine: trainedHere.size === 0 && before ? before.machine : machineOf(manifests, loads),
  }
}

/** Whether all that was found stands in `before` already. */
function saysTheSame(before: Measured, found: Partial<Measured>): boolean {
  const { steps: _steps, commit: _commit, command: _command, trainingSeconds: _seconds, machine: _machine, ...said } = before
  return isDeepStrictEqual(said, JSON.parse(JSON.stringify(found)))
}

function plannedSteps(manifests: readonly RunManifest[]): number {
  return Math.max(0, ...manifests.map(({ steps }) => steps ?? 0))
}

function machineOf(manifests: readonly RunManifest[], loads: readonly number[]): Measured['machine'] {
  const fingerprint = manifests.find((manifest) => manifest.fingerprint)?.fingerprint
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? '',
    ...(loads.length > 0 && { load: Number((loads.reduce((sum, load) => sum + load, 0) / loads.length).toFixed(1)) }),
    ...(fingerprint && { fingerprint }),
  }
}
