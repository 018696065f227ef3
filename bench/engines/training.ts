import * as tf from '@tensorflow/tfjs'
import { adam } from '../../sdk/optimizers'
import { createParamsTree } from '../../sdk/params'
import { createRng } from '../../sdk/random/rng'
import { inScope } from '../../sdk/session/scope'
import type { ModelName } from './models'
import { networks, type At } from './networks'
import { readModelData, type RawTensors } from './tensors'

/** A model under training in the engine's process: a step is what a run makes of one, with its loss read. */
export interface Training {
  readonly parameters: number
  readonly variables: tf.Variable[]
  /** The loss of the next batch, not yet computed. */
  nextLoss(): () => tf.Scalar
  step(): Promise<Step>
  dispose(): void
}
export interface Step {
  readonly loss: number
  readonly ms: number
  readonly readMs: number
}

export function startTraining(model: ModelName, folder: string, learningRate: number): Training {
  const { weights, constants, batches } = readModelData(folder)
  const tree = createParamsTree((path) => createRng(1, path, 0))
  for (const [name, value] of Object.entries(toTensors(weights))) tree.variable(name, value)
  const fixed = toTensors(constants)
  const inputs = batches.map(toTensors)
  const optimizer = adam(tree, { learningRate: () => learningRate })
  const lossOf = networks[model](at(Object.fromEntries(tree.entries)), at(fixed))
  let made = 0
  const nextLoss = (): (() => tf.Scalar) => {
    const batch = at(inputs[made++ % inputs.length]!)
    return () => lossOf(batch)
  }
  return {
    variables: tree.variables,
    parameters: tree.variables.reduce((sum, { size }) => sum + size, 0),
    nextLoss,
    step: () =>
      inScope('step', async () => {
        const started = performance.now()
        const loss = optimizer.minimize(nextLoss())
        const updated = performance.now()
        const value = (await loss.data())[0]!
        const ended = performance.now()
        return { loss: value, ms: ended - started, readMs: ended - updated }
      }),
    dispose() {
      tree.dispose()
      tf.dispose([fixed, inputs])
    },
  }
}

const toTensors = (raw: RawTensors): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(raw).map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32')]),
  )

function at(tensors: Readonly<Record<string, tf.Tensor>>): At {
  return (name) => {
    const found = tensors[name]
    if (!found) throw new Error(`There is no ${name}; there are ${Object.keys(tensors).join(', ')}.`)
    return found
  }
}
