import * as tf from '@tensorflow/tfjs'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { adam } from '../../sdk/optimizers'
import { createParamsTree } from '../../sdk/params'
import { createRng } from '../../sdk/random/rng'
import { folder } from './goldens'
import type { InputSpec } from './inputs'
import { layers, type Parameters } from './layerTypes'
import { toTensor } from './measure'

/** Three epochs of a layer with a dense head, as cases/layers.py trains it. */
export interface Training {
  readonly layer: string
  readonly x: InputSpec
  /** Of dropout: which elements stay. */
  readonly mask?: InputSpec
  readonly target: InputSpec
  readonly parameters: Readonly<Record<string, InputSpec>>
  readonly batch: number
  readonly rate: number
  readonly losses: readonly number[]
}

export function readTrainings(): Training[] {
  return (JSON.parse(readFileSync(join(folder, 'layers.json'), 'utf8')) as { cases: Training[] }).cases
}

export interface TrainingResult {
  readonly layer: string
  /** The largest relative difference of a loss from its golden; infinite where it did not train. */
  readonly error: number
  readonly problem: string
}
const tolerance = 1e-3

/** Trains on the engine in use; whatever goes wrong is a problem, never an exception. */
export async function trainLayer(training: Training): Promise<TrainingResult> {
  const { layer } = training
  try {
    const error = await train(training)
    return { layer, error, problem: error <= tolerance ? '' : `a loss differs by ${error.toExponential(1)}` }
  } catch (thrown) {
    return { layer, error: Infinity, problem: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

async function train({ layer, x, mask, target, parameters, batch, rate, losses }: Training): Promise<number> {
  const features = layers[layer]
  if (!features) throw new Error(`layerTypes.ts has no layer ${layer}`)
  const tree = createParamsTree((path) => createRng(1, path, -1))
  const data = [x, target, ...(mask ? [mask] : [])].map(toTensor)
  try {
    const variables = Object.fromEntries(Object.entries(parameters).map(([name, spec]) => [name, tree.variable(name, toTensor(spec))])) as Parameters
    const optimizer = adam(tree, { learningRate: () => rate })
    let worst = 0
    for (const [step, expected] of losses.entries()) {
      const at = (step * batch) % x.shape[0]!
      const [inputs, targets, kept] = data.map((tensor) => tensor.slice(at, batch))
      const loss = optimizer.minimize(() => {
        const outputs = features(variables, inputs!, kept).reshape([batch, -1]).matMul(variables['head']!)
        return outputs.sub(targets!).square().mean().asScalar()
      })
      const [got] = await loss.data()
      worst = Math.max(worst, Math.abs(got! - expected) / Math.abs(expected) || (Number.isNaN(got!) ? Infinity : 0))
      tf.dispose([loss, inputs!, targets!, ...(kept ? [kept] : [])])
    }
    return worst
  } finally {
    tf.dispose(data)
    tree.dispose()
  }
}
