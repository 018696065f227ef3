import { asGradlabError, type CompareRequest, type ComparisonState } from '../../protocol'
import { startComparison, type CompareHost, type LiveComparison } from '../compare/compare'
import { ownerOf, readRecord, recordFiles, stateOf } from '../compare/record'
import { parseManifest } from '../store/manifest'
import { describeExperiment } from '../supervisor/describe'
import { askEngines } from '../supervisor/engines'
import { findExperiments } from './experiments'
import type { RunKeeper } from './keeper'

/** The comparisons a daemon works at. Their runs are kept as any others, and like them they outlive the window. */
export interface ComparisonKeeper {
  readonly liveCount: number
  /** @throws GradlabError before its first run; what comes later stands in its state */
  start(request: CompareRequest): Promise<ComparisonState>
  /** As it stands, here or in its record. @throws GradlabError comparison/unknown, comparison/broken */
  state(file: string): ComparisonState
  isKept(file: string): boolean
  /** One that is not worked at here stays as it is. */
  cancel(file: string): void
  /** Goes on with what a daemon before this one lost; after its runs were adopted. */
  adoptLost(): Promise<void>
  /** Hears every change of every comparison here. @returns a function that ends it */
  onChange(hear: (state: ComparisonState) => void): () => void
  /** Every comparison cancelled, its run with a checkpoint written. */
  endAll(): Promise<void>
}

export function createComparisonKeeper(keeper: RunKeeper): ComparisonKeeper {
  const live = new Map<string, LiveComparison>()
  const listeners = new Set<(state: ComparisonState) => void>()
  let opening: Promise<unknown> = Promise.resolve()
  let hasAdopted = false
  const tell = (state: ComparisonState): void => listeners.forEach((hear) => hear(state))

  const host: CompareHost = {
    keeper: 'daemon',
    describe: (experiment) => describeExperiment(experiment),
    listEngines: (from) => askEngines({ from }),
    start: async (request) => trained(await keeper.start(request)),
    async resume(run) {
      if (!keeper.isKept(run) || parseManifest(run).status === 'paused') await keeper.resume(run)
      return trained(run)
    },
    onChange: tell,
  }
  const trained = (folder: string): Awaited<ReturnType<CompareHost['start']>> => ({
    folder,
    command: (command) => keeper.command(folder, command),
    ended: keeper.ended(folder),
  })
  const keep = async (request: CompareRequest, only?: string): Promise<ComparisonState> => {
    const comparison = await startComparison(request, host, only)
    live.set(comparison.file, comparison)
    void comparison.ended.then((state) => {
      live.delete(comparison.file)
      tell(state)
    })
    return comparison.state
  }
  const startOrJoin = async (request: CompareRequest): Promise<ComparisonState> => {
    try {
      return await keep(request)
    } catch (error) {
      const { code, context } = asGradlabError(error)
      const { file } = context
      const going = code === 'comparison/running' && typeof file === 'string' ? live.get(file) : undefined
      if (going) return going.state
      throw error
    }
  }
  const adopt = async (file: string): Promise<void> => {
    try {
      const record = readRecord(file)
      if (record.keeper !== 'daemon' || record.status !== 'running' || ownerOf(record) !== undefined) return
      await keep(stateOf(file, record).request, file)
    } catch (error) {
      console.error(`${file}: ${asGradlabError(error).message}`)
    }
  }

  return {
    get liveCount() {
      return live.size
    },
    start(request) {
      // One after the other: two windows that ask for the same comparison get the same one.
      const next = opening.then(() => startOrJoin(request))
      opening = next.catch(() => undefined)
      return next
    },
    state: (file) => live.get(file)?.state ?? stateOf(file, readRecord(file)),
    isKept: (file) => live.has(file),
    cancel(file) {
      live.get(file)?.cancel()
    },
    async adoptLost() {
      if (hasAdopted) return
      hasAdopted = true
      for (const experiment of await findExperiments(keeper.folders)) await Promise.all(recordFiles(experiment).map(adopt))
    },
    onChange(hear) {
      listeners.add(hear)
      return () => void listeners.delete(hear)
    },
    async endAll() {
      const going = [...live.values()]
      for (const comparison of going) comparison.cancel()
      await Promise.all(going.map(({ ended }) => ended))
    },
  }
}
