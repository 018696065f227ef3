import * as tf from '@tensorflow/tfjs'
import { input, type GradientCase, type Input } from './cases'

/** Every kernel for which tfjs 4.22 registers a gradient, mended by us or not. */
export function tfjsCases(): GradientCase[] {
  return [...unary(), ...stepwise(), ...binary(), ...reductions(), ...shapes(), ...products(), ...pools(), ...others()]
}

const int = (values: number[], shape = [values.length]): tf.Tensor => tf.tensor(values, shape, 'int32')
type Image = tf.Tensor4D
type Volume = tf.Tensor5D
type Channels = tf.Tensor1D

function unary(): GradientCase[] {
  const table: [kernel: string, compute: (x: tf.Tensor) => tf.Tensor, low?: number, high?: number][] = [
    [tf.Abs, tf.abs],
    [tf.Acos, tf.acos, -0.8, 0.8],
    [tf.Acosh, tf.acosh, 1.3, 3],
    [tf.Asin, tf.asin, -0.8, 0.8],
    [tf.Asinh, tf.asinh],
    [tf.Atan, tf.atan],
    [tf.Atanh, tf.atanh, -0.8, 0.8],
    [tf.Cast, (x) => tf.cast(x, 'float32')],
    [tf.ClipByValue, (x) => tf.clipByValue(x, -0.5, 0.5)],
    [tf.Cos, tf.cos],
    [tf.Cosh, tf.cosh],
    [tf.Elu, tf.elu],
    [tf.Erf, tf.erf],
    [tf.Exp, tf.exp],
    [tf.Expm1, tf.expm1],
    [tf.Identity, (x) => tf.clone(x)],
    [tf.LeakyRelu, (x) => tf.leakyRelu(x, 0.3)],
    [tf.Log, tf.log, 0.4, 3],
    [tf.Log1p, tf.log1p, -0.4, 2],
    [tf.LogSoftmax, (x) => tf.logSoftmax(x)],
    [tf.Neg, tf.neg],
    [tf.Reciprocal, tf.reciprocal, 0.5, 2],
    [tf.Relu, tf.relu],
    [tf.Relu6, (x) => tf.relu6(x), -2, 9],
    [tf.Rsqrt, tf.rsqrt, 0.5, 2],
    [tf.Selu, tf.selu],
    [tf.Sigmoid, tf.sigmoid],
    [tf.Sin, tf.sin],
    [tf.Sinh, tf.sinh],
    [tf.Softmax, (x) => tf.softmax(x)],
    [tf.Softplus, tf.softplus],
    [tf.Sqrt, tf.sqrt, 0.5, 2],
    [tf.Square, tf.square],
    [tf.Tan, tf.tan],
    [tf.Tanh, tf.tanh],
    ['a custom gradient', (x) => tf.logSigmoid(x)],
  ]
  return table.flatMap(([kernel, compute, low = -1, high = 1]) =>
    ['3x4', '1'].map((sizes): GradientCase => ({
      title: `${kernel} of ${sizes}`,
      kernels: [kernel],
      inputs: [input(sizes, low, high)],
      compute: ([x]) => compute(x!),
    })),
  )
}

/** Flat wherever they are smooth; x is added so that something is left to differentiate. */
function stepwise(): GradientCase[] {
  const table: [kernel: string, compute: (x: tf.Tensor) => tf.Tensor][] = [
    [tf.ArgMax, (x) => tf.argMax(x, 1).toFloat()],
    [tf.ArgMin, (x) => tf.argMin(x, 1).toFloat()],
    [tf.Ceil, tf.ceil],
    [tf.Floor, tf.floor],
    [tf.FloorDiv, (x) => tf.floorDiv(x, tf.scalar(0.3))],
    [tf.GreaterEqual, (x) => tf.greaterEqual(x, 0.25).toFloat()],
    [tf.IsFinite, (x) => tf.isFinite(x).toFloat()],
    [tf.IsInf, (x) => tf.isInf(x).toFloat()],
    [tf.IsNan, (x) => tf.isNaN(x).toFloat()],
    [tf.OneHot, (x) => tf.sum(tf.oneHot(x.mul(2).toInt(), 3), 2)],
    [tf.OnesLike, tf.onesLike],
    [tf.Round, tf.round],
    [tf.Sign, tf.sign],
    [tf.Step, (x) => tf.step(x, 0.3)],
    [tf.ZerosLike, tf.zerosLike],
    ['a comparison', (x) => tf.logicalAnd(tf.less(x, 0.25), tf.notEqual(x, x.square())).toFloat()],
    ['a cast to int32', (x) => x.mul(5).toInt().toFloat()],
  ]
  return table.map(([kernel, compute]) => ({
    title: `${kernel} is flat`,
    kernels: [kernel],
    inputs: [input('3x4', 0.02, 0.98)],
    compute: ([x]) => tf.add(tf.sum(x!.square()), tf.sum(compute(x!))),
  }))
}

