import type { ProcessSummary } from '../../protocol'
import { startChild, type Child } from '../supervisor/child'

/** One child that has loaded tfjs and waits, so that a click reaches a first loss in under a second. */
export interface Spare {
  /** Begins to warm one, if there is none. */
  warm(): void
  /** The warm one, or a fresh one; and begins to warm the next. */
  take(): Promise<Child>
  processes(): readonly ProcessSummary[]
  end(): void
}

export function createSpare(): Spare {
  let next: Promise<Child> | undefined
  let current: Child | undefined
  let hasEnded = false

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
  return {
    warm,
    async take() {
      const taken = next ?? startChild()
      next = undefined
      current = undefined
      const child = await taken
      setTimeout(warm, warmAfterMs).unref()
      return child
    },
    processes: () => (current ? [{ kind: 'spare', pid: current.pid, startedAt: current.startedAt }] : []),
    end() {
      hasEnded = true
      current?.kill()
    },
  }
}

/** Not at once: the run that was just started needs the cores. */
const warmAfterMs = 5000
