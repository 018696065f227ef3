import { realpathSync } from 'node:fs'
import { sep } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { asGradlabError, hasEnded, type EngineReport, type ProcessSummary, type RunCommand, type RunEvent, type RunManifest } from '../../protocol'
import { readLock } from '../store/lock'
import { parseManifest } from '../store/manifest'
import { listRuns } from '../store/runs'
import { commandRun, resumeRun, startRun, type Keeping, type LiveRun, type StartRequest } from '../supervisor/runs'
import { createEngineTrials } from './engineTrials'
import { findExperiments, isTrainingIn } from './experiments'
import { createSpare, type Spare } from './spare'

/** The runs a daemon looks after. They outlive its clients, and it outlives them by a few minutes. */
export interface RunKeeper {
  readonly folders: readonly string[]
  readonly liveCount: number
  /** Whether this daemon trains it: then onEvent tells of it. */
  isKept(run: string): boolean
  start(request: StartRequest): Promise<string>
  resume(run: string): Promise<string>
  command(run: string, command: RunCommand): Promise<void>
  /** run.json as it stands when a run kept here has ended. */
  ended(run: string): Promise<RunManifest>
  /** Goes on with what a daemon before this one lost. Runs the user's code: call it for a trusted workspace only. Settles when all is kept. */
  adoptLost(): Promise<void>
  /** Hears every event of every run kept here. @returns a function that ends it */
  onEvent(hear: (run: string, event: RunEvent) => void): () => void
  /** Hears that a run came, went or changed its status. @returns a function that ends it */
  onChange(hear: () => void): () => void
  processes(): readonly ProcessSummary[]
  /** What this machine can train on, and how fast each is. */
  engines(): Promise<readonly EngineReport[]>
  /** A warm child at hand from now on. */
  keepWarm(): void
  /** Every run interrupted with a checkpoint written, and gone. */
  endAll(): Promise<void>
}

export function createRunKeeper(folders: readonly string[], startedAt: number): RunKeeper {
  const live = new Map<string, LiveRun>()
  const eventListeners = new Set<(run: string, event: RunEvent) => void>()
  const changeListeners = new Set<() => void>()
  const spare: Spare = createSpare()
  let hasAdopted = false
  let starting = 0
  const trials = createEngineTrials(spare, { folder: folders[0], isTraining: async () => starting + live.size > 0 || (await isTrainingIn(folders)) })
  /** Cores and memory are the run's from here on. */
  const giveWay = async (start: () => Promise<LiveRun>): Promise<string> => {
    trials.yieldToRun()
    starting++
    try {
      return keep(await start())
    } finally {
      starting--
    }
  }

  const keeping: Keeping = { keeper: 'daemon', takeChild: () => spare.take() }
  const changed = (): void => changeListeners.forEach((hear) => hear())
  const keep = (run: LiveRun): string => {
    live.set(run.folder, run)
    changed()
    void pass(run).finally(() => {
      live.delete(run.folder)
      trials.runEnded(run.folder)
      changed()
    })
    return run.folder
  }
  const pass = async (run: LiveRun): Promise<void> => {
    for await (const event of run.events) {
      for (const hear of eventListeners) hear(run.folder, event)
      if (statusEvents.has(event.kind)) changed()
    }
    await run.ended.catch((error: unknown) => console.error(asGradlabError(error).message)) // the folder could not be read; the log keeps it
  }

  /** A child whose daemon was killed takes some seconds to notice it, to write a checkpoint and to end. */
  const adopt = async (run: string): Promise<void> => {
    try {
      for (let waitedMs = 0; !live.has(run) && isHeldForDaemon(run) && waitedMs < noticeMs; waitedMs += pollMs) await setTimeout(pollMs)
      if (!live.has(run) && isLost(run)) await giveWay(() => resumeRun(run, keeping))
    } catch (error) {
      console.error(`${run}: ${asGradlabError(error).message}`)
    }
  }

  return {
    folders,
    get liveCount() {
      return live.size
    },
    isKept: (run) => live.has(run),
    start: (request) => giveWay(() => startRun(request, keeping)),
    async resume(run) {
      const kept = live.get(run)
      if (kept && parseManifest(run).status === 'paused') {
        await kept.command({ kind: 'continue' })
        return run
      }
      return giveWay(() => resumeRun(run, keeping))
    },
    command: (run, command) => live.get(run)?.command(command) ?? commandRun(run, command),
    ended: async (run) => live.get(run)?.ended ?? parseManifest(run),
    async adoptLost() {
      if (hasAdopted) return
      hasAdopted = true
      const experiments = await findExperiments(folders)
      await Promise.all(experiments.flatMap((experiment) => listRuns(experiment).runs.map(({ folder }) => adopt(folder))))
    },
    onEvent(hear) {
      eventListeners.add(hear)
      return () => void eventListeners.delete(hear)
    },
    onChange(hear) {
      changeListeners.add(hear)
      return () => void changeListeners.delete(hear)
    },
    processes: () => [
      { kind: 'daemon', pid: process.pid, startedAt },
      ...[...live].flatMap(([run, { silentMs }]): ProcessSummary[] => {
        const lock = readLock(run)
        return lock ? [{ kind: 'run', pid: lock.pid, run, startedAt: Date.parse(parseManifest(run).createdAt), ...(silentMs && { silentMs: silentMs() }) }] : []
      }),
      ...spare.processes(),
    ],
    keepWarm: () => spare.warm(),
    engines: () => trials.engines(),
    async endAll() {
      trials.end()
      spare.end()
      await Promise.all(
        [...live.values()].map(async (run) => {
          await run.command({ kind: 'interrupt' }).catch(() => undefined) // it may have ended by itself
          await run.ended.catch(() => undefined)
        }),
      )
    },
  }
}

/** After these run.json has another status. */
const statusEvents: ReadonlySet<RunEvent['kind']> = new Set<RunEvent['kind']>(['started', 'resumed', 'paused', 'continued'])

const noticeMs = 15_000
const pollMs = 100

/** A process trains it that a daemon started: one before this, which may be gone, or one of an older version, which drains. */
const isHeldForDaemon = (run: string): boolean => parseManifest(run).keeper === 'daemon' && readLock(run) !== undefined

/** It was training for a daemon when that daemon, the machine, or its own process was lost. A user's stop or interrupt is not that. */
function isLost(run: string): boolean {
  const { keeper, status, supervisorLost } = parseManifest(run)
  if (keeper !== 'daemon' || readLock(run)) return false
  return supervisorLost === true || (!hasEnded(status) && status !== 'starting')
}

/** Whether a path a client named lies in one of the daemon's folders; links are followed first. */
export function isWithin(folders: readonly string[], path: string): boolean {
  const real = realpathSync(path)
  return folders.some((folder) => {
    const root = realpathSync(folder)
    return real === root || real.startsWith(root + sep)
  })
}
