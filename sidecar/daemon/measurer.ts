import { setTimeout } from 'node:timers/promises'

/** Tries the engines on the models of runs that have ended, while nothing trains: a run never waits for it, nor shares its cores with it. */
export interface Measurer {
  /** A run under `auto` has ended: its model is worth a try when there is time. */
  add(run: string): void
  /** A run is about to start: the trial that is going on is dropped at once, and made later. */
  yieldToRun(): void
  /** A run has ended. */
  wake(): void
  end(): void
}

export interface MeasurerHost {
  /** Whether nothing trains, here or in a terminal. */
  isIdle(): Promise<boolean>
  /** Tries the engines on a run's model. Ends early when it is aborted. */
  measure(run: string, signal: AbortSignal): Promise<void>
  /** Not at once: who looks at a result may start the next run. */
  readonly delayMs: number
  /** A run of a terminal tells nobody that it ends: it is looked for this often. */
  readonly busyMs: number
}

export function createMeasurer({ isIdle, measure, delayMs, busyMs }: MeasurerHost): Measurer {
  const waiting = new Set<string>()
  let current: AbortController | undefined
  let isMeasuring = false
  let hasEnded = false

  const work = async (afterMs: number): Promise<void> => {
    if (current || hasEnded || waiting.size === 0) return
    const mine = (current = new AbortController())
    const { signal } = mine
    const wasIdle = await tryNewest(afterMs, signal).catch(() => true) // dropped
    if (current === mine) current = undefined
    if (!signal.aborted) await work(wasIdle ? delayMs : busyMs)
  }
  /** @returns false where something trains, so that it was left for later */
  const tryNewest = async (afterMs: number, signal: AbortSignal): Promise<boolean> => {
    await setTimeout(afterMs, undefined, { signal, ref: false })
    if (!(await isIdle())) return false
    if (signal.aborted) return true
    const run = [...waiting].at(-1)! // the newest is the one that is likely to be trained again
    try {
      isMeasuring = true
      await measure(run, signal)
    } catch (error) {
      if (!signal.aborted) console.error(error instanceof Error ? error.message : error) // the engine stays as it is
    }
    if (signal.aborted) return true
    isMeasuring = false
    waiting.delete(run)
    return true
  }
  const drop = (): void => {
    current?.abort()
    current = undefined
    isMeasuring = false
  }
  /** A wait that has begun is begun again: it may be a long one. */
  const wake = (): void => {
    if (!isMeasuring) drop()
    void work(delayMs)
  }
  return {
    add(run) {
      waiting.delete(run)
      waiting.add(run)
      wake()
    },
    wake,
    yieldToRun: drop,
    end() {
      hasEnded = true
      waiting.clear()
      current?.abort()
    },
  }
}
