import { cpus } from 'node:os'
import type { Side } from './sides'

/** Above this the figures are not worth noting down. */
export const mostBusy = 0.1

/**
 * From now on, watches what the cores do beyond the bench's own processes: that is other programs. PyTorch's threads wait for each other by spinning, so a busy
 * machine slows it down far more than the engine, and the ratios flatter.
 * @param read what the cores did so far
 */
export async function watchOthers(sides: readonly Pick<Side, 'ask'>[], read: () => CoreTimes = coreTimes): Promise<{ share(): Promise<number> }> {
  // Whatever a process does after its answer, such as collecting garbage, is its own work, and the cores' clocks tick too coarsely for a glance between two answers.
  const now = async (): Promise<CoreTimes & { own: number }> => {
    const own = await Promise.all(sides.map((side) => side.ask({ kind: 'cpu' })))
    return { ...read(), own: own.reduce((sum, { ms }) => sum + ms, cpuMsOf(process.cpuUsage())) }
  }
  const before = await now()
  return {
    /** Of all cores, 0 to 1. */
    async share() {
      const after = await now()
      const all = after.all - before.all
      const others = all - (after.idle - before.idle) - (after.own - before.own)
      return all === 0 ? 0 : Math.max(0, others / all)
    },
  }
}

/** A process' time on the cores, all its threads together. */
export const cpuMsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000

/** Of all cores, in milliseconds. */
export interface CoreTimes {
  readonly idle: number
  readonly all: number
}

function coreTimes(): CoreTimes {
  let [idle, all] = [0, 0]
  for (const { times } of cpus()) {
    idle += times.idle
    all += times.user + times.nice + times.sys + times.idle + times.irq
  }
  return { idle, all }
}
