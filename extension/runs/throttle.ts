/** Calls `act` at most once in `ms`, the last wish always heeded. */
export interface Throttle {
  wish(): void
  /** At once, if it is wished for. */
  flush(): void
  dispose(): void
}

export function createThrottle(ms: number, act: () => unknown): Throttle {
  let timer: NodeJS.Timeout | undefined
  const fire = (): void => {
    timer = undefined
    act()
  }
  return {
    wish: () => void (timer ??= setTimeout(fire, ms)),
    flush() {
      if (!timer) return
      clearTimeout(timer)
      fire()
    },
    dispose: () => clearTimeout(timer),
  }
}
