import * as tf from '@tensorflow/tfjs'
import type { Locator } from '../load/locate'
import type { RunEventBody } from '../../protocol'
import type { KernelWatch, Survivor } from './kernelWatch'

/**
 * Between two read-backs no tensor may be added: what a step makes it must return or leave to its scope. Slots made at the first steps are
 * growth that ends, so it takes three rises in a row; then one step is watched for where its survivors were made.
 */
export interface LeakGuard {
  /** Called with no scalars pending. */
  check(): void
  /** Whether the next step is to be watched. */
  readonly isWatching: boolean
  /** Makes one step, and says of a tensor that outlived it where it was made. */
  watch(step: () => Promise<void>, tell: (notice: RunEventBody) => void): Promise<void>
}

export function createLeakGuard(kernels: KernelWatch, locator: Locator): LeakGuard {
  let last = Infinity
  let rises = 0
  let state: 'counting' | 'watching' | 'reported' = 'counting'
  return {
    check() {
      const { numTensors } = tf.memory()
      rises = numTensors > last ? rises + 1 : 0
      last = numTensors
      if (rises === 3 && state === 'counting') state = 'watching'
    },
    get isWatching() {
      return state === 'watching'
    },
    async watch(step, tell) {
      state = 'reported'
      const survivors = kernels.findSurvivors()
      let found: Survivor[]
      try {
        await step()
      } finally {
        found = survivors.stop()
      }
      const leaked = found.map(({ shape, stack }) => ({ shape, place: locator.place(stack) })).find(({ place }) => place)
      if (leaked?.place)
        tell({ kind: 'notice', code: 'tensors-leaked', context: { place: `${leaked.place.file}:${leaked.place.line}`, shape: `[${leaked.shape.join(', ')}]` } })
    },
  }
}
