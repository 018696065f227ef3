import { hasEnded, type EngineReport } from '../../protocol'
import { isKnown, learnFromRun } from '../choice/learn'
import { parseManifest } from '../store/manifest'
import { askEngines, measureEngines } from '../supervisor/engines'
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

export function createEngineTrials(spare: Spare, { isTraining }: { isTraining(): Promise<boolean> }): EngineTrials {
  let reports: readonly EngineReport[] | undefined
  const takeChild = (): ReturnType<Spare['lend']> => spare.lend()
  const measurer = createMeasurer({
    delayMs: 3000,
    busyMs: 30_000,
    isIdle: async () => !(await isTraining()),
    async measure(run, signal) {
      const found = reports ?? (await askEngines({ takeChild, signal }))
      if (signal.aborted) return
      reports = found
      if (!isKnown(parseManifest(run), found)) await learnFromRun(run, found, { takeChild, signal })
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
        return (reports = await measureEngines())
      } finally {
        measurer.wake()
      }
    },
    end: () => measurer.end(),
  }
}

/** It left the choice to `auto`, and has shown that its model can make steps. */
function isWorthTrying(run: string): boolean {
  try {
    const { engineAsked, status, step } = parseManifest(run)
    return engineAsked === 'auto' && hasEnded(status) && status !== 'failed' && step > 0
  } catch {
    return false // its folder is gone
  }
}
