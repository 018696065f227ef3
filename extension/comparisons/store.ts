import { basename } from 'node:path'
import { GradlabError, type ComparisonState } from '../../protocol'
import type { ExperimentStore } from '../experiments/store'
import { createThrottle } from '../runs/throttle'
import type { Sidecar } from '../sidecar/sidecar'

/** The comparisons of the workspace's experiments as last heard; those under way at each change. */
export interface ComparisonStore {
  /** Newest first. */
  readonly all: readonly ComparisonState[]
  readonly isLoaded: boolean
  get(file: string): ComparisonState | undefined
  newestOf(experiment: string): ComparisonState | undefined
  /** Whether a comparison under way trains this run, and so tells of its end itself. */
  isTraining(run: string, experiment: string): boolean
  /** Asks now, and answers when the answer is in. */
  refresh(): Promise<void>
  /** What a request answered with; from then on it is followed. */
  take(state: ComparisonState): void
  onChange(hear: () => void): () => void
  /** One that was seen running came to its end. */
  onEnd(hear: (state: ComparisonState) => void): () => void
  dispose(): void
}

export function createComparisonStore(sidecar: Sidecar, store: ExperimentStore, log: (problem: unknown) => void): ComparisonStore {
  let states = new Map<string, ComparisonState>()
  let isLoaded = false
  let asking: Promise<void> | undefined
  const watched = new Set<string>()
  const listeners = { change: new Set<() => void>(), end: new Set<(state: ComparisonState) => void>() }
  // Nobody waits for it: it starts no daemon.
  const soon = createThrottle(500, () => sidecar.state.kind === 'running' && void refresh().catch(log))

  const changed = (): void => {
    for (const hear of listeners.change) hear()
  }
  const keep = (state: ComparisonState): void => {
    const before = states.get(state.file)
    states.set(state.file, state)
    follow(state)
    if (before?.status === 'running' && state.status !== 'running') for (const hear of listeners.end) hear(state)
  }
  const follow = ({ file, status }: ComparisonState): void => {
    if (status === 'running' && !watched.has(file)) {
      watched.add(file)
      sidecar.ask('gradlab/comparison/watch', { comparison: file }).then(
        (now) => {
          if (!now) return void watched.delete(file)
          keep(now)
          changed()
        },
        (problem: unknown) => {
          watched.delete(file) // its record is gone, or the connection: then it is listed again
          log(problem)
        },
      )
    }
    if (status !== 'running' && watched.delete(file)) void sidecar.ask('gradlab/comparison/unwatch', { comparison: file }).catch(log)
  }
  const ask = async (): Promise<void> => {
    if (!store.isLoaded) await store.refresh()
    const listed = new Set<string>()
    await Promise.all(
      store.experiments.map(async ({ folder }) => {
        const some = await sidecar.ask('gradlab/comparison/list', { experiment: folder })
        if (!some) throw new GradlabError('daemon/lost')
        // At once: a later change may come before the other lists.
        for (const state of some) {
          listed.add(state.file)
          keep(state)
        }
      }),
    )
    states = new Map([...states].filter(([file]) => listed.has(file) || watched.has(file)))
    isLoaded = true
    changed()
  }
  const refresh = (): Promise<void> => {
    sidecar.connect()
    return (asking ??= ask().finally(() => (asking = undefined)))
  }

  const stops = [
    store.onChange(() => soon.wish()),
    sidecar.onNotification('gradlab/comparison/changed', (state) => {
      keep(state)
      changed()
    }),
    sidecar.onState((state) => {
      if (state.kind !== 'running') return
      watched.clear() // another connection watches nothing yet
      soon.wish()
    }),
  ]
  const newestFirst = (): ComparisonState[] => [...states.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt))
  return {
    get all() {
      return newestFirst()
    },
    get isLoaded() {
      return isLoaded
    },
    get: (file) => states.get(file),
    newestOf: (experiment) => newestFirst().find((state) => state.experiment === experiment),
    isTraining: (run, experiment) =>
      [...states.values()].some(
        (state) => state.status === 'running' && state.experiment === experiment && state.runs.some(({ run: name }) => name === basename(run)),
      ),
    refresh,
    take(state) {
      keep(state)
      changed()
    },
    onChange(hear) {
      listeners.change.add(hear)
      return () => void listeners.change.delete(hear)
    },
    onEnd(hear) {
      listeners.end.add(hear)
      return () => void listeners.end.delete(hear)
    },
    dispose() {
      soon.dispose()
      for (const stop of stops) stop()
    },
  }
}
