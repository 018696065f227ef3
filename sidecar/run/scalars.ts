import * as tf from '@tensorflow/tfjs'
import { toJsonNumber, type JsonNumber, type RunEventBody } from '../../protocol'
import type { Scalars } from '../../sdk'

/** Training scalars of the last steps, still on the engine: one read-back for all of them, never one a step. */
export interface ScalarRing {
  push(step: number, scalars: Scalars): void
  /** Enough steps, or enough time, since the last read-back. */
  isDue(): boolean
  flush(): Promise<Block | undefined>
}
/** Scalars of several steps as columns; null where a step did not give that one. */
export interface Block {
  readonly steps: number[]
  readonly series: Record<string, (number | null)[]>
}

export function createScalarRing({ mostSteps, mostMs, now }: { mostSteps: number; mostMs: number; now: () => number }): ScalarRing {
  let pending: { step: number; scalars: Scalars }[] = []
  let lastFlush = -Infinity // the first step is read at once: a person waits for it
  return {
    push: (step, scalars) => void pending.push({ step, scalars }),
    isDue: () => pending.length >= mostSteps || (pending.length > 0 && now() - lastFlush >= mostMs),
    async flush() {
      lastFlush = now()
      if (pending.length === 0) return undefined
      const block = await read(pending)
      pending = []
      return block
    },
  }
}

export function scalarsEvent({ steps, series }: Block): RunEventBody {
  const written = Object.entries(series).map(([name, values]): [string, (JsonNumber | null)[]] => [
    name,
    values.map((value) => (value === null ? null : toJsonNumber(value))),
  ])
  return { kind: 'scalars', steps, series: Object.fromEntries(written) }
}

async function read(pending: readonly { step: number; scalars: Scalars }[]): Promise<Block> {
  const tensors = pending.flatMap(({ scalars }) => Object.values(scalars).filter((value) => typeof value !== 'number'))
  let values: ArrayLike<number> = []
  if (tensors.length > 0) {
    const stacked = tf.tidy(() => tf.stack(tensors.map((tensor) => tensor.reshape([]).toFloat())))
    values = await stacked.data()
    tf.dispose([stacked, ...tensors])
  }
  const names = [...new Set(pending.flatMap(({ scalars }) => Object.keys(scalars)))]
  const series: Record<string, (number | null)[]> = Object.fromEntries(names.map((name) => [`train/${name}`, pending.map(() => null)]))
  let next = 0
  pending.forEach(({ scalars }, i) => {
    for (const [name, value] of Object.entries(scalars)) series[`train/${name}`]![i] = typeof value === 'number' ? value : values[next++]!
  })
  return { steps: pending.map(({ step }) => step), series }
}
