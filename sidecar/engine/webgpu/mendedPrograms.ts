import type * as tf from '@tensorflow/tfjs'
import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu'
import { declarations } from './functions'
import { withWholeNumbers } from './wholeNumbers'

/** tfjs' programs that are wrong, whichever kernel runs them: many a kernel calls another's function and not the registered one. */
export function mendProgram(program: WebGPUProgram, inputs: readonly tf.TensorInfo[]): WebGPUProgram {
  const { shaderKey, outputShape } = program
  // Its text holds the length of the last axis, its key does not: the pipeline of another length would be taken.
  if (shaderKey.startsWith('cum_')) program.shaderKey += `_${outputShape.at(-1)}`
  if (shaderKey === 'pool3D_max_true_false_false') rewrite(program, ...poolPosition)
  else if (shaderKey.startsWith('fft_')) rewrite(program, ...fourier)
  else if (shaderKey === 'transform') rewrite(program, ...nearestPixel)
  else if (shaderKey.startsWith('binary_') && 'lastDimensionSize' in program && outputShape.length > 4) rewrite(program, ...lastOfManyAxes(outputShape.length))
  else withWholeNumbers(program, inputs)
  return program
}

/** It takes the square of the window's height for the size of a slice of it. */
const poolPosition = [['filterDims.y * uniforms.filterDims.y', 'filterDims.y * uniforms.filterDims.z']] as const

/** It multiplies angles up to many turns in float32, and takes sin and cos that are promised to 2⁻¹¹ only. */
const fourier = [
  ['fn unaryOpComplex', `${declarations}\nfn unaryOpComplex`],
  ['var result = 0.0;', 'var turned = 0; var result = 0.0;'],
  ['let x = exponentMultiplierTimesIndexRatio * f32(i);', 'let x = uniforms.exponentMultiplier * f32(turned) / f32(uniforms.realShape[1]);'],
  ['let expR = cos(x);', 'turned = (turned + index) % uniforms.realShape[1]; let expR = quarter(x, 1);'],
  ['let expI = sin(x);', 'let expI = quarter(x, 0);'],
] as const

/** For a vector beside many axes it takes places for an array, which they are for up to four axes. */
const lastOfManyAxes = (rank: number): (readonly [what: string, by: string])[] => [[`coords[${rank - 1}]`, `coords.${'xyzwuv'[rank - 1]}`]]

/** WGSL rounds ties to even, cpu rounds them up. */
const nearestPixel = [
  ['round(mapY)', 'floor(mapY + 0.5)'],
  ['round(mapX)', 'floor(mapX + 0.5)'],
] as const

/** Where it is compiled, which is once. */
function rewrite(program: WebGPUProgram, ...changes: readonly (readonly [what: string, by: string])[]): void {
  const original = program.getUserCode.bind(program)
  program.getUserCode = () =>
    changes.reduce((text, [what, by]) => {
      if (!text.includes(what)) throw new Error(`the program ${program.shaderKey} has no ${what}`)
      return text.replace(what, by)
    }, original())
}
