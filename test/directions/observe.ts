import * as tf from '@tensorflow/tfjs'
import { encodeSafetensors, type Figure, type HyperValue } from '../../protocol'
import type { Dataset } from '../../sdk'
import type { AnyExperiment } from '../../sdk/experiment'
import { readScalars } from '../../sdk/mean'
import { pathOf } from '../../sdk/params'
import { openTrial, parametersOf } from '../../sdk/testing'
import { largestGradients, watchGradients } from './gradients'

export interface Conditions {
  readonly variant: string
  readonly dataset: Dataset
  readonly set?: Readonly<Record<string, HyperValue>>
  readonly seed?: number
  readonly steps?: number
}

/** What a short run of one variant showed; the checks judge it. */
export interface Observation {
  /** By step, then by name. */
  readonly scalars: readonly Readonly<Record<string, number>>[]
  readonly losses: readonly number[]
  readonly variables: readonly { readonly name: string; readonly shape: readonly number[] }[]
  readonly parameters: number
  /** The largest value of each variable's gradient over the run; 0 where none was asked for. */
  readonly gradients: ReadonlyMap<string, number>
  /** Variables that ended with other values than they began with. */
  readonly moved: ReadonlySet<string>
  /** How many tensors were held after each step. */
  readonly held: readonly number[]
  /** Tensors that evaluating, embedding, drawing and saving left behind, and that the end did. */
  readonly leftByLooking: number
  readonly leftAtEnd: number
  /** Every metric given: `train/x`, `<split>/x`, `final/x`. */
  readonly metrics: Readonly<Record<string, number>>
  readonly embedding: Readonly<Record<string, { readonly width: number; readonly values: Float32Array }>>
  readonly figures: readonly Figure[]
  /** Of the trained variables, slots and numbers at the end. */
  readonly bytes: Uint8Array
}

export async function observe(experiment: AnyExperiment, { variant, dataset, set = {}, seed = 1, steps = 20 }: Conditions): Promise<Observation> {
  const heldBefore = tf.memory().numTensors
  const trial = await openTrial(experiment, { variant, dataset, set, seed })
  const { session } = trial
  const starts = session.params.variables.map((variable) => ({ name: pathOf(variable)!, shape: variable.shape, values: variable.dataSync().slice() }))
  const gradients = new Map<string, number>()
  const scalars: Record<string, number>[] = []
  const held: number[] = []
  for (let step = 0; step < steps; step++) {
    await watchGradients(
      async () => {
        const given = await session.step()
        scalars.push(await readScalars(given))
        tf.dispose(Object.values(given))
      },
      (call) => largestGradients(call).forEach((largest, name) => gradients.set(name, Math.max(largest, gradients.get(name) ?? 0))),
    )
    held.push(tf.memory().numTensors)
  }
  const ended = new Map(session.params.variables.map((variable) => [pathOf(variable)!, variable.dataSync()]))
  const moved = new Set(starts.filter(({ name, values }) => values.some((value, i) => value !== ended.get(name)?.[i])).map(({ name }) => name))
  const parameters = parametersOf(session.params)
  const heldBeforeLooking = tf.memory().numTensors
  const evaluated = await session.evaluate()
  const bytes = encodeSafetensors(await trial.save()) // before figures, which may ask peers, whose bytes are counted
  const embedding = (await session.embed()) ?? {}
  const figures = await session.figures()
  const finished = await session.finish()
  const leftByLooking = tf.memory().numTensors - heldBeforeLooking
  trial.dispose()
  const ofTraining = Object.fromEntries(Object.entries(scalars.at(-1) ?? {}).map(([name, value]) => [`train/${name}`, value]))
  return {
    scalars,
    losses: scalars.map((all) => all['loss'] ?? Object.values(all)[0] ?? NaN),
    variables: starts.map(({ name, shape }) => ({ name, shape })),
    parameters,
    gradients,
    moved,
    held,
    leftByLooking,
    leftAtEnd: tf.memory().numTensors - heldBefore,
    metrics: { ...ofTraining, ...evaluated, ...finished },
    embedding,
    figures,
    bytes,
  }
}

/** The same run, interrupted after each of `pauses` steps and continued by a fresh session from what was saved. */
export async function observeResumed(
  experiment: AnyExperiment,
  { variant, dataset, set = {}, seed = 1, steps = 20 }: Conditions,
  pauses: readonly number[],
): Promise<Pick<Observation, 'losses' | 'bytes'>> {
  const losses: number[] = []
  let trial = await openTrial(experiment, { variant, dataset, set, seed })
  for (const pause of [...pauses, steps]) {
    losses.push(...(await trial.steps(pause - losses.length)))
    if (pause === steps) break
    const saved = await trial.save()
    trial.dispose()
    trial = await openTrial(experiment, { variant, dataset, set, seed })
    await trial.restore(saved)
  }
  await trial.evaluate()
  const bytes = encodeSafetensors(await trial.save())
  trial.dispose()
  return { losses, bytes }
}