function binary(): GradientCase[] {
  const table: [kernel: string, compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, a?: [number, number], b?: [number, number]][] = [
    [tf.Add, tf.add],
    [tf.Atan2, tf.atan2, [0.5, 1], [0.5, 1]],
    [tf.Maximum, tf.maximum, [-1, 1], [-1.31, 1.3]],
    [tf.Minimum, tf.minimum, [-1, 1], [-1.31, 1.3]],
    [tf.Mod, tf.mod, [4.1, 4.9], [1.7, 1.9]],
    [tf.Multiply, tf.mul],
    [tf.Pow, tf.pow, [0.5, 2], [-1, 2]],
    [tf.RealDiv, tf.div, [-1, 1], [0.5, 2]],
    [tf.SquaredDifference, tf.squaredDifference],
    [tf.Sub, tf.sub],
  ]
  const pairs = [['3x4', '3x4'], ['3x4', '1x4'], ['4', '3x4'], ['2x1x3', '5x1'], ['', '3']] as const // prettier-ignore
  return table.flatMap(([kernel, compute, a = [-1, 1], b = [-1, 1]]) =>
    pairs.map(([left, right]): GradientCase => ({
      title: `${kernel} of [${left}] and [${right}]`,
      kernels: [kernel],
      inputs: [input(left, ...a), input(right, ...b)],
      compute: ([x, y]) => compute(x!, y!),
    })),
  )
}

function reductions(): GradientCase[] {
  const table: [kernel: string, compute: (x: tf.Tensor, axis: number | number[] | undefined) => tf.Tensor][] = [
    [tf.Sum, (x, axis) => tf.sum(x, axis)],
    [tf.Mean, (x, axis) => tf.mean(x, axis)],
    [tf.Max, (x, axis) => tf.max(x, axis)],
    [tf.Min, (x, axis) => tf.min(x, axis)],
    [tf.Prod, (x, axis) => tf.prod(x, axis)],
    ['logSumExp', (x, axis) => tf.logSumExp(x, axis)],
  ]
  return table.flatMap(([kernel, compute]) =>
    [0, 1, [0, 2], undefined].map((axis): GradientCase => ({
      title: `${kernel} along ${axis ?? 'all axes'}`,
      kernels: [kernel],
      inputs: [input('2x3x2', 0.5, 1.5)],
      compute: ([x]) => compute(x!, axis),
    })),
  )
}

