import { hasEnded, type ErrorData, type ExperimentSummary, type RunManifest } from '../../protocol'
import type { RunFeed } from '../runs/feed'
import { advance, progressOf, type Progress } from '../runs/progress'
import { createThrottle } from '../runs/throttle'
import type { Sidecar } from '../sidecar/sidecar'

/** A run as views and commands need it. */
export interface ShownRun {
  readonly folder: string
  readonly experiment: string
  readonly manifest: RunManifest
  readonly progress: Progress
}
export interface RunEnd {
  readonly run: ShownRun
  readonly error?: ErrorData
}

/** The workspace's experiments and runs as last heard, live ones up to the last step. */
export interface ExperimentStore {
  readonly experiments: readonly ExperimentSummary[]
  /** Whether the daemon answered once. */
  readonly isLoaded: boolean
  /** The runs, newest first. */
  readonly runs: readonly ShownRun[]
  run(folder: string): ShownRun | undefined
  /** Asks now, and answers when the answer is in. */
  refresh(): Promise<void>
  /** Asks soon: something may have changed. */
  refreshSoon(): void
  onChange(hear: () => void): () => void
  /** A live run made steps; at most twice a second. */
  onProgress(hear: (runs: readonly string[]) => void): () => void
  /** A run that was seen training came to its end. */
  onEnd(hear: (end: RunEnd) => void): () => void
  dispose(): void
}

export function createExperimentStore(sidecar: Sidecar, feed: RunFeed, log: (problem: unknown) => void): ExperimentStore {
  let experiments: readonly ExperimentSummary[] = []
  let isLoaded = false
  let runs = new Map<string, ShownRun>()
  let asking: Promise<void> | undefined
  const followed = new Map<string, () => void>()
  const listeners = { change: new Set<() => void>(), progress: new Set<(runs: readonly string[]) => void>(), end: new Set<(end: RunEnd) => void>() }
  const moved = new Set<string>()
  const progressed = createThrottle(500, () => {
    const these = [...moved]
    moved.clear()
    for (const hear of listeners.progress) hear(these)
  })
  // Nobody waits for it: it starts no daemon.
  const soon = createThrottle(300, () => sidecar.state.kind === 'running' && void refresh().catch(log))

  const follow = (folder: string): void => {
    if (followed.has(folder)) return
    followed.set(
      folder,
      feed.follow(folder, (events) => {
        const run = runs.get(folder)
        if (!run) return
        const now = { ...run, progress: advance(run.progress, events) }
        runs.set(folder, now)
        moved.add(folder)
        progressed.wish()
        const end = events.findLast((event) => event.kind === 'ended')
        if (!end || !hasEnded(now.progress.status)) return
        progressed.flush()
        for (const hear of listeners.end) hear({ run: now, ...(end.error && { error: end.error }) })
        soon.wish()
      }),
    )
  }
  const take = (summaries: readonly ExperimentSummary[]): void => {
    experiments = summaries
    isLoaded = true
    const next = new Map<string, ShownRun>()
    const ended: RunEnd[] = [] // whose last event was not heard
    for (const experiment of summaries) {
      for (const { folder, manifest } of experiment.runs) {
        const isLive = !hasEnded(manifest.status)
        if (isLive) follow(folder)
        const progress = isLive ? advance(progressOf(manifest), feed.events(folder)) : progressOf(manifest)
        next.set(folder, { folder, experiment: experiment.folder, manifest, progress })
      }
    }
    for (const [folder, end] of followed) {
      const run = next.get(folder)
      if (run && !hasEnded(run.manifest.status)) {
        feed.catchUp(folder)
        continue
      }
      followed.delete(folder)
      end()
      const before = runs.get(folder)
      if (run && before && !hasEnded(before.progress.status)) ended.push({ run, ...(run.manifest.error && { error: run.manifest.error }) })
    }
    runs = next
    for (const hear of listeners.change) hear()
    for (const end of ended) for (const hear of listeners.end) hear(end)
  }
  const refresh = (): Promise<void> =>
    (asking ??= sidecar
      .request('gradlab/experiments', {})
      .then(take)
      .finally(() => (asking = undefined)))

  sidecar.onNotification('gradlab/experiments/changed', () => soon.wish())
  sidecar.onState((state) => {
    if (state.kind === 'running') soon.wish()
  })
  return {
    get experiments() {
      return experiments
    },
    get isLoaded() {
      return isLoaded
    },
    get runs() {
      return [...runs.values()].sort((a, b) => b.manifest.createdAt.localeCompare(a.manifest.createdAt))
    },
    run: (folder) => runs.get(folder),
    refresh,
    refreshSoon: () => soon.wish(),
    onChange: (hear) => listen(listeners.change, hear),
    onProgress: (hear) => listen(listeners.progress, hear),
    onEnd: (hear) => listen(listeners.end, hear),
    dispose() {
      soon.dispose()
      progressed.dispose()
    },
  }
}

function listen<Hear>(listeners: Set<Hear>, hear: Hear): () => void {
  listeners.add(hear)
  return () => void listeners.delete(hear)
}
