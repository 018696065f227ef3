import type { ProcessSummary } from '../../protocol'
import { startChild, type Child } from '../supervisor/child'

/** One child that has loaded tfjs and waits, so that a click reaches a first loss in under a second. */
export interface Spare {
  /** Begins to warm one, if there is none. */
  warm(): void
  /** The warm one, or a fresh one; and begins to warm the next. */
  take(): Promise<Child>
  /** The warm one for a trial of an engine, after the next has warmed up: a click finds one in the meantime. */
  lend(): Promise<Child>
  processes(): readonly ProcessSummary[]
  end(): void
}

export function createSpare(): Spare {
  let next: Promise<Child> | undefined
  let current: Child | undefined
  let hasEnded = false
  const lent = new Set<Child>()

  const warm = (): void => {
    if (next || hasEnded) return
    next = startChild()
    const mine = next
    void mine.then(
      (child) => {
        if (hasEnded) return child.kill()
        if (next === mine) current = child
        void child.exited.then(() => {
          if (next !== mine) return // it was taken
          next = undefined
          current = undefined
        })
      },
      () => (next = undefined),
    )
  }
  const detach = (): Promise<Child> => {
    const taken = next ?? startChild()
    next = undefined
    current = undefined
    return taken
  }
  return {
    warm,
    async take() {
      const child = await detach()
      setTimeout(warm, warmAfterMs).unref()
      return child
    },
    async lend() {
      const child = await detach()
      lent.add(child)
      void child.exited.then(() => lent.delete(child))
      warm()
      await next?.then(({ ready }) => ready).catch(() => undefined)
      return child
    },
    processes: () => [
      ...(current ? [{ kind: 'spare' as const, pid: current.pid, startedAt: current.startedAt }] : []),
      ...[...lent].map(({ pid, startedAt }) => ({ kind: 'measurement' as const, pid, startedAt })),
    ],
    end() {
      hasEnded = true
      current?.kill()
      for (const child of lent) child.kill()
    },
  }
}

/** Not at once: the run that was just started needs the cores. */
const warmAfterMs = 5000
