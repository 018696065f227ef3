import * as tf from '@tensorflow/tfjs'
import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu'
import { gather } from './program'

/** tfjs' programs that are wrong, whichever kernel runs them: many a kernel calls another's function and not the registered one. */
export function mendProgram(program: WebGPUProgram, inputs: readonly tf.TensorInfo[]): WebGPUProgram {
  const { shaderKey, outputShape } = program
  // Its text holds the length of the last axis, its key does not: the pipeline of another length would be taken.
  if (shaderKey.startsWith('cum_')) program.shaderKey += `_${outputShape.at(-1)}`
  // Its text does not compile for int32 and bool.
  else if (shaderKey.startsWith('transpose_') && inputs[0]!.dtype !== 'float32') {
    return transposeOfIntegers(inputs[0]!.shape, shaderKey.slice('transpose_'.length).split(',').map(Number))
  }
  // It adds integers as float32, without the low bits of what is above 2²⁴.
  else if (shaderKey === 'reduce_sum' && inputs[0]!.dtype !== 'float32') {
    const text = program.getUserCode()
    const exact = text.replaceAll('f32', 'i32').replaceAll('0.0', '0').replace('setOutputAtIndex(outputIndex, bestValue)', 'result[outputIndex] = bestValue')
    program.getUserCode = () => exact
  }
  // It numbers the places of a window by its height twice; the gradient that reads them, by height and width.
  else if (shaderKey === 'pool3D_max_true_false_false') {
    const right = program.getUserCode().replace('uniforms.filterDims.y * uniforms.filterDims.y', 'uniforms.filterDims.y * uniforms.filterDims.z')
    program.getUserCode = () => right
  }
  return program
}

function transposeOfIntegers(from: number[], perm: readonly number[]): WebGPUProgram {
  const strides = [...tf.util.computeStrides(from), 1]
  const shape = perm.map((axis) => from[axis]!)
  const steps = perm.map((axis) => strides[axis]!)
  return gather(`gradlabTranspose_${steps.join()}`, shape, (at, axis) => `${at} * ${steps[axis]}`)
}
