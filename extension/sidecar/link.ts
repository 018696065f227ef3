import type { DaemonNotifications, DaemonRequests } from '../../protocol'
import type { FoundNode } from './node'

/** One connection to the daemon. */
export interface Link {
  request<M extends keyof DaemonRequests>(method: M, params: DaemonRequests[M]['params']): Promise<DaemonRequests[M]['result']>
  onNotification<N extends keyof DaemonNotifications>(name: N, hear: (params: DaemonNotifications[N]) => void): void
  /** Settles when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>
  /** Leaves. The daemon and its runs stay. */
  close(): Promise<void>
  readonly daemon: DaemonFacts
}

/** What the status says of the daemon. */
export interface DaemonFacts {
  readonly pid: number
  readonly node: FoundNode
}
