import * as tf from '@tensorflow/tfjs'
import { createRng } from '../../../sdk/random/rng'

export type Shape = number[]
export type Compute = (tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[]
export interface Case {
  title: string
  shapes: Shape[]
  compute: Compute
}

/** Every kernel that we add to wasm or replace there, on odd, 1-sized and larger shapes. */
export function parityCases(): Case[] {
  return [...convolutions(), ...depthwise(), ...dilations(), ...pools(), ...products(), ...segments(), ...slices(), ...transposes()]
}

/** Between −1 and 1, the same for equal names. */
export function values(shape: Shape, stream: string): Float32Array {
  const rng = createRng(7, stream, 0)
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 2 * rng.next() - 1)
}

function convolutions(): Case[] {
  const cases: [x: string, filter: string, stride: string, pad: string][] = [
    ['2x7x5x3', '3x3x3x4', '1', 'same'],
    ['2x7x5x3', '3x3x3x4', '1', 'valid'],
    ['2x8x9x3', '3x2x3x5', '2', 'same'],
    ['2x8x9x3', '3x2x3x5', '2', 'valid'],
    ['1x9x9x1', '5x5x1x1', '3', 'valid'],
    ['3x6x6x2', '1x1x2x7', '1', 'same'],
    ['3x6x7x2', '1x1x2x7', '2', 'same'],
    ['5x1x1x4', '1x1x4x3', '1', 'valid'],
    ['1x1x9x2', '1x3x2x3', '1x2', 'same'],
    ['2x6x6x2', '4x4x2x3', '2x3', 'same'],
    ['2x6x6x2', '3x3x2x3', '1', '2x1x0x2'],
    ['2x6x6x2', '2x2x2x3', '1', '3x3x3x3'],
    ['2x7x7x2', '2x2x2x3', '3', '3x2x3x2'],
    ['2x5x5x3', '5x5x3x4', '1', 'valid'],
    ['17x12x12x16', '3x3x16x8', '1', 'same'],
    ['3x13x11x1', '3x3x1x9', '1', 'same'],
    ['2x11x10x6', '3x3x6x17', '2', 'same'],
    ['2x40x70x7', '5x3x7x11', '3x1', 'same'],
    ['33x3x2x5', '3x3x5x8', '1', 'same'],
    ['3x16x16x13', '1x1x13x10', '1', 'valid'],
    ['5x9x8x4', '1x1x4x9', '3', 'same'],
    ['1x1x1x3', '3x3x3x2', '2', 'same'],
  ]
  return cases.map(([x, filter, stride, pad]) => ({
    title: `conv2d of ${x} by ${filter}, stride ${stride}, pad ${pad}: output and gradients`,
    shapes: [sizes(x), sizes(filter)],
    compute: withGradients((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, pair(stride), padding(pad))),
  }))
}

/** 'same', 'valid', or zeros on top, below, left and right. */
function padding(pad: string): 'same' | 'valid' | tf.backend_util.ExplicitPadding {
  if (pad === 'same' || pad === 'valid') return pad
  const [top, bottom, left, right] = sizes(pad) as [number, number, number, number]
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]
}

/** '2x3' as [2, 3]: tables of shapes are read more easily so. */
function sizes(text: string): number[] {
  return text.split('x').map(Number)
}
const pair = (text: string): [number, number] => sizes(text.includes('x') ? text : `${text}x${text}`) as [number, number]

function depthwise(): Case[] {
  const cases: [x: string, filter: string, stride: string, pad: string][] = [
    ['2x7x5x3', '3x3x3x1', '1', 'same'],
    ['2x7x5x3', '3x3x3x1', '1', 'valid'],
    ['2x8x9x3', '3x2x3x1', '2', 'same'],
    ['2x8x9x3', '3x3x3x2', '2', 'valid'],
    ['1x9x9x1', '5x5x1x3', '1', 'same'],
    ['3x6x6x4', '1x1x4x1', '1', 'same'],
    ['2x6x6x2', '2x2x2x3', '1', '3x3x3x3'],
    ['1x1x1x5', '1x1x5x1', '1', 'valid'],
    ['2x11x13x9', '3x3x9x1', '1', 'same'],
    ['2x10x9x6', '3x3x6x1', '2', 'same'],
    ['2x9x8x4', '4x5x4x1', '1', 'same'],
    ['3x20x37x5', '7x2x5x2', '1', 'valid'],
    ['1x3x3x8', '3x3x8x1', '1', 'same'],
    ['2x7x7x4', '1x1x4x1', '3', 'valid'],
    ['2x6x40x11', '3x3x11x1', '3x2', 'same'],
    ['2x5x6x4', '2x2x4x1', '1', '3x2x1x3'],
  ]
  return cases.map(([x, filter, stride, pad]) => ({
    title: `depthwiseConv2d of ${x} by ${filter}, stride ${stride}, pad ${pad}: output and gradients`,
    shapes: [sizes(x), sizes(filter)],
    compute: withGradients((a, b) => tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, pair(stride), padding(pad))),
  }))
}

