import * as tf from '@tensorflow/tfjs'
import { createRng } from '../../../sdk/random/rng'

export interface Case {
  readonly title: string
  readonly shapes: readonly number[][]
  readonly compute: (tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[]
}

/** A sample over tfjs' kernels, and each that is mended here: outputs, and gradients of a weighted sum of them. */
export function parityCases(): Case[] {
  return [...elementwise(), ...reductions(), ...layers(), ...mended(), ...empty()]
}

/** Between −1 and 1, the same for equal names. */
export function values(shape: readonly number[], stream: string): Float32Array {
  const rng = createRng(7, stream, 0)
  return Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => 2 * rng.next() - 1)
}

const withGradients =
  (compute: (...tensors: tf.Tensor[]) => tf.Tensor) =>
  (tensors: tf.Tensor[]): tf.Tensor[] => {
    const output = compute(...tensors)
    const weights = tf.tensor(values(output.shape, 'dy'), output.shape)
    return [output, ...tf.grads((...inputs: tf.Tensor[]) => compute(...inputs).mul(weights))(tensors)]
  }
const trained = (title: string, shapes: number[][], compute: (...tensors: tf.Tensor[]) => tf.Tensor): Case => ({
  title: `${title}, with gradients`,
  shapes,
  compute: withGradients(compute),
})

function elementwise(): Case[] {
  const shapes = [[1], [7], [33, 65], [2, 3, 4, 5]]
  return shapes.flatMap((shape) => [
    ...(['exp', 'tanh', 'sigmoid', 'softplus', 'elu', 'relu', 'sin', 'cos', 'tan', 'erf', 'atan', 'log1p'] as const).map((name) =>
      trained(`${name} of [${shape.join()}]`, [shape], (x) => x.mul(0.9)[name]()),
    ),
    ...(['add', 'sub', 'mul', 'div', 'atan2'] as const).map((name) =>
      trained(`${name} of [${shape.join()}] and its last axis`, [shape, shape.slice(-1)], (a, b) => tf[name](a, b.add(2.5))),
    ),
    trained(`maximum of [${shape.join()}]`, [shape, shape], (a, b) => a.maximum(b)),
    trained(`where of [${shape.join()}]`, [shape, shape], (a, b) => tf.where(tf.tensor(values(shape, 'mask'), shape).greater(0), a, b)),
  ])
}

function reductions(): Case[] {
  return [[5], [3, 4], [33, 65], [2, 3, 4, 5]].flatMap((shape) => {
    const last = shape.length - 1
    const of = `of [${shape.join()}]`
    return [
      ...(['sum', 'mean', 'max', 'prod', 'logSumExp'] as const).flatMap((name) =>
        [0, last].map((axis) => trained(`${name} ${of} along ${axis}`, [shape], (x) => x.add(1.5)[name](axis))),
      ),
      trained(`softmax ${of}`, [shape], (x) => tf.softmax(x)),
      trained(`cumsum ${of}`, [shape], (x) => tf.cumsum(x, last)),
      { title: `cumsum ${of} from the end, exclusive`, shapes: [shape], compute: ([x]) => tf.cumsum(x!, 0, true, true) },
      { title: `argMax and argMin ${of}`, shapes: [shape], compute: ([x]) => [tf.argMax(x!, last), tf.argMin(x!, 0)] },
      { title: `any and all ${of}`, shapes: [shape], compute: ([x]) => [x!.greater(0.8).any(last), x!.greater(-0.8).all(0)] },
    ]
  })
}

