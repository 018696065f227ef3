import { setTimeout as delay } from 'node:timers/promises'
import { asGradlabError, GradlabError, type DaemonNotifications, type DaemonRequests } from '../../protocol'
import type { DaemonFacts, Link } from './link'

export type SidecarState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly isAgain: boolean } // again: the connection was lost
  | { readonly kind: 'running'; readonly daemon: DaemonFacts }
  | { readonly kind: 'failed'; readonly error: GradlabError; readonly isAgain: boolean }

/**
 * The daemon, as the rest of the extension sees it: `request` and `connect` start it, and a lost connection is made again. What a view asks by
 * itself does not: after Stop All, the last events of the runs would bring the daemon back.
 */
export interface Sidecar {
  readonly state: SidecarState
  onState(hear: (state: SidecarState) => void): () => void
  onNotification<N extends keyof DaemonNotifications>(name: N, hear: (params: DaemonNotifications[N]) => void): () => void
  /** @throws GradlabError daemon/…, or what the daemon answers with */
  request<M extends keyof DaemonRequests>(method: M, params: DaemonRequests[M]['params']): Promise<DaemonRequests[M]['result']>
  /** The same for what no person waits for: it starts no daemon. @returns undefined where there is none */
  ask<M extends keyof DaemonRequests>(method: M, params: DaemonRequests[M]['params']): Promise<DaemonRequests[M]['result'] | undefined>
  /** Begins to connect, unless it is; a failure shows in the state. */
  connect(): void
  /** A new connection in place of the present one, as after the workspace became trusted. */
  reconnect(): Promise<void>
  /** Leaves the daemon; it and its runs stay. */
  leave(): Promise<void>
  /** Every run interrupted with a checkpoint, and no daemon any more. */
  stopAll(): Promise<void>
  /** Another daemon in place of this one; its runs go on from their checkpoints. */
  restart(): Promise<void>
}

export interface SidecarOptions {
  /** How long to wait before each attempt to connect again. */
  readonly backoffMs: readonly number[]
  readonly wait: (ms: number) => Promise<unknown>
}
const usual: SidecarOptions = { backoffMs: [0, 500, 2000, 5000], wait: delay }

export function createSidecar(open: () => Promise<Link>, { backoffMs, wait }: SidecarOptions = usual): Sidecar {
  let state: SidecarState = { kind: 'stopped' }
  let current: Promise<Link> | undefined
  let ending: Promise<void> = Promise.resolve() // of the daemon before
  const stateListeners = new Set<(state: SidecarState) => void>()
  const listeners = createListeners()

  const enter = (next: SidecarState): void => {
    state = next
    for (const hear of stateListeners) hear(next)
  }
  /** Whoever leaves in the meantime makes another `current`, or none: then what this attempt opens is closed again. */
  const begin = (waitsMs: readonly number[], isAgain: boolean): Promise<Link> => {
    const isCurrent = (): boolean => current === mine
    const attempt = async (ms: number): Promise<Link> => {
      await wait(ms)
      await ending.catch(() => undefined)
      if (!isCurrent()) throw new GradlabError('daemon/lost')
      const link = await open()
      if (isCurrent()) return link
      await link.close()
      throw new GradlabError('daemon/lost')
    }
    const mine: Promise<Link> = (async () => {
      const [first, ...later] = waitsMs
      let trial = attempt(first ?? 0)
      for (const ms of later) {
        trial = trial.catch((thrown: unknown) => {
          if (isCurrent()) return attempt(ms)
          throw thrown
        })
      }
      return trial
    })()
    void mine.then(
      (link) => {
        if (!isCurrent()) return
        listeners.attach(link)
        void link.closed.then(() => {
          if (isCurrent()) void start(backoffMs, true).catch(() => undefined) // the state says it
        })
        enter({ kind: 'running', daemon: link.daemon })
      },
      (thrown) => {
        if (!isCurrent()) return
        current = undefined
        enter({ kind: 'failed', error: asGradlabError(thrown), isAgain })
      },
    )
    return mine
  }
  const start = (waitsMs: readonly number[], isAgain: boolean): Promise<Link> => {
    current = begin(waitsMs, isAgain)
    enter({ kind: 'starting', isAgain })
    return current
  }
  const connected = (): Promise<Link> => current ?? start([0], false)

  const leave = async (): Promise<void> => {
    const link = current
    current = undefined
    enter({ kind: 'stopped' })
    await link?.then((opened) => opened.close()).catch(() => undefined)
  }
  const stopAll = async (): Promise<void> => {
    const link = await connected()
    current = undefined // its end is no loss
    const answered = link.request('gradlab/stopAll', {}).catch((thrown: unknown) => {
      if (asGradlabError(thrown).code !== 'daemon/lost') throw thrown // the answer may go with the connection
    })
    ending = answered.then(() => link.closed) // when the last run is gone
    enter({ kind: 'stopped' })
    await ending
  }
  return {
    get state() {
      return state
    },
    onState(hear) {
      stateListeners.add(hear)
      return () => void stateListeners.delete(hear)
    },
    onNotification: listeners.on,
    request: async (method, params) => (await connected()).request(method, params),
    ask: async (method, params) => (await current)?.request(method, params),
    connect: () => void connected().catch(() => undefined),
    async reconnect() {
      await leave()
      await connected()
    },
    leave,
    stopAll,
    async restart() {
      if (state.kind !== 'running') {
        await leave()
        return void (await connected())
      }
      const processes = await (await connected()).request('gradlab/processes', {})
      await stopAll()
      const link = await connected()
      for (const { run } of processes) if (run !== undefined) await link.request('gradlab/run/resume', { run })
    },
  }
}

/** Who hears which notification, on whatever link there is. */
function createListeners() {
  const heard: { [N in keyof DaemonNotifications]: Set<(params: DaemonNotifications[N]) => void> } = {
    'gradlab/run/event': new Set(),
    'gradlab/engines/installing': new Set(),
    'gradlab/comparison/changed': new Set(),
    'gradlab/experiments/changed': new Set(),
  }
  const attachOne = <N extends keyof DaemonNotifications>(link: Link, name: N): void =>
    link.onNotification(name, (params) => {
      for (const hear of heard[name]) hear(params)
    })
  return {
    attach(link: Link) {
      attachOne(link, 'gradlab/run/event')
      attachOne(link, 'gradlab/engines/installing')
      attachOne(link, 'gradlab/comparison/changed')
      attachOne(link, 'gradlab/experiments/changed')
    },
    on<N extends keyof DaemonNotifications>(name: N, hear: (params: DaemonNotifications[N]) => void): () => void {
      heard[name].add(hear)
      return () => void heard[name].delete(hear)
    },
  }
}