/** Without gradients: tfjs has none. */
function dilations(): Case[] {
  const cases: [x: string, filter: string, dilation: string, pad: string][] = [
    ['2x9x11x3', '3x3x3x5', '2', 'same'],
    ['2x9x11x3', '3x3x3x5', '2x3', 'valid'],
    ['2x9x11x6', '3x2x6x9', '3x1', 'same'],
    ['1x5x5x4', '3x3x4x2', '2', 'valid'],
  ]
  return cases.flatMap(([x, filter, dilation, pad]) => [
    {
      title: `conv2d of ${x} by ${filter}, dilation ${dilation}, pad ${pad}`,
      shapes: [sizes(x), sizes(filter)],
      compute: ([a, b]) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, padding(pad), 'NHWC', pair(dilation)),
    },
    {
      title: `depthwiseConv2d of ${x} by ${filter}, dilation ${dilation}, pad ${pad}`,
      shapes: [sizes(x), sizes(filter)],
      compute: ([a, b]) => tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, padding(pad) as 'same', 'NHWC', pair(dilation)),
    },
  ])
}

function pools(): Case[] {
  const cases: [x: string, size: string, stride: number, pad: 'same' | 'valid'][] = [
    ['2x8x8x3', '2', 2, 'same'],
    ['2x7x5x3', '2', 2, 'same'],
    ['2x7x5x3', '3', 1, 'valid'],
    ['1x5x5x1', '3x2', 2, 'same'],
    ['3x1x1x4', '1', 1, 'valid'],
    ['2x8x8x6', '2', 2, 'valid'],
    ['3x7x5x9', '2', 2, 'valid'],
  ]
  const ofNothing: Case = {
    title: 'maxPool of windows with and without NaN: gradient',
    shapes: [
      [2, 6, 7, 6],
      [2, 3, 3, 6],
    ],
    compute: ([a, dy]) => tf.engine().runKernel(tf.MaxPoolGrad, { dy: dy!, input: tf.sqrt(a!), output: dy! }, { filterSize: 2, strides: 2, pad: 'valid' }),
  }
  const others = cases.flatMap(([x, size, stride, pad]) => [
    {
      title: `maxPool of ${x} by ${size}, stride ${stride}, pad ${pad}: output and gradient`,
      shapes: [sizes(x)],
      compute: withGradients((a) => tf.maxPool(a as tf.Tensor4D, pair(size), stride, pad)),
    },
    {
      title: `maxPool of ties in ${x} by ${size}, stride ${stride}, pad ${pad}: gradient`,
      shapes: [sizes(x)],
      compute: withGradients((a) => tf.maxPool(a!.mul(0) as tf.Tensor4D, pair(size), stride, pad)),
    },
    {
      title: `avgPool of ${x} by ${size}, stride ${stride}, pad ${pad}: output and gradient`,
      shapes: [sizes(x)],
      compute: withGradients((a) => tf.avgPool(a as tf.Tensor4D, pair(size), stride, pad)),
    },
  ])
  return [ofNothing, ...others]
}

function products(): Case[] {
  const matrices: [a: Shape, b: Shape, transposeA: boolean, transposeB: boolean][] = []
  for (const batch of [[], [1], [3], [2, 2]]) {
    for (const [m, k, n] of [
      [1, 1, 1],
      [5, 3, 2],
      [33, 17, 20],
    ] as const) {
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true])
          matrices.push([[...batch, ...(transposeA ? [k, m] : [m, k])], [...batch, ...(transposeB ? [n, k] : [k, n])], transposeA, transposeB])
      }
    }
  }
  const equations: [equation: string, ...shapes: string[]][] = [
    ['ij,jk->ik', '3x4', '4x5'],
    ['bqd,bkd->bqk', '2x3x4', '2x5x4'],
    ['bhqk,bhkd->bqhd', '2x3x4x5', '2x3x5x6'],
    ['bi,bi->b', '3x4', '3x4'],
    ['i,j->ij', '3', '4'],
    ['i,i->', '5', '5'],
    ['ij->ji', '3x4'],
    ['ij->ij', '3x4'],
    ['ijk->j', '3x4x2'],
    ['ij->', '3x1'],
    ['ijx,kj->ki', '2x3x4', '5x3'],
    ['abc,d->ca', '2x3x4', '5'],
  ]
  return [
    ...matrices.map(([a, b, transposeA, transposeB]) => ({
      title: `matMul of ${a} and ${b}, transposed ${transposeA}, ${transposeB}: output and gradients`,
      shapes: [a, b],
      compute: withGradients((x, y) => tf.matMul(x!, y!, transposeA, transposeB)),
    })),
    {
      title: 'matMul of a batch with one matrix is broadcast',
      shapes: [
        [4, 20, 20],
        [1, 20, 20],
      ],
      compute: ([a, b]) => tf.matMul(a!, b!, false, true),
    },
    ...equations.map(([equation, ...shapes]) => ({
      title: `einsum ${equation} of ${shapes.join(' and ')}: output and gradients`,
      shapes: shapes.map(sizes),
      compute: withGradients((...x) => tf.einsum(equation, ...x)),
    })),
  ]
}