function layers(): Case[] {
  type Image = tf.Tensor4D
  return [
    trained(
      'matMul',
      [
        [33, 17],
        [17, 9],
      ],
      (a, b) => tf.matMul(a, b),
    ),
    trained(
      'matMul with transposes and a batch',
      [
        [2, 20, 33],
        [2, 7, 20],
      ],
      (a, b) => tf.matMul(a, b, true, true),
    ),
    trained(
      'matMul of a long inner axis',
      [
        [16, 2500],
        [2500, 20],
      ],
      (a, b) => tf.matMul(a, b),
    ),
    trained('fused dense layer', [[5, 4], [4, 3], [3]], (a, b, bias) =>
      tf.fused.matMul({ a: a as tf.Tensor2D, b: b as tf.Tensor2D, bias, activation: 'relu' }),
    ),
    trained(
      'conv2d',
      [
        [2, 7, 5, 3],
        [3, 3, 3, 4],
      ],
      (x, filter) => tf.conv2d(x as Image, filter as Image, 2, 'same'),
    ),
    trained(
      'depthwiseConv2d',
      [
        [2, 7, 5, 3],
        [3, 3, 3, 2],
      ],
      (x, filter) => tf.depthwiseConv2d(x as Image, filter as Image, 1, 'same'),
    ),
    trained(
      'conv2dTranspose',
      [
        [1, 4, 4, 3],
        [3, 3, 2, 3],
      ],
      (x, filter) => tf.conv2dTranspose(x as Image, filter as Image, [1, 8, 8, 2], 2, 'same'),
    ),
    trained('maxPool and avgPool', [[2, 7, 5, 3]], (x) => tf.maxPool(x as Image, 2, 2, 'same').add(tf.avgPool(x as Image, 2, 2, 'same'))),
    trained('batchNorm', [[4, 5, 6, 3], [3], [3], [3], [3]], (x, mean, variance, offset, scale) =>
      tf.batchNorm(x, mean as tf.Tensor1D, variance.abs().add(0.5) as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D),
    ),
    trained('gather', [[5, 3]], (x) => tf.gather(x, tf.tensor1d([4, 0, 4, 4], 'int32'))),
    trained(
      'concat, pad, slice and transpose',
      [
        [3, 4],
        [2, 4],
      ],
      (a, b) =>
        tf
          .concat([a, b])
          .pad([
            [1, 0],
            [0, 2],
          ])
          .slice([1, 1], [4, 4])
          .transpose(),
    ),
    trained('resizeNearestNeighbor', [[1, 5, 6, 3]], (x) => tf.image.resizeNearestNeighbor(x as Image, [9, 4])),
  ]
}

