import { hasEnded, type EngineReport } from '../../protocol'
import { isKnown, learnFromRun } from '../choice/learn'
import { experimentOf } from '../store/layout'
import { parseManifest } from '../store/manifest'
import { askEngines, measureEngines } from '../supervisor/engines'
import { findTensorflow } from '../tensorflow/find'
import { createMeasurer } from './measurer'
import type { Spare } from './spare'

/** What a daemon learns for `auto` from the runs that end under it. */
export interface EngineTrials {
  runEnded(run: string): void
  yieldToRun(): void
  /** Because a person asks: how fast each engine is. What is learned later goes by these reports. */
  engines(): Promise<readonly EngineReport[]>
  end(): void
}

export interface TrialsHost {
  /** Of the workspace, the first, if it has one. */
  readonly folder: string | undefined
  isTraining(): Promise<boolean>
}

export function createEngineTrials(spare: Spare, { folder, isTraining }: TrialsHost): EngineTrials {
  let known: { readonly tensorflow: string | undefined; readonly reports: readonly EngineReport[] } | undefined
  const takeChild = (): ReturnType<Spare['lend']> => spare.lend()
  const measurer = createMeasurer({
    delayMs: 3000,
    busyMs: 30_000,
    isIdle: async () => !(await isTraining()),
    async measure(run, signal) {
      const from = experimentOf(run)
      const tensorflow = packageFrom(from)
      const reports = known && known.tensorflow === tensorflow ? known.reports : await askEngines({ takeChild, signal, from })
      if (signal.aborted) return
      known = { tensorflow, reports }
      if (!isKnown(parseManifest(run), reports)) await learnFromRun(run, reports, { takeChild, signal })
    },
  })
  return {
    runEnded(run) {
      if (isWorthTrying(run)) measurer.add(run)
      else measurer.wake()
    },
    yieldToRun: () => measurer.yieldToRun(),
    async engines() {
      measurer.yieldToRun() // both would measure each other
      try {
        const tensorflow = packageFrom(folder)
        const reports = await measureEngines(folder)
        known = { tensorflow, reports }
        return reports
      } finally {
        measurer.wake()
      }
    },
    end: () => measurer.end(),
  }
}

/** The one engine that comes and goes while this process lives: where it is installed, or stands in another experiment, the others are asked anew, too. */
const packageFrom = (from: string = process.cwd()): string | undefined => findTensorflow({ environment: process.env, from }).found?.folder

/** It left the choice to `auto`, and has shown that its model can make steps. */
function isWorthTrying(run: string): boolean {
  try {
    const { engineAsked, status, step } = parseManifest(run)
    return engineAsked === 'auto' && hasEnded(status) && status !== 'failed' && step > 0
  } catch {
    return false // its folder is gone
  }
}