function segments(): Case[] {
  const ids = [3, 0, 3, 3, 1, 0, 4]
  return [
    ...[[7, 4], [7], [7, 2, 3]].map((shape) => ({
      title: `unsortedSegmentSum of ${shape}: output and gradient`,
      shapes: [shape],
      compute: withGradients((x) => tf.unsortedSegmentSum(x!, tf.tensor1d(ids, 'int32'), 6)),
    })),
    {
      title: 'unsortedSegmentSum drops rows whose id is outside',
      shapes: [[3, 2]],
      compute: ([x]) => tf.unsortedSegmentSum(x!, tf.tensor1d([-1, 1, 2], 'int32'), 2),
    },
    {
      title: 'the gradient of gather adds up repeated rows',
      shapes: [[5, 3]],
      compute: withGradients((x) =>
        tf.gather(
          x!,
          tf.tensor2d(
            [
              [0, 4, 4],
              [2, 0, 0],
            ],
            [2, 3],
            'int32',
          ),
        ),
      ),
    },
    { title: 'the gradient of gather on a later axis', shapes: [[2, 5, 3]], compute: withGradients((x) => tf.gather(x!, tf.tensor1d([0, 4, 4], 'int32'), 1)) },
  ]
}

function slices(): Case[] {
  const cases: [x: string, begin: string, size: string][] = [
    ['7', '2', '3'],
    ['7', '0', '7'],
    ['5x6', '1x2', '3x2'],
    ['5x6', '1x0', '2x6'],
    ['4x5x6', '1x2x3', '2x1x3'],
    ['4x5x6', '0x2x0', '4x2x6'],
    ['2x3x4x5', '1x0x1x2', '1x3x2x2'],
    ['2x3x2x3x2', '0x1x0x1x1', '2x2x2x2x1'],
    ['3x4', '1x1', '0x2'],
  ]
  return [
    ...cases.map(([x, begin, size]) => ({
      title: `slice of ${x} at ${begin}, size ${size}`,
      shapes: [sizes(x)],
      compute: ([a]: tf.Tensor[]) => tf.slice(a!, sizes(begin), sizes(size)),
    })),
    { title: 'split and stack, forward and back', shapes: [[4, 6]], compute: withGradients((x) => tf.stack(tf.split(x!, 3, 1), 1)) },
  ]
}

function transposes(): Case[] {
  const cases: [x: string, perm: string][] = [
    ['5', '0'],
    ['5x7', '1x0'],
    ['256x6', '1x0'],
    ['2x256x3', '0x2x1'],
    ['2x3x4', '2x0x1'],
    ['2x3x4', '2x1x0'],
    ['1x3x1x4', '3x0x1x2'],
    ['1x1', '1x0'],
    ['2x3x4x5', '0x2x1x3'],
    ['2x3x4x5', '2x3x0x1'],
    ['2x3x4x5x6', '2x0x3x1x4'],
    ['2x1x3x2x1x2', '5x4x3x2x1x0'],
    ['2x0x3', '2x1x0'],
  ]
  return cases.flatMap(([x, perm]) => [
    { title: `transpose of ${x} by ${perm}: output and gradient`, shapes: [sizes(x)], compute: withGradients((a) => tf.transpose(a!, sizes(perm))) },
    {
      title: `transpose of ${x} int32 by ${perm}`,
      shapes: [sizes(x)],
      compute: ([a]) => tf.transpose(a!.mul(100).toInt(), sizes(perm)).add(tf.scalar(1, 'int32')),
    },
    { title: `transpose of ${x} bool by ${perm}`, shapes: [sizes(x)], compute: ([a]) => tf.transpose(a!.greater(0), sizes(perm)) },
  ])
}

/** The output and the gradient of every input, for an upstream gradient that is different everywhere. */
function withGradients(compute: (...tensors: tf.Tensor[]) => tf.Tensor): Compute {
  return (tensors) => {
    const output = compute(...tensors)
    const upstream = tf.tensor(values(output.shape, 'upstream'), output.shape)
    return [output, ...tf.grads((...x: tf.Tensor[]) => compute(...x))(tensors, upstream)]
  }
}
