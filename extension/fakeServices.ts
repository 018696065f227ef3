import { GradlabError, type ComparisonState, type DaemonNotifications, type DaemonRequests, type ExperimentSummary, type RunManifest } from '../protocol'
import { createFakeEditor } from './fakeEditor'
import type { Editor } from './editor'
import { createComparisonStore } from './comparisons/store'
import { createExperimentStore } from './experiments/store'
import { createRunFeed } from './runs/feed'
import type { Services } from './services'
import type { Link } from './sidecar/link'
import type { FoundNode } from './sidecar/node'
import { createSidecar } from './sidecar/sidecar'

/** What a fake daemon answers; a request without an answer fails the test. */
export type Answers = { [M in keyof DaemonRequests]?: (params: DaemonRequests[M]['params']) => DaemonRequests[M]['result'] }

/** A daemon of the test's making, which counts its connections and can be lost. */
export function createFakeDaemon(answers: Answers) {
  const calls: { readonly method: keyof DaemonRequests; readonly params: unknown }[] = []
  const listeners = new Map<string, (params: never) => void>()
  let lose: () => void = () => undefined
  const daemon = {
    calls,
    opened: 0,
    /** Whether the next attempt to connect fails. */
    isDown: false,
    /** What the next connection says it runs on. */
    node: { path: '/usr/bin/node', version: 'v24.0.0', source: 'path', isElectron: false } as FoundNode,
    tell<N extends keyof DaemonNotifications>(name: N, params: DaemonNotifications[N]) {
      ;(listeners.get(name) as ((params: DaemonNotifications[N]) => void) | undefined)?.(params)
    },
    lose: () => lose(),
    async open(): Promise<Link> {
      daemon.opened++
      if (daemon.isDown) throw new GradlabError('daemon/start', { problem: 'down', log: 'log' })
      const closed = new Promise<void>((resolve) => (lose = resolve))
      const end = lose
      return {
        async request(method, params) {
          calls.push({ method, params })
          if (method === 'gradlab/stopAll') setImmediate(end)
          const answer = answers[method] as ((given: typeof params) => DaemonRequests[typeof method]['result']) | undefined
          if (!answer) throw new Error(`nobody answers ${method}`)
          return answer(params)
        },
        onNotification: (name, hear) => void listeners.set(name, hear),
        closed,
        close: async () => end(),
        daemon: { pid: 1000 + daemon.opened, node: daemon.node },
      }
    },
  }
  return daemon
}

/** All that commands work with, around a person who answers as told and a daemon of the test's making. */
export function createFakeServices(person: readonly (string | undefined)[], answers: Answers, about: Partial<Editor> = {}) {
  const { editor, seen } = createFakeEditor(person, about)
  const daemon = createFakeDaemon({
    'gradlab/experiments': () => [],
    'gradlab/comparison/list': () => [],
    'gradlab/run/watch': ({ run }) => ({ manifest: manifestOf({ name: run }), events: [] }),
    ...answers,
  })
  const sidecar = createSidecar(() => daemon.open(), { backoffMs: [0, 0], wait: async () => undefined })
  const log = (problem: unknown): void => void seen.push(`log: ${String(problem)}`)
  const feed = createRunFeed(sidecar, log)
  const store = createExperimentStore(sidecar, feed, log)
  const comparisons = createComparisonStore(sidecar, store, log)
  const panels = {
    showGallery: () => void seen.push('gallery'),
    showCurves: (runs: readonly string[], options?: { readonly only?: boolean }) => void seen.push(`curves ${runs.join(' ')}${options?.only ? ' only' : ''}`),
    showEmbeddings: (run: string | undefined) => void seen.push(`embeddings ${run}`),
    showComparison: (comparison: string | undefined) => void seen.push(`comparison ${comparison}`),
    isSeen: () => false,
  }
  const services: Services & { feed: typeof feed } = { editor, language: 'en', sidecar, store, comparisons, panels, feed }
  return { services, seen, daemon }
}

export function manifestOf(about: Partial<RunManifest> = {}): RunManifest {
  return {
    format: 1,
    name: 'run',
    experiment: 'first',
    direction: '01-x',
    scaffold: 'text',
    data: 'digits',
    variant: 'innovation',
    seed: 0,
    engineAsked: 'auto',
    set: {},
    createdAt: '2026-01-01T00:00:00Z',
    sourceHash: '',
    versions: {},
    status: 'running',
    step: 0,
    seconds: 0,
    liveChanges: false,
    ...about,
  }
}

/** An experiment at `folder` with runs named after their statuses' order. */
export function experimentOf(folder: string, runs: readonly Partial<RunManifest>[] = []): ExperimentSummary {
  return {
    folder,
    name: folder.slice(folder.lastIndexOf('/') + 1),
    direction: '01-x',
    scaffold: 'text',
    data: 'digits',
    runs: runs.map((about, i) => ({
      folder: `${folder}/.gradlab/runs/${about.name ?? `r${i}`}`,
      manifest: manifestOf({ name: `r${i}`, createdAt: `2026-01-01T00:00:0${i}Z`, ...about }),
    })),
    broken: [],
  }
}

/** A comparison of two seeds; under way, its first run has ended and its second trains. */
export function comparisonOf(experiment: string, about: Partial<ComparisonState> = {}): ComparisonState {
  const { status = 'completed', name = 'compare-0' } = about
  const isRunning = status === 'running'
  const statusAt = (place: number) => (!isRunning || place === 0 ? 'completed' : place === 1 ? 'training' : 'waiting')
  return {
    file: `${experiment}/.gradlab/comparisons/${name}.json`,
    name,
    experiment,
    createdAt: '2026-01-01T00:00:00Z',
    request: { experiment, seeds: 2, engine: 'auto', tune: false },
    status,
    keeper: 'daemon',
    metric: 'test/accuracy',
    better: 'higher',
    engine: 'wasm',
    variants: ['innovation'],
    runs: ['baseline', 'innovation', 'baseline', 'innovation'].map((variant, place) => {
      const run = { purpose: 'measure', variant, seed: Math.floor(place / 2), status: statusAt(place) } as const
      return run.status === 'waiting' ? run : { ...run, run: `r${place}` }
    }),
    secondsLeft: isRunning ? 30 : 0,
    result: null,
    ...about,
  }
}
