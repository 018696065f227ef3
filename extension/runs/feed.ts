import type { RunEvent } from '../../protocol'
import type { Sidecar } from '../sidecar/sidecar'

/** The events of the runs that somebody follows: each run's whole story, in order and without gaps, over every loss of the connection. */
export interface RunFeed {
  /** Hears what comes from now on, in batches; `events` and `story` have what came before. @returns what ends it */
  follow(run: string, hear: (events: readonly RunEvent[]) => void): () => void
  /** What is known so far of a followed run. */
  events(run: string): readonly RunEvent[]
  /** The same, after the daemon, where there is one, was asked. */
  story(run: string): Promise<readonly RunEvent[]>
  /** Asks for what the log has beyond what is known: nobody tells of a run that a terminal trains. */
  catchUp(run: string): void
}

interface Followed {
  readonly events: RunEvent[]
  readonly followers: Set<(events: readonly RunEvent[]) => void>
  asking?: Promise<void>
  isToAskAgain: boolean
}

export function createRunFeed(sidecar: Pick<Sidecar, 'ask' | 'onNotification' | 'onState'>, log: (problem: unknown) => void): RunFeed {
  const runs = new Map<string, Followed>()

  const append = (followed: Followed, events: readonly RunEvent[]): void => {
    const last = followed.events.at(-1)?.seq ?? 0
    const fresh = events.filter(({ seq }) => seq > last)
    if (fresh.length === 0) return
    followed.events.push(...fresh)
    for (const hear of followed.followers) hear(fresh)
  }
  const ask = (run: string, followed: Followed): Promise<void> => {
    if (followed.asking) {
      followed.isToAskAgain = true
      return followed.asking
    }
    followed.asking = (async () => {
      do {
        followed.isToAskAgain = false
        const answer = await sidecar.ask('gradlab/run/watch', { run, afterSeq: followed.events.at(-1)?.seq ?? 0 })
        if (!answer) return // asked again when there is a daemon
        append(followed, answer.events)
      } while (followed.isToAskAgain)
    })()
      .catch(log) // asked again when the connection is back
      .finally(() => delete followed.asking)
    return followed.asking
  }

  sidecar.onNotification('gradlab/run/event', ({ run, event }) => {
    const followed = runs.get(run)
    const last = followed?.events.at(-1)?.seq ?? 0
    if (!followed || event.seq <= last) return
    if (event.seq === last + 1 && !followed.asking) append(followed, [event])
    else void ask(run, followed)
  })
  sidecar.onState((state) => {
    if (state.kind === 'running') for (const [run, followed] of runs) void ask(run, followed)
  })

  return {
    follow(run, hear) {
      const followed = runs.get(run) ?? { events: [], followers: new Set(), isToAskAgain: false }
      followed.followers.add(hear)
      if (!runs.has(run)) {
        runs.set(run, followed)
        void ask(run, followed)
      }
      return () => {
        followed.followers.delete(hear)
        if (followed.followers.size > 0 || runs.get(run) !== followed) return
        runs.delete(run)
        void sidecar.ask('gradlab/run/unwatch', { run }).catch(log)
      }
    },
    events: (run) => runs.get(run)?.events ?? [],
    async story(run) {
      const followed = runs.get(run)
      await followed?.asking
      return followed?.events ?? []
    },
    catchUp(run) {
      const followed = runs.get(run)
      if (followed) void ask(run, followed)
    },
  }
}
