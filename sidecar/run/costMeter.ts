import type { KernelWatch } from './kernelWatch'
import type { Peers } from './peers'

/**
 * The arithmetic of a step, forward and backward, in this process and in its peers': the mean of the first ones, since a step may do now and then
 * what others do not.
 */
export interface CostMeter {
  during<T>(step: () => Promise<T>): Promise<T>
}

/** @param steps how many are to be made; @param tell once, when enough have been. Without it nothing is counted. */
export function createCostMeter(
  { kernels, peers }: { readonly kernels: KernelWatch; readonly peers: Pick<Peers, 'countMultiplyAdds'> },
  steps: number,
  tell: ((multiplyAdds: number) => void) | undefined,
): CostMeter {
  const counted = Math.min(steps, mostSteps)
  let made = 0
  let total = 0
  return {
    async during(step) {
      if (!tell || made >= counted) return step()
      const counts = [await peers.countMultiplyAdds(), kernels.countMultiplyAdds()]
      const result = await step() // one that throws ends the run: nobody asks what it cost
      for (const count of counts) total += await count.stop()
      if (++made === counted) tell(Math.round(total / counted))
      return result
    },
  }
}

/** As many as one line of scalars may cover; enough to meet what happens every tenth step. */
const mostSteps = 20
