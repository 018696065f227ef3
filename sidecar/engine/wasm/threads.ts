import { Worker } from 'node:worker_threads'

/** Functions of the WebAssembly module, by name; each takes (part, parts) last. */
export type KernelName = string
type Exports = Readonly<Record<string, (...values: number[]) => void>>

/** What a thread is started with. */
export interface ThreadStart {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly control: SharedArrayBuffer
}

/**
 * Places in the control block, as 32-bit words; the values of a call follow as 64-bit floats from `valuesAt` on. `ticket` holds how many parts of the call nobody
 * has taken yet (the low eight bits) and the number of the call, so that a thread that wakes late takes no part of another call by mistake.
 */
export const word = { ticket: 0, pending: 1, kernel: 2, parts: 3, values: 4, alive: 5, failed: 6 } as const
export const valuesAt = 32
export const mostValues = 28
const controlBytes = valuesAt + mostValues * 8

/**
 * Runs a kernel on the main thread and on workers that share its memory. A call has more parts than there are threads, and each thread takes the next one: where
 * other programs use the cores, a worker that does not get to run takes nothing and holds nobody up. No element's arithmetic depends on how many parts there are
 * or on who did them, so results have the same bits on any number of threads.
 */
export class Threads {
  private readonly control = new SharedArrayBuffer(controlBytes)
  private readonly words = new Int32Array(this.control, 0, valuesAt / 4)
  private readonly values = new Float64Array(this.control, valuesAt, mostValues)
  private readonly indexOf: ReadonlyMap<KernelName, number>
  private readonly workers: Worker[]
  private calls = 0
  /** Of one call, at most; what a kernel needs for each part it needs so many times. */
  readonly parts: number

  constructor(
    readonly kernels: Exports,
    readonly count: number,
    file: string,
    start: Pick<ThreadStart, 'module' | 'memory'>,
  ) {
    this.parts = count === 1 ? 1 : Math.min(count * partsOfThread, 255)
    this.indexOf = new Map(kernelNames(kernels).map((name, i) => [name, i]))
    this.workers = Array.from({ length: count - 1 }, () => {
      const worker = new Worker(file, { workerData: { ...start, control: this.control } satisfies ThreadStart })
      worker.unref() // it never keeps the process alive
      return worker
    })
  }

  /**
   * All done on return: by this thread alone where the work is small or a worker is still starting, else in parts that the threads share.
   * @param work about how many nanoseconds it takes on one thread
   */
  run(kernel: KernelName, work: number, ...values: number[]): void {
    const call = this.kernels[kernel]!
    if (work < workWorthAThread || this.count === 1 || Atomics.load(this.words, word.alive) < this.count - 1) return call(...values, 0, 1)
    const { words, parts } = this
    words[word.kernel] = this.indexOf.get(kernel)!
    words[word.parts] = parts
    words[word.values] = values.length
    this.values.set(values)
    Atomics.store(words, word.pending, parts)
    Atomics.store(words, word.ticket, (++this.calls << 8) | parts)
    Atomics.notify(words, word.ticket)
    doParts(words, (part) => call(...values, part, parts))
    waitWhile(words, word.pending, (pending) => pending > 0)
    if (Atomics.exchange(words, word.failed, 0) !== 0) throw new Error(`a thread of the wasm engine failed in ${kernel}`)
  }

  async end(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()))
  }
}

/** Nanoseconds: several times what it takes to tell a worker that looks out for work. */
const workWorthAThread = 10_000

/** How finely a call is cut: a thread that other programs hold up keeps the rest waiting for one part only. */
const partsOfThread = 3

/** Does parts of the call under way, each the next that nobody has taken, until there is none. */
export function doParts(words: Int32Array, run: (part: number) => void): void {
  for (;;) {
    const ticket = Atomics.load(words, word.ticket)
    const left = ticket & 255
    if (left === 0) return
    if (Atomics.compareExchange(words, word.ticket, ticket, ticket - 1) !== ticket) continue
    try {
      run(left - 1)
    } catch {
      Atomics.store(words, word.failed, 1) // told when all parts are done, whoever's it was
    }
    if (Atomics.sub(words, word.pending, 1) === 1) Atomics.notify(words, word.pending)
  }
}

/** The order in which main thread and workers number the kernels. */
export function kernelNames(kernels: object): string[] {
  return Object.keys(kernels).sort()
}

/** Looks for a while, since most calls come right after one another, then sleeps. @returns the value that ended it */
export function waitWhile(words: Int32Array, index: number, isWaiting: (value: number) => boolean): number {
  for (let i = 0; i < looksBeforeSleep; i++) {
    const value = Atomics.load(words, index)
    if (!isWaiting(value)) return value
  }
  for (;;) {
    const value = Atomics.load(words, index)
    if (!isWaiting(value)) return value
    Atomics.wait(words, index, value)
  }
}
/** About 50 µs: what waking a sleeping thread costs. */
const looksBeforeSleep = 8000
