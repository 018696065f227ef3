import { unwatchFile, watchFile } from 'node:fs'
import type { ComparisonState, DaemonRequests } from '../../protocol'
import { listComparisons } from '../compare/record'
import type { Handlers } from './client'
import type { ComparisonKeeper } from './comparisons'

type Asked = Extract<keyof DaemonRequests, `gradlab/comparison/${string}`>

/** What one client may ask of comparisons, and how it hears of those it watches. */
export function createComparisonHandlers(
  comparisons: ComparisonKeeper,
  { inside, trusted }: { inside(path: string): string; trusted(): void },
  tell: (state: ComparisonState) => void,
): { handlers: Pick<Handlers, Asked>; dispose(): void } {
  const watched = new Map<string, () => void>()
  const stopHearing = comparisons.onChange((state) => {
    if (watched.has(state.file)) tell(state)
  })
  /** A terminal works at it: its process tells us nothing, but its record changes. */
  const look = (file: string) => (): void => {
    if (comparisons.isKept(file)) return
    try {
      tell(comparisons.state(file))
    } catch {
      // its record is gone; who asks for it is told
    }
  }
  const unwatch = (file: string): void => {
    const hear = watched.get(file)
    if (hear) unwatchFile(file, hear)
    watched.delete(file)
  }

  return {
    handlers: {
      'gradlab/comparison/start': async (request) => {
        trusted()
        const state = await comparisons.start({ ...request, experiment: inside(request.experiment) })
        return state
      },
      'gradlab/comparison/list': ({ experiment }) => listComparisons(inside(experiment)),
      'gradlab/comparison/watch': ({ comparison }) => {
        const state = comparisons.state(inside(comparison))
        unwatch(comparison)
        const hear = look(comparison)
        watched.set(comparison, hear)
        watchFile(comparison, { interval: lookMs, persistent: false }, hear)
        return state
      },
      'gradlab/comparison/unwatch': ({ comparison }) => {
        unwatch(comparison)
        return null
      },
      'gradlab/comparison/cancel': ({ comparison }) => {
        comparisons.cancel(inside(comparison))
        return null
      },
    },
    dispose() {
      stopHearing()
      for (const file of [...watched.keys()]) unwatch(file)
    },
  }
}

const lookMs = 500
