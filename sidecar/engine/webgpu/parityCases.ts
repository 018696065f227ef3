import * as tf from '@tensorflow/tfjs'
import { createRng } from '../../../sdk/random/rng'

type Image = tf.Tensor4D

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
    {
      title: 'integers above 2²⁴ that are moved, chosen and reduced',
      shapes: [[4, 6]],
      compute: ([x]) => {
        const whole = x!
          .mul(9)
          .toInt()
          .add(tf.scalar(2 ** 30 + 1, 'int32'))
        const deep = whole.reshape([1, 2, 2, 2, 3])
        const [other, mid] = [whole.reverse(1), whole.sub(tf.scalar(2 ** 30 - 2 ** 14, 'int32'))]
        return [
          ...[whole.slice([1, 2], [2, 3]), tf.concat([whole, other], 1), tf.stack([whole, other]), whole.gather(ids([3, 0])), tf.gatherND(whole, [[1, 2]])],
          ...[
            whole.transpose(),
            tf.transpose(deep, [2, 0, 4, 1, 3]),
            whole.tile([2, 1]),
            tf.tile(deep, [1, 2, 1, 1, 2]),
            whole.stridedSlice([0, 1], [4, 6], [2, 3]),
          ],
          ...[
            tf.pad(
              whole,
              [
                [1, 0],
                [0, 2],
              ],
              2 ** 30 + 3,
            ),
            tf.pad(deep, [
              [1, 0],
              [0, 0],
              [0, 2],
              [0, 0],
              [1, 1],
            ]),
            tf.mirrorPad(
              whole,
              [
                [1, 1],
                [2, 0],
              ],
              'reflect',
            ),
          ],
          ...[
            tf.where(x!.greater(0), whole, other),
            tf.spaceToBatchND(
              whole.reshape([1, 4, 6, 1]),
              [2, 2],
              [
                [0, 0],
                [0, 0],
              ],
            ),
          ],
          ...[tf.addN([whole, whole, other]), whole.max(1), whole.min(0), mid.slice(0, 2).prod(0), whole.argMax(1), whole.argMin(0)],
          ...[whole.sub(tf.scalar(2 ** 30, 'int32')).cumsum(1), tf.topk(whole, 3).values, tf.topk(whole, 3).indices, tf.fill([2, 2], 2 ** 30 + 1, 'int32')],
          ...[
            mid.neg().abs(),
            whole.neg(),
            whole.sub(tf.scalar(2 ** 30, 'int32')).square(),
            whole.floorDiv(ids([3])),
            whole.mod(ids([7])),
            tf.pow(mid, ids([2])),
            tf.squaredDifference(mid, mid.neg()),
          ],
        ]
      },
    },
    trained('five and six axes', [[2, 1, 3, 2, 2]], (x) => {
      const six = x.expandDims(0)
      const padded = tf
        .mirrorPad(
          x,
          [
            [1, 0],
            [0, 0],
            [0, 2],
            [1, 1],
            [0, 0],
          ],
          'symmetric',
        )
        .sum()
      const chosen = tf.where(x.greater(0), x, x.square()).sum()
      return [x.slice([0, 0, 1], [2, 1, 2]).sum(), six.slice([0, 1], [1, 1]).sum(), x.cumsum(2).square().sum(), padded, chosen].reduce((a, b) => a.add(b))
    }),
    {
      title: 'a strided slice, a reflection and a reversal of five axes',
      shapes: [[2, 1, 5, 2, 3]],
      compute: ([x]) => [
        tf.reverse(x!, [1, 2, 4]),
        tf.stridedSlice(x!, [0, 0, 4, 1, 0], [2, 1, 0, -3, 3], [1, 1, -2, -1, 2]),
        tf.mirrorPad(
          x!,
          [
            [1, 1],
            [0, 0],
            [4, 2],
            [0, 1],
            [0, 0],
          ],
          'reflect',
        ),
      ],
    },
    {
      title: 'functions near 0, at their ends and of nothing that is a number',
      shapes: [[40]],
      compute: ([x]) => {
        const ends = tf.tensor1d([NaN, Infinity, -Infinity, 0, -1, 1, 1e-7, -1e-7, 90, -90])
        const ofAll = [tf.asinh, tf.sinh, tf.cosh, tf.tanh, tf.expm1, tf.elu, tf.selu, tf.sigmoid, tf.softplus, tf.relu6, tf.exp]
        const ofSome = [tf.acosh, tf.atanh, tf.log1p, tf.log]
        const small = x!.mul(1e-4)
        return [...ofAll, ...ofSome].flatMap((f) => [f(ends.add(x!.sum().mul(0))), f(x!.abs().add(0.01)), ...(f === tf.acosh ? [] : [f(small.abs())])])
      },
    },
    trained(
      'dilation2d',
      [
        [2, 5, 6, 3],
        [2, 3, 3],
      ],
      (x, filter) => tf.dilation2d(x as Image, filter as tf.Tensor3D, [2, 1], 'same', [1, 2]),
    ),
    {
      title: 'a picture transformed to halfway between pixels',
      shapes: [[1, 4, 4, 1]],
      compute: ([x]) => tf.image.transform(x as Image, tf.tensor2d([[1, 0, 0.5, 0, 1, 1.5, 0, 0]]), 'nearest'),
    },
    trained('maxPool3d of a window that is no cube', [[1, 4, 3, 5, 1]], (x) => tf.maxPool3d(x as tf.Tensor5D, [2, 1, 3], [1, 1, 2], 'same')),
    {
      title: 'Fourier transforms of lengths that are no powers of 2',
      shapes: [
        [2, 7],
        [2, 7],
      ],
      compute: ([x, y]) => [tf.fft(tf.complex(x!, y!)), tf.ifft(tf.complex(x!, y!)), tf.rfft(x!)].flatMap((z) => [tf.real(z), tf.imag(z)]),
    },
    {
      title: 'numbers counted',
      shapes: [[3, 9]],
      compute: ([x]) => {
        const whole = x!.abs().mul(5.99).toInt()
        const [list, weights] = [whole.flatten() as tf.Tensor1D, x!.flatten() as tf.Tensor1D]
        const none = tf.tensor1d([])
        return [
          ...[tf.bincount(list, none, 6), tf.bincount(list, weights, 4), tf.denseBincount(list, weights, 6), tf.denseBincount(list, none, 6, true)],
          ...[tf.denseBincount(whole as tf.Tensor2D, x as tf.Tensor2D, 6), tf.denseBincount(whole as tf.Tensor2D, tf.tensor2d([], [0, 0]), 4, true)],
        ]
      },
    },
    ...[tf.image.resizeBilinear, tf.image.resizeNearestNeighbor].flatMap((resize) =>
      [
        [true, false],
        [false, true],
      ].map(([align, half]) =>
        trained(`${resize.name} of one pixel and more, ${align}, ${half}`, [[1, 1, 3, 2]], (x) => resize(x as Image, [3, 2], align, half)),
      ),
    ),
    {
      title: 'products with their axes kept, and running sums along an axis from the end',
      shapes: [[2, 3, 5]],
      compute: ([x]) => [x!.prod([0, 2], true), x!.prod(), x!.cumsum(-1), tf.cumprod(x!, -2, true, true)],
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
      compute: ([a, b]) => [tf.concat([a!, b!]), tf.concat([a!, a!]), tf.stack([a!, a!]), tf.addN([a!, a!]), b!.slice([1, 0], [0, 3]), a!.add(1)],
    },
    {
      title: 'complex tensors without a value',
      shapes: [[0, 3]],
      compute: ([x]) => [tf.abs(tf.complex(x!, x!)), tf.real(tf.complex(x!, x!)), tf.imag(tf.complex(x!, x!).reshape([3, 0]))],
    },
    {
      title: 'no pictures convolved and resized',
      shapes: [
        [0, 5, 4, 2],
        [3, 3, 2, 3],
      ],
      compute: ([x, filter]) => [tf.conv2d(x as Image, filter as Image, 2, 'same'), tf.image.resizeBilinear(x as Image, [3, 3])],
    },
    { title: 'no rows added to segments', shapes: [[0, 3]], compute: ([x]) => tf.unsortedSegmentSum(x!, tf.tensor1d([], 'int32'), 2) },
  ]
}
