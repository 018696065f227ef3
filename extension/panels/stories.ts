import type { RunEvent, ToldStory } from '../../protocol'
import type { RunFeed } from '../runs/feed'
import { createThrottle } from '../runs/throttle'
import type { PanelView } from './session'

/** Tells a page the stories of the runs it follows: each whole first, then what comes, in batches. */
export interface Stories {
  /** The runs that are followed. */
  readonly runs: readonly string[]
  /** Follows these and no others. */
  select(runs: readonly string[]): void
  /** A run's story, whole. */
  tell(run: string): Promise<void>
  /** The stories that the page does not have. */
  tellUntold(): Promise<void>
  /** The page has nothing any more: it was hidden, or is new. */
  forget(): void
  dispose(): void
}

/** Not more often than ten times a second. */
const batchMs = 100

export function createStories(view: PanelView<ToldStory>, feed: RunFeed): Stories {
  const followed = new Map<string, () => void>()
  const waiting = new Map<string, RunEvent[]>()
  const told = new Set<string>()
  let isDisposed = false
  const batch = createThrottle(batchMs, () => {
    for (const [run, events] of waiting) if (view.isVisible && told.has(run)) view.post({ kind: 'events', run, events })
    waiting.clear()
  })
  const follow = (run: string): void => {
    const end = feed.follow(run, (events) => {
      if (!view.isVisible || !told.has(run)) return // a snapshot will hold them
      waiting.set(run, [...(waiting.get(run) ?? []), ...events])
      batch.wish()
    })
    followed.set(run, end)
  }
  const tell = async (run: string): Promise<void> => {
    const events = await feed.story(run)
    if (isDisposed || !view.isVisible || !followed.has(run)) return
    waiting.delete(run) // the story holds them
    told.add(run)
    view.post({ kind: 'story', story: { run, events } })
  }
  return {
    get runs() {
      return [...followed.keys()]
    },
    select(runs) {
      for (const [run, end] of followed) {
        if (runs.includes(run)) continue
        end()
        followed.delete(run)
        told.delete(run)
        waiting.delete(run)
      }
      for (const run of runs) if (!followed.has(run)) follow(run)
    },
    tell,
    tellUntold: async () => void (await Promise.all([...followed.keys()].filter((run) => !told.has(run)).map(tell))),
    forget() {
      told.clear()
      waiting.clear()
    },
    dispose() {
      isDisposed = true
      batch.dispose()
      for (const end of followed.values()) end()
    },
  }
}
