import type * as tf from '@tensorflow/tfjs'
import { sizeOf } from './tensors'

type Shaped = Pick<tf.Tensor, 'shape' | 'dtype'>

/**
 * Operations and bytes of one kernel by its shapes: a multiplication and an addition are two operations, any other output value one; each input is read once
 * and each output written once. What views the same data moves nothing.
 */
export function workOf(
  kernel: string,
  inputs: Readonly<Record<string, Shaped>>,
  outputs: readonly Shaped[],
  attrs: Readonly<Record<string, unknown>>,
): [flops: number, bytes: number] {
  if (views.has(kernel)) return [0, 0]
  // A slice or a gather reads no more than it writes.
  const read = partial.has(kernel) ? outputs : Object.values(inputs)
  const bytes = 4 * [...read, ...outputs].reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  return [flopsOf(kernel, inputs, outputs, attrs), bytes]
}

const views = new Set(['Identity', 'Reshape', 'ExpandDims', 'Squeeze'])
const partial = new Set(['Slice', 'StridedSlice', 'GatherV2'])

function flopsOf(kernel: string, inputs: Readonly<Record<string, Shaped>>, outputs: readonly Shaped[], attrs: Readonly<Record<string, unknown>>): number {
  const shape = (name: string): readonly number[] => inputs[name]!.shape
  const output = sizeOf(outputs[0]!.shape)
  switch (kernel) {
    case 'BatchMatMul':
    case '_FusedMatMul':
      return 2 * output * shape('a').at(attrs['transposeA'] ? -2 : -1)!
    case 'Conv2D':
    case 'FusedConv2D':
      return 2 * output * sizeOf(shape('filter').slice(0, 3))
    case 'Conv2DBackpropInput':
      return 2 * sizeOf(shape('dy')) * sizeOf(shape('filter').slice(0, 3))
    case 'Conv2DBackpropFilter':
      return 2 * sizeOf(shape('dy')) * sizeOf(outputs[0]!.shape.slice(0, 3))
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2D':
      return 2 * output * sizeOf(shape('filter').slice(0, 2))
    case 'DepthwiseConv2dNativeBackpropInput':
      return 2 * sizeOf(shape('dy')) * sizeOf(shape('filter').slice(0, 2))
    case 'DepthwiseConv2dNativeBackpropFilter':
      return 2 * sizeOf(shape('dy')) * sizeOf(outputs[0]!.shape.slice(0, 2))
    default:
      return Math.max(output, ...Object.values(inputs).map(({ shape }) => sizeOf(shape)))
  }
}

/** Adam reads x, g, m, v and writes x, m, v; about a dozen operations a parameter. */
export const adamWork = (parameters: number): [flops: number, bytes: number] => [12 * parameters, 7 * 4 * parameters]