/** What moves values is linear: its second derivative is that of what it is given, here a square. */
function shapes(): GradientCase[] {
  const table: [kernel: string, sizes: string, compute: (x: tf.Tensor) => tf.Tensor][] = [
    [tf.BatchToSpaceND, '4x2x3x2', (x) => tf.batchToSpaceND(x, [2, 2], [[0, 1], [1, 0]])], // prettier-ignore
    [tf.BroadcastTo, '3x1', (x) => tf.broadcastTo(x, [2, 3, 4])],
    [tf.Concat, '2x3', (x) => tf.concat([x, x.mul(2)], 1)],
    [tf.ExpandDims, '2x3', (x) => tf.expandDims(x, 1)],
    [tf.GatherV2, '4x3', (x) => tf.gather(x, int([3, 0, 3, 1], [2, 2]))],
    [tf.GatherV2, '2x4x3', (x) => tf.gather(x, int([3, 0, 3]), 1)],
    [tf.GatherV2, '2x4x3', (x) => tf.gather(x, int([3, 0, 3, 1, 1, 2], [2, 3]), 1, 1)],
    [tf.GatherV2, '2x3x4x2', (x) => tf.gather(x, int([3, 0, 3, 1], [2, 2]), 2, 1)],
    [tf.GatherV2, '2x2x3', (x) => tf.gather(x, int([2, 0, 1, 1, 2, 2, 0, 0], [2, 2, 2]), 2, 2)],
    [tf.MirrorPad, '4x3', (x) => tf.mirrorPad(x, [[2, 3], [1, 0]], 'reflect')], // prettier-ignore
    [tf.MirrorPad, '4x3', (x) => tf.mirrorPad(x, [[2, 4], [3, 1]], 'symmetric')], // prettier-ignore
    [tf.MirrorPad, '1x3', (x) => tf.mirrorPad(x, [[1, 1], [0, 2]], 'symmetric')], // prettier-ignore
    [tf.Pack, '2x3', (x) => tf.stack([x, x.mul(2)], 1)],
    [tf.PadV2, '2x3', (x) => tf.pad(x, [[1, 2], [0, 1]], 5)], // prettier-ignore
    [tf.Reshape, '2x3', (x) => tf.reshape(x, [3, 2])],
    [tf.Reverse, '2x3', (x) => tf.reverse(x, 1)],
    [tf.Select, '2x3', (x) => tf.where(tf.greater(x, 0.3), x.mul(3), x.neg())],
    [tf.Slice, '3x4', (x) => tf.slice(x, [1, 1], [2, 2])],
    [tf.SpaceToBatchND, '1x3x4x2', (x) => tf.spaceToBatchND(x, [2, 2], [[0, 1], [1, 1]])], // prettier-ignore
    [tf.SplitV, '2x5', (x) => tf.split(x, [2, 3], 1)[1]!],
    [tf.SplitV, '2x5', (x) => tf.split(x, 1, 1)[0]!],
    [tf.Unpack, '1x3', (x) => tf.unstack(x, 0)[0]!],
    [tf.Tile, '3', (x) => tf.tile(x, [4])],
    [tf.Tile, '2x3', (x) => tf.tile(x, [2, 3])],
    [tf.Tile, '2x1x2x1x3', (x) => tf.tile(x, [2, 3, 1, 1, 2])],
    [tf.Transpose, '2x3x4', (x) => tf.transpose(x, [2, 0, 1])],
    [tf.Unpack, '3x2', (x) => tf.unstack(x, 0)[2]!],
    [tf.UnsortedSegmentSum, '4x2', (x) => tf.unsortedSegmentSum(x, int([2, 0, 2, 2]) as tf.Tensor1D, 3)],
    [tf.Cumsum, '3x4', (x) => tf.cumsum(x, 0)],
    [tf.Cumsum, '2x3x4', (x) => tf.cumsum(x, 1, true, true)],
    [tf.Cumsum, '5', (x) => tf.cumsum(x, 0, true)],
    [tf.Cumsum, '2x1x3', (x) => tf.cumsum(x, 2, false, true)],
  ]
  return table.map(([kernel, sizes, compute], i) => ({
    title: `${kernel} of ${sizes} (${i})`,
    kernels: [kernel],
    inputs: [input(sizes)],
    compute: ([x]) => compute(x!.square()),
  }))
}

