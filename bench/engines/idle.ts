import { cpus } from 'node:os'
import { setTimeout } from 'node:timers/promises'

/** By then the threads of the side that was asked last have stopped to spin. */
const settleMs = 60
const watchMs = 60

/**
 * Lets all sides come to rest, and watches what the cores do then: that is other programs. PyTorch's threads wait for each other by spinning, so a busy machine
 * slows it down far more than the engine, and the ratios flatter.
 * @returns the busy share of all cores, 0 to 1
 */
export async function rest(): Promise<number> {
  await setTimeout(settleMs)
  const before = times()
  await setTimeout(watchMs)
  const after = times()
  const all = after.all - before.all
  return all === 0 ? 0 : 1 - (after.idle - before.idle) / all
}

/** Above this the figures are not worth noting down. */
export const mostBusy = 0.1

function times(): { idle: number; all: number } {
  let [idle, all] = [0, 0]
  for (const { times } of cpus()) {
    idle += times.idle
    all += times.user + times.nice + times.sys + times.idle + times.irq
  }
  return { idle, all }
}