/** What gave wrong values, a shader that does not compile, or no kernel, before it was mended. */
function mended(): Case[] {
  const ids = (numbers: number[]): tf.Tensor1D => tf.tensor1d(numbers, 'int32')
  return [
    trained('einsum of an axis that one operand has', [[3, 4], [5]], (a, b) => tf.einsum('ij,k->ij', a, b)),
    trained('unsortedSegmentSum', [[6, 3]], (x) => tf.unsortedSegmentSum(x, ids([0, 2, 1, 0, 2, 2]), 4)),
    { title: 'unsortedSegmentSum with ids outside', shapes: [[4, 3]], compute: ([x]) => tf.unsortedSegmentSum(x!, ids([0, -1, 5, 1]), 2) },
    {
      title: 'scatterND with indices that come again',
      shapes: [[5, 2]],
      compute: ([x]) => tf.scatterND(tf.tensor2d([1, 0, 1, 1, 0, 2, 1, 1, 1, 0], [5, 2], 'int32'), x!, [2, 3, 2]),
    },
    {
      title: 'transpose of integers and bools',
      shapes: [[3, 40, 20]],
      compute: ([x]) => [x!.mul(9).toInt().transpose([2, 0, 1]), x!.greater(0).transpose([0, 2, 1]), x!.mul(9).toInt().sum(1)],
    },
    { title: 'sin and cos of large angles', shapes: [[50]], compute: ([x]) => [x!.mul(500).sin(), x!.mul(500).cos()] },
    {
      title: 'cumprod of one length after another',
      shapes: [
        [3, 9],
        [3, 5],
      ],
      compute: (tensors) => tensors.map((x) => tf.cumprod(x, 1, true, true)),
    },
    {
      title: 'casts of integers and bools, into what computes with them',
      shapes: [[5, 40]],
      compute: ([x]) => {
        const [whole, is] = [x!.mul(9).toInt(), x!.greater(0)]
        const made = [whole.toFloat(), is.toFloat(), is.toInt(), whole.toBool()]
        return [...made, made[0]!.transpose().sum(), made[1]!.mul(x!), made[2]!.mul(whole), tf.real(tf.cast(whole, 'complex64')).mul(0.5)]
      },
    },
    {
      title: 'the largest of a last axis of 1, and of none',
      shapes: [[4, 1]],
      compute: ([x]) => [tf.topk(x!.mul(2), 1), tf.topk(x!, 1), tf.topk(x!.mul(2), 0)].flatMap(({ values, indices }) => [values, indices, x!.add(0)]),
    },
    trained('tile of five axes', [[2, 1, 3, 2, 2]], (x) => tf.tile(x.mul(2), [1, 3, 2, 1, 2])),
    {
      title: 'integers above 2²⁴ and around the largest',
      shapes: [
        [4, 6],
        [4, 1],
        [4, 6],
      ],
      compute: (tensors) => {
        const [large, column, whole] = tensors.map((x) =>
          x
            .mul(9)
            .toInt()
            .add(ids([2 ** 30 + 1])),
        ) as [tf.Tensor, tf.Tensor, tf.Tensor]
        const others = [ids([2 ** 30 + 3, -7, 2 ** 29 + 5, 2 ** 31 - 1, 5, 1]), column, whole, tf.scalar(2 ** 30 + 1, 'int32')]
        const both = others.flatMap((other) => [
          ...[large.add(other), large.sub(other), large.mul(other), other.mul(large), large.maximum(other), large.minimum(other)],
          ...[large.equal(other), large.notEqual(other), large.less(other), large.lessEqual(other), large.greater(other), large.greaterEqual(other)],
        ])
        return [...both, large.sub(ids([2 ** 30 - 2 ** 25])).sum(1), ids([2 ** 30 + 3, -7]).mul(ids([2 ** 29 + 5, 2 ** 31 - 1]))]
      },
    },
    trained('sparseSegmentSum and sparseSegmentMean with a segment left out', [[5, 3]], (x) => {
      const [rows, segments] = [ids([0, 4, 4, 2]), ids([0, 0, 2, 3])]
      return tf.sparse.sparseSegmentSum(x.mul(2), rows, segments).add(tf.sparse.sparseSegmentMean(x, rows, segments))
    }),
    {
      title: 'kernels that run on the host',
      shapes: [],
      compute: () => [tf.unique(ids([3, 1, 3])).values, tf.bitwiseAnd(ids([5, 6]), ids([3, 3])), tf.string.stringToHashBucketFast(['a', 'b'], 7)],
    },
  ]
}

function empty(): Case[] {
  return [
    { title: 'the sums of no rows', shapes: [[0, 3]], compute: ([x]) => [x!.sum(), x!.sum(0), x!.prod(0), x!.max(0)] },
    {
      title: 'a product over an empty axis',
      shapes: [
        [2, 0],
        [0, 3],
      ],
      compute: ([a, b]) => tf.matMul(a!, b!),
    },
    {
      title: 'empty tensors joined and sliced',
      shapes: [
        [0, 3],
        [2, 3],
      ],
      compute: ([a, b]) => [tf.concat([a!, b!]), b!.slice([1, 0], [0, 3]), a!.add(1)],
    },
    {
      title: 'complex tensors without a value',
      shapes: [[0, 3]],
      compute: ([x]) => [tf.abs(tf.complex(x!, x!)), tf.real(tf.complex(x!, x!)), tf.imag(tf.complex(x!, x!).reshape([3, 0]))],
    },
    { title: 'no rows added to segments', shapes: [[0, 3]], compute: ([x]) => tf.unsortedSegmentSum(x!, tf.tensor1d([], 'int32'), 2) },
  ]
}
