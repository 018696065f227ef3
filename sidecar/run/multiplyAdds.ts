/** What a kernel was given and gave, as far as its arithmetic depends on it. */
export interface KernelCall {
  readonly kernel: string
  readonly inputs: Readonly<Record<string, readonly number[]>> // shapes by the kernel's own names
  readonly output: readonly number[]
  readonly attributes: Readonly<Record<string, unknown>>
}

/**
 * Multiply-adds of the kernels that do nearly all of a network's arithmetic: matrix products, convolutions with both of their gradients, Einstein
 * sums. Everything else counts nothing: an elementwise product, and so a weighted sum along a graph's edges, which to tfjs is a gather, such a product
 * and a segment sum. A strided or padded position counts as a full one.
 */
export function multiplyAddsOf({ kernel, inputs, output, attributes }: KernelCall): number {
  const shape = (name: string): readonly number[] => inputs[name] ?? []
  const filterShape = (attributes['filterShape'] ?? []) as readonly number[]
  switch (kernel) {
    case 'BatchMatMul':
    case '_FusedMatMul':
      return size(output) * shape('a').at(attributes['transposeA'] ? -2 : -1)!
    case 'Conv2D':
    case 'FusedConv2D':
    case 'Conv3D':
      return size(output) * perOutput(shape('filter'))
    case 'Conv2DBackpropInput':
    case 'Conv3DBackpropInputV2':
      return size(shape('dy')) * perOutput(shape('filter'))
    case 'Conv2DBackpropFilter':
    case 'Conv3DBackpropFilterV2':
      return size(shape('dy')) * perOutput(filterShape)
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2D':
      return size(output) * perChannel(shape('filter'))
    case 'DepthwiseConv2dNativeBackpropInput':
      return size(shape('dy')) * perChannel(shape('filter'))
    case 'DepthwiseConv2dNativeBackpropFilter':
      return size(shape('dy')) * perChannel(filterShape)
    case 'Einsum':
      return einsum(String(attributes['equation']), Object.values(inputs))
    default:
      return 0
  }
}

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1)
/** Of a filter whose last axis is the output's channels: how many products make one output. */
const perOutput = (filter: readonly number[]): number => size(filter.slice(0, -1))
/** Of a filter that sees one channel: [height, width, channels, multiplier]. */
const perChannel = (filter: readonly number[]): number => size(filter.slice(0, 2))

/** Every combination of all indices is one product of two operands, one more for each operand beyond; a lone operand is only summed. */
function einsum(equation: string, shapes: readonly (readonly number[])[]): number {
  const lengths = new Map<string, number>()
  const terms = equation.replaceAll(' ', '').split('->')[0]!.split(',')
  terms.forEach((term, operand) => [...term].forEach((index, axis) => lengths.set(index, shapes[operand]![axis]!)))
  return size([...lengths.values()]) * (terms.length - 1)
}
