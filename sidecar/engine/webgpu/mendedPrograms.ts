import * as tf from '@tensorflow/tfjs'
import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu'
import { elementwise } from './program'

/** tfjs' programs that are wrong, whichever kernel runs them: many a kernel calls another's function and not the registered one. */
export function mendProgram(program: WebGPUProgram, inputs: readonly tf.TensorInfo[]): WebGPUProgram {
  const { shaderKey, outputShape } = program
  // Its text holds the length of the last axis, its key does not: the pipeline of another length would be taken.
  if (shaderKey.startsWith('cum_')) program.shaderKey += `_${outputShape.at(-1)}`
  // Its text does not compile for int32 and bool.
  else if (shaderKey.startsWith('transpose_') && inputs[0]!.dtype !== 'float32') {
    return transposeOfIntegers(inputs[0]!.shape, shaderKey.slice('transpose_'.length).split(',').map(Number))
  }
  return program
}

function transposeOfIntegers(from: number[], perm: readonly number[]): WebGPUProgram {
  const strides = [...tf.util.computeStrides(from), 1]
  const shape = perm.map((axis) => from[axis]!)
  const steps = perm.map((axis) => strides[axis]!)
  // From the last axis of the output to the first: its coordinate times the step of that axis in x.
  const walk = shape.map((length, axis) => `at += (rest % ${length}) * ${steps[axis]}; rest /= ${length};`).toReversed()
  const body = `var rest = index; var at = 0; ${walk.join(' ')} result[index] = x[at];`
  return elementwise(`gradlabTranspose_${shape.join()}_${steps.join()}`, shape, ['x'], body)
}
