import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu'

/**
 * A program over the elements of its output, one an invocation: `body` is WGSL that sees `index`, `uniforms`, and each input as an array.
 * @param key names the WGSL: two programs of one key are compiled once, so all that changes the text must be in it
 */
export function elementwise(key: string, outputShape: number[], inputs: string[], body: string, { declarations = '', uniforms = '' } = {}): WebGPUProgram {
  const size = outputShape.reduce((product, length) => product * length, 1)
  return {
    shaderKey: key,
    outputShape,
    variableNames: inputs,
    workgroupSize: [workgroupSize, 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(size / workgroupSize), 1, 1],
    size: true,
    ...(uniforms && { uniforms }),
    getUserCode: () => `${declarations}\nfn main(index: i32) { if (index < uniforms.size) { ${body} } }`,
  }
}
const workgroupSize = 128

/**
 * A program whose elements are each read from one place of `x`.
 * @param step WGSL for what a coordinate of the output adds to that place
 */
export function gather(key: string, outputShape: number[], step: (at: string, axis: number) => string): WebGPUProgram {
  // From the last axis of the output to the first.
  const walk = outputShape.map((length, axis) => `at += ${step(`(rest % ${length})`, axis)}; rest /= ${length};`).toReversed()
  const body = `var rest = index; var at = 0; ${walk.join(' ')} result[index] = x[at];`
  return elementwise(`${key}_${outputShape.join()}`, outputShape, ['x'], body)
}