function products(): GradientCase[] {
  const matrices: [a: string, b: string, transposeA?: boolean, transposeB?: boolean][] = [
    ['3x4', '4x2'],
    ['4x3', '2x4', true, true],
    ['3x4', '2x4', false, true],
    ['2x4x3', '2x4x2', true, false],
    ['1x1', '1x1'],
    ['2x3x4', '1x4x2'],
    ['2x3x4', '4x2'],
    ['3x4', '5x4x2'],
    ['2x1x3x4', '3x2x4', false, true],
    ['1x4x3', '3x4x2', true, false],
    ['4x3', '2x2x4', true, true],
  ]
  const convolutions: [title: string, kernels: string[], x: string, filter: string, compute: (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor][] = [
    ['conv2d', [tf.Conv2D], '2x5x4x2', '3x2x2x3', (x, f) => tf.conv2d(x as Image, f as Image, 1, 'same')],
    ['conv2d by strides of 2', [tf.Conv2D], '1x6x5x2', '3x3x2x2', (x, f) => tf.conv2d(x as Image, f as Image, 2, 'valid')],
    ['conv2d of one pixel', [tf.Conv2D], '1x1x1x1', '1x1x1x1', (x, f) => tf.conv2d(x as Image, f as Image, 1, 'same')],
    ['conv2d, padded by hand', [tf.Conv2D], '1x4x4x1', '2x3x1x2', (x, f) => tf.conv2d(x as Image, f as Image, 1, [[0, 0], [1, 0], [2, 1], [0, 0]])], // prettier-ignore
    ['conv2dTranspose', [tf.Conv2DBackpropInput], '1x3x3x2', '3x3x2x2', (x, f) => tf.conv2dTranspose(x as Image, f as Image, [1, 6, 6, 2], 2, 'same')],
    ['conv3d', [tf.Conv3D], '1x3x4x3x2', '2x2x2x2x2', (x, f) => tf.conv3d(x as Volume, f as Volume, 1, 'same')],
    ['depthwiseConv2d', [tf.DepthwiseConv2dNative], '2x5x4x2', '3x2x2x2', (x, f) => tf.depthwiseConv2d(x as Image, f as Image, 1, 'same')],
    ['depthwiseConv2d by strides of 2', [tf.DepthwiseConv2dNative], '1x6x6x2', '3x3x2x1', (x, f) => tf.depthwiseConv2d(x as Image, f as Image, 2, 'valid')],
  ]
  return [
    ...matrices.map(([a, b, transposeA, transposeB]): GradientCase => ({
      title: `${tf.BatchMatMul} of ${a}${transposeA ? 'ᵀ' : ''} and ${b}${transposeB ? 'ᵀ' : ''}`,
      kernels: [tf.BatchMatMul],
      inputs: [input(a), input(b)],
      compute: ([x, y]) => tf.matMul(x!, y!, transposeA, transposeB),
    })),
    ...convolutions.map(([title, kernels, x, filter, compute]): GradientCase => ({
      title,
      kernels,
      inputs: [input(x), input(filter)],
      compute: ([a, b]) => compute(a!, b!),
    })),
  ]
}

function pools(): GradientCase[] {
  const table: [title: string, kernel: string, x: string, compute: (x: tf.Tensor) => tf.Tensor][] = [
    ['avgPool', tf.AvgPool, '2x5x4x2', (x) => tf.avgPool(x as Image, [2, 3], 2, 'same')],
    ['avgPool by 1', tf.AvgPool, '1x3x3x1', (x) => tf.avgPool(x as Image, 2, 1, 'valid')],
    ['avgPool3d', tf.AvgPool3D, '1x3x4x3x2', (x) => tf.avgPool3d(x as Volume, 2, 1, 'valid')],
    ['avgPool3d, padded', tf.AvgPool3D, '1x3x4x2x2', (x) => tf.avgPool3d(x as Volume, [2, 3, 2], 2, 'same')],
    ['avgPool, padded by hand', tf.AvgPool, '1x5x4x1', (x) => tf.avgPool(x as Image, 3, 2, 1, 'floor')],
    ['avgPool of less than the whole', tf.AvgPool, '1x5x6x1', (x) => tf.avgPool(x as Image, [3, 2], 3, [[0, 0], [1, 0], [0, 0], [0, 0]], 'floor')], // prettier-ignore
    ['maxPool', tf.MaxPool, '2x5x4x2', (x) => tf.maxPool(x as Image, [2, 3], 2, 'same')],
    ['maxPool by 1', tf.MaxPool, '1x4x3x1', (x) => tf.maxPool(x as Image, 2, 1, 'valid')],
    ['maxPool3d', tf.MaxPool3D, '1x3x4x3x1', (x) => tf.maxPool3d(x as Volume, 2, 1, 'valid')],
    ['maxPool3d, padded', tf.MaxPool3D, '2x3x2x3x1', (x) => tf.maxPool3d(x as Volume, [2, 3, 2], 2, 'same')],
    ['maxPool3d of less than the whole', tf.MaxPool3D, '1x4x5x2x1', (x) => tf.maxPool3d(x as Volume, [2, 2, 1], 3, 'valid')],
    ['resizeBilinear', tf.ResizeBilinear, '1x3x4x2', (x) => tf.image.resizeBilinear(x as Image, [5, 3])],
    ['resizeBilinear, corners aligned', tf.ResizeBilinear, '1x3x4x2', (x) => tf.image.resizeBilinear(x as Image, [4, 7], true)],
    ['resizeBilinear, half pixels', tf.ResizeBilinear, '1x3x4x2', (x) => tf.image.resizeBilinear(x as Image, [5, 2], false, true)],
    ['resizeNearestNeighbor', tf.ResizeNearestNeighbor, '1x3x4x2', (x) => tf.image.resizeNearestNeighbor(x as Image, [5, 3])],
    ['resizeNearestNeighbor, corners aligned', tf.ResizeNearestNeighbor, '1x3x4x2', (x) => tf.image.resizeNearestNeighbor(x as Image, [4, 7], true)],
    ['resizeNearestNeighbor, half pixels', tf.ResizeNearestNeighbor, '1x3x4x2', (x) => tf.image.resizeNearestNeighbor(x as Image, [5, 2], false, true)],
    ['localResponseNormalization', tf.LRN, '1x2x3x5', (x) => tf.localResponseNormalization(x as Image, 2, 1.5, 0.7, 0.6)],
  ]
  return table.map(([title, kernel, x, compute]) => ({
    title,
    kernels: [kernel],
    inputs: [input(x, 0.1, 1)],
    compute: ([a]) => compute(a!.square()),
  }))
}

function others(): GradientCase[] {
  const norm = (title: string, x: string, channels: string, others: number, compute: GradientCase['compute']): GradientCase => ({
    title,
    kernels: [tf.FusedBatchNorm],
    inputs: [input(x), input(channels), input(channels, 0.5, 1.5), ...Array.from({ length: others }, (): Input => input(channels, -0.8, 1.2))],
    compute,
  })
  return [
    norm('batchNorm', '2x2x3', '3', 2, ([x, mean, variance, offset, scale]) =>
      tf.batchNorm(x!, mean as Channels, variance as Channels, offset as Channels, scale as Channels, 0.1),
    ),
    norm('batchNorm without offset and scale', '4x3', '3', 0, ([x, mean, variance]) => tf.batchNorm(x!, mean as Channels, variance as Channels)),
    norm('batchNorm without scale', '2x1x3x2', '2', 1, ([x, mean, variance, offset]) =>
      tf.batchNorm(x!, mean as Channels, variance as Channels, offset as Channels),
    ),
    { title: 'addN', kernels: [tf.AddN], inputs: [input('2x3'), input('2x3')], compute: ([a, b]) => tf.addN([a!.square(), b!, a!]) },
    {
      title: 'dilation2d',
      kernels: [tf.Dilation2D],
      inputs: [input('1x4x4x1', 0.1, 1), input('2x2x1', 0.05, 0.2)],
      compute: ([x, filter]) => tf.dilation2d((x as Image).square(), filter!.square() as tf.Tensor3D, 1, 'valid'),
    },
    {
      title: 'dilation2d, padded, by 2',
      kernels: [tf.Dilation2D],
      inputs: [input('2x4x3x2', 0.1, 1), input('3x2x2', 0.05, 0.2)],
      compute: ([x, filter]) => tf.dilation2d((x as Image).square(), filter!.square() as tf.Tensor3D, 2, 'same'),
    },
    {
      title: 'dilation2d with gaps',
      kernels: [tf.Dilation2D],
      inputs: [input('1x4x4x1', 0.1, 1), input('2x2x1', 0.05, 0.2)],
      compute: ([x, filter]) => tf.dilation2d((x as Image).square(), filter!.square() as tf.Tensor3D, 1, 'same', 2),
    },
    { title: 'prelu', kernels: [tf.Prelu], inputs: [input('3x4'), input('4', 0.1, 0.5)], compute: ([x, alpha]) => tf.prelu(x!, alpha!) },
    {
      title: 'the absolute value of a complex tensor',
      kernels: [tf.ComplexAbs],
      inputs: [input('3', 0.3, 1), input('3', -1, -0.4)],
      compute: ([real, imaginary]) => tf.abs(tf.complex(real!, imaginary!)),
    },
    {
      title: 'a custom gradient that saves what it computed',
      kernels: [],
      inputs: [input('3x4')],
      compute: ([x]) => tf.losses.softmaxCrossEntropy(tf.oneHot(int([2, 0, 3]), 4), x!, undefined, 0.1, tf.Reduction.NONE),
    },
    {
      title: 'a fused product',
      kernels: [],
      inputs: [input('3x4'), input('4x2'), input('2')],
      compute: ([a, b, bias]) => tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation: 'sigmoid' }),
    },
    {
      title: 'a fused convolution',
      kernels: [],
      inputs: [input('1x4x4x2'), input('2x2x2x3'), input('3')],
      compute: ([x, filter, bias]) => tf.fused.conv2d({ x: x as Image, filter: filter as Image, strides: 1, pad: 'same', bias: bias!, activation: 'linear' }),
    },
  ]
}
