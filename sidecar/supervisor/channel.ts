/** A queue one side pushes to and the other awaits; it ends when it is closed and empty. One reader. */
export interface Channel<T> extends AsyncIterable<T> {
  push(item: T): void
  close(): void
}

export function createChannel<T>(): Channel<T> {
  const items: T[] = []
  let isClosed = false
  let wake: (() => void) | undefined
  return {
    push(item) {
      items.push(item)
      wake?.()
    },
    close() {
      isClosed = true
      wake?.()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (items.length > 0) yield items.shift()!
        if (isClosed) return
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}
