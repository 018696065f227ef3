import { unwatchFile, watchFile } from 'node:fs'
import { COMPARISON_FORMATS, GradlabError, isComparisonFormat, type ComparisonState, type DaemonRequests, type Language } from '../../protocol'
import { createCurveReader } from '../compare/curves'
import { renderComparison } from '../compare/export/formats'
import { listComparisons } from '../compare/record'
import type { Handlers } from './client'
import type { ComparisonKeeper } from './comparisons'

type Asked = Extract<keyof DaemonRequests, `gradlab/comparison/${string}`>

/** What one client may ask of comparisons, and how it hears of those it watches. */
export function createComparisonHandlers(
  comparisons: ComparisonKeeper,
  { inside, trusted, language }: { inside(path: string): string; trusted(): void; readonly language: Language },
  tell: (state: ComparisonState) => void,
): { handlers: Pick<Handlers, Asked>; dispose(): void } {
  const watched = new Map<string, () => void>()
  const readCurves = createCurveReader()
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
      'gradlab/comparison/curves': ({ comparison }) => readCurves(inside(comparison)),
      'gradlab/comparison/export': ({ comparison, format }) => {
        if (!isComparisonFormat(format)) throw new GradlabError('usage/format', { name: format, known: COMPARISON_FORMATS.join(', ') })
        const { result } = comparisons.state(inside(comparison))
        if (!result) throw new GradlabError('comparison/empty')
        return { text: renderComparison(format, result, language) }
      },
    },
    dispose() {
      stopHearing()
      for (const file of [...watched.keys()]) unwatch(file)
    },
  }
}

const lookMs = 500
