import type { Counted } from './messages'
import { adamWork } from './work'

/** What a step can at best take on a machine: of each call the longer of its operations and its bytes. */
export interface Ceiling {
  readonly ms: number
  readonly flops: number
  readonly bytes: number
  /** Milliseconds in calls that operations bound, and in those that memory bounds. */
  readonly computeMs: number
  readonly memoryMs: number
}

/** @param gflops the engine's own best product @param gigabytes a second that the machine moves */
export function ceilingOf({ kernels, parameters }: Counted, gflops: number, gigabytes: number): Ceiling {
  const calls = [...Object.values(kernels).flatMap((kernel) => kernel.calls), adamWork(parameters)]
  let [flops, bytes, computeMs, memoryMs] = [0, 0, 0, 0]
  for (const [operations, moved] of calls) {
    const [computing, moving] = [operations / gflops / 1e6, moved / gigabytes / 1e6]
    flops += operations
    bytes += moved
    if (computing > moving) computeMs += computing
    else memoryMs += moving
  }
  return { ms: computeMs + memoryMs, flops, bytes, computeMs, memoryMs }
}
