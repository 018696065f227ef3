import * as tf from '@tensorflow/tfjs'
import { pathOf, type ParamsTree } from '../params'

/** Numbers by the path of their variable in Params, as a scaffold's reference/model.py writes them into golden/torch.json. */
export type ByPath = Readonly<Record<string, readonly number[]>>

/** Gives every trained variable the values that a twin has. @throws RangeError where the two do not have the same variables */
export function setVariables({ variables }: Pick<ParamsTree, 'variables'>, values: ByPath): void {
  const paths = variables.map((variable) => pathOf(variable)!)
  const unknown = Object.keys(values).filter((path) => !paths.includes(path))
  if (unknown.length > 0) throw new RangeError(`The twin has variables that the model has not: ${unknown.join(', ')}. The model has ${paths.join(', ')}.`)
  variables.forEach((variable, i) => {
    const given = values[paths[i]!]
    if (given?.length !== variable.size) {
      throw new RangeError(`${paths[i]} is [${variable.shape.join(', ')}] in the model, and has ${given?.length ?? 'no'} values in the twin.`)
    }
    tf.tidy(() => variable.assign(tf.tensor([...given], variable.shape)))
  })
}

/** A loss and its gradient by each trained variable that it depends on, read back as a GPU can be read, too. */
export async function gradientsByPath(
  { variables }: Pick<ParamsTree, 'variables'>,
  loss: () => tf.Scalar,
): Promise<{ loss: number; gradients: Record<string, Float32Array> }> {
  const { value, grads } = tf.variableGrads(loss, variables)
  const reached = variables.filter(({ name }) => grads[name])
  const gradients = await Promise.all(reached.map(async (variable) => [pathOf(variable)!, (await grads[variable.name]!.data()) as Float32Array] as const))
  const read = { loss: (await value.data())[0]!, gradients: Object.fromEntries(gradients) }
  tf.dispose([value, ...Object.values(grads)])
  return read
}
