import * as tf from '@tensorflow/tfjs'
import { input, type GradientCase } from './cases'

/** Kernels for which tfjs 4.22 has no gradient. */
export function ownCases(): GradientCase[] {
  return [...indexing(), ...moving(), ...dilated(), ...images(), ...complexes(), ...composed()]
}

const int = (values: number[], shape = [values.length]): tf.Tensor => tf.tensor(values, shape, 'int32')
type Image = tf.Tensor4D

/** Of the square of one input, for what is linear. */
function ofSquare(kernel: string, table: [title: string, sizes: string, compute: (x: tf.Tensor) => tf.Tensor][]): GradientCase[] {
  return table.map(([title, sizes, compute]) => ({
    title: `${kernel} ${title}`,
    kernels: [kernel],
    inputs: [input(sizes, 0.1, 1)],
    compute: ([x]) => compute(x!.square()),
  }))
}

function indexing(): GradientCase[] {
  return [
    ...ofSquare(tf.GatherNd, [
      ['of elements', '3x4', (x) => tf.gatherND(x, int([2, 0, 1, 3, 2, 0], [3, 2]))],
      ['of rows', '3x4', (x) => tf.gatherND(x, int([2, 0, 2], [3, 1]))],
      ['of a batch of one', '1x2x3', (x) => tf.gatherND(x, int([0, 1, 0, 0], [2, 1, 2]))],
    ]),
    ...ofSquare(tf.ScatterNd, [
      ['of elements', '4', (x) => tf.scatterND(int([4, 3, 1, 4], [4, 1]), x, [6])],
      ['of rows', '2x3', (x) => tf.scatterND(int([2, 0], [2, 1]), x, [4, 3])],
    ]),
    {
      title: tf.TensorScatterUpdate,
      kernels: [tf.TensorScatterUpdate],
      inputs: [input('4x2'), input('2x2')],
      compute: ([x, updates]) => tf.tensorScatterUpdate(x!.square(), int([3, 0], [2, 1]), updates!.square()),
    },
    {
      title: tf.SparseToDense,
      kernels: [tf.SparseToDense],
      inputs: [input('3'), input('')],
      compute: ([values, rest]) => tf.sparseToDense(int([0, 1, 2, 0, 1, 2], [3, 2]), values!.square(), [3, 4], rest!.square() as tf.Scalar),
    },
    {
      title: `${tf.SparseToDense} of one value`,
      kernels: [tf.SparseToDense],
      inputs: [input(''), input('')],
      compute: ([value, rest]) => tf.sparseToDense(int([1, 3], [2, 1]), value!.square(), [5], rest!.square() as tf.Scalar),
    },
    ...ofSquare(tf.TopK, [
      ['of 5', '2x5', (x) => tf.topk(x, 3).values],
      ['of rows in a batch', '2x3x4', (x) => tf.topk(x, 1).values],
      ['of one', '1', (x) => tf.topk(x, 1).values],
      ['all', '3x4', (x) => tf.topk(x, 4).values],
    ]),
    ...ofSquare(tf.MaxPoolWithArgmax, [
      ['', '2x5x4x2', (x) => tf.maxPoolWithArgmax(x as Image, [2, 3], 2, 'same').result as tf.Tensor],
      ['numbered through the batch', '2x4x4x1', (x) => tf.maxPoolWithArgmax(x as Image, 2, 2, 'valid', true).result as tf.Tensor],
    ]),
    ...ofSquare(tf.Diag, [['of 3', '3', (x) => tf.diag(x)], ['of a matrix', '2x3', (x) => tf.diag(x)]]), // prettier-ignore
    ...ofSquare(tf.SparseSegmentSum, [['', '4x2', (x) => tf.sparse.sparseSegmentSum(x as tf.Tensor2D, int([3, 0, 3, 1]) as tf.Tensor1D, int([0, 0, 1, 1]) as tf.Tensor1D)]]), // prettier-ignore
    ...ofSquare(tf.SparseSegmentMean, [['', '4x2', (x) => tf.sparse.sparseSegmentMean(x as tf.Tensor2D, int([3, 0, 3, 1, 2]) as tf.Tensor1D, int([0, 0, 0, 1, 1]) as tf.Tensor1D)]]), // prettier-ignore
  ]
}

function moving(): GradientCase[] {
  const cumprods: [sizes: string, axis: number, exclusive: boolean, reverse: boolean][] = [
    ['5', 0, false, false],
    ['2x3', 0, true, false],
    ['2x5x2', 1, false, true],
    ['2x4', 1, true, true],
    ['3x1', 1, true, false],
  ]
  return [
    ...ofSquare(tf.StridedSlice, [
      ['by 2', '5x4', (x) => tf.stridedSlice(x, [0, 1], [5, 4], [2, 1])],
      ['from the end', '5x4', (x) => tf.stridedSlice(x, [4, -1], [0, -5], [-2, -1])],
      ['of a volume', '3x4x5', (x) => tf.stridedSlice(x, [1, 0, 4], [3, 4, 0], [1, 3, -3])],
      ['with masks', '4x5', (x) => tf.stridedSlice(x, [9, 3], [9, 9], [2, 1], 1, 3)],
      ['of a row', '4x5', (x) => tf.stridedSlice(x, [2, 0], [3, 5], [1, 1], 0, 0, 0, 0, 1)],
      ['behind an ellipsis', '2x3x4', (x) => tf.stridedSlice(x, [0, 1], [0, 4], [1, 2], 0, 0, 1)],
    ]),
    ...cumprods.map(([sizes, axis, exclusive, reverse]): GradientCase => ({
      title: `${tf.Cumprod} of ${sizes} along ${axis}${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}`,
      kernels: [tf.Cumprod],
      inputs: [input(sizes, -1.5, 1.5)],
      compute: ([x]) => tf.cumprod(x!, axis, exclusive, reverse),
    })),
    ...ofSquare(tf.Cumprod, [['with a zero', '2x4', (x) => tf.cumprod(x.mul([1, 0, 1, 1]), 1)]]),
    ...ofSquare(tf.DepthToSpace, [['', '1x2x3x8', (x) => tf.depthToSpace(x as Image, 2)], ['by 3', '2x1x2x9', (x) => tf.depthToSpace(x as Image, 3)]]), // prettier-ignore
    ...ofSquare(tf.FlipLeftRight, [['', '2x2x3x1', (x) => tf.image.flipLeftRight(x as Image)]]),
  ]
}

function dilated(): GradientCase[] {
  const table: [title: string, kernel: string, x: string, filter: string, compute: (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor][] = [
    ['conv2d, same', tf.Conv2D, '2x7x6x2', '3x2x2x3', (x, f) => tf.conv2d(x as Image, f as Image, 1, 'same', 'NHWC', [2, 3])],
    ['conv2d, valid', tf.Conv2D, '1x8x5x1', '3x3x1x2', (x, f) => tf.conv2d(x as Image, f as Image, 1, 'valid', 'NHWC', 2)],
    ['conv2d of a width of 1', tf.Conv2D, '1x5x1x1', '2x3x1x1', (x, f) => tf.conv2d(x as Image, f as Image, 1, 'same', 'NHWC', [4, 2])],
    ['conv2d, padded by hand', tf.Conv2D, '1x5x4x2', '2x2x2x1', (x, f) => tf.conv2d(x as Image, f as Image, 1, [[0, 0], [3, 0], [1, 2], [0, 0]], 'NHWC', [2, 3])], // prettier-ignore
    ['conv1d', tf.Conv2D, '2x9x2', '3x2x2', (x, f) => tf.conv1d(x as tf.Tensor3D, f as tf.Tensor3D, 1, 'same', 'NWC', 3)],
    ['depthwiseConv2d, same', tf.DepthwiseConv2dNative, '2x7x6x2', '3x2x2x2', (x, f) => tf.depthwiseConv2d(x as Image, f as Image, 1, 'same', 'NHWC', [2, 3])],
    ['depthwiseConv2d, valid', tf.DepthwiseConv2dNative, '1x8x5x3', '3x2x3x1', (x, f) => tf.depthwiseConv2d(x as Image, f as Image, 1, 'valid', 'NHWC', 2)],
  ]
  return [
    ...table.map(([title, kernel, x, filter, compute]): GradientCase => ({
      title: `dilated ${title}`,
      kernels: [kernel],
      inputs: [input(x), input(filter)],
      compute: ([a, b]) => compute(a!, b!),
    })),
    {
      title: 'dilated separableConv2d',
      kernels: [tf.DepthwiseConv2dNative],
      inputs: [input('1x6x6x2'), input('3x3x2x2'), input('1x1x4x3')],
      compute: ([x, depth, point]) => tf.separableConv2d(x as Image, depth as Image, point as Image, 1, 'same', 2),
    },
  ]
}

function images(): GradientCase[] {
  const boxes = (): tf.Tensor2D => tf.tensor2d([[0.1, 0.15, 0.83, 0.92], [0.9, 0.2, -0.3, 1.2], [0.45, 0.4, 0.45, 0.28]]) // prettier-ignore
  const which = (): tf.Tensor1D => int([1, 0, 1]) as tf.Tensor1D
  const warp = (): tf.Tensor2D => tf.tensor2d([[0.93, 0.13, 0.31, -0.17, 1.1, 0.45, 0.01, -0.02]]) // prettier-ignore
  const far = [1.7, 0.23, -4.37, 0.11, 1.9, 3.41, 0, 0]
  return [
    ...(['bilinear', 'nearest'] as const).flatMap((method) =>
      ofSquare(tf.CropAndResize, [
        [`${method}, of the image`, '2x5x4x2', (x) => tf.image.cropAndResize(x as Image, boxes(), which(), [3, 4], method, 0.5)],
        [`${method}, of the image to a line`, '2x5x4x2', (x) => tf.image.cropAndResize(x as Image, boxes(), which(), [1, 3], method)],
      ]),
    ),
    {
      title: `${tf.CropAndResize} of the boxes`,
      kernels: [tf.CropAndResize],
      inputs: [input('2x5x4x2'), input('3x4')],
      compute: ([image, by]) => tf.image.cropAndResize(image as Image, tf.add(boxes(), by!.mul(0.01)) as tf.Tensor2D, which(), [2, 3]),
    },
    ...(['constant', 'nearest', 'reflect', 'wrap'] as const).flatMap((mode) =>
      ofSquare(tf.Transform, [
        [`nearest, ${mode}`, '1x4x5x2', (x) => tf.image.transform(x as Image, warp(), 'nearest', mode, 0.3, [5, 4])],
        [`bilinear, ${mode}`, '1x4x5x2', (x) => tf.image.transform(x as Image, warp(), 'bilinear', mode, 0.3)],
        [`bilinear, ${mode}, from far away`, '1x4x5x1', (x) => tf.image.transform(x as Image, tf.tensor2d([far]), 'bilinear', mode, 0.3, [7, 8])],
      ]),
    ),
    {
      title: `${tf.Transform} of the matrix`,
      kernels: [tf.Transform],
      inputs: [input('1x4x5x2'), input('1x8')],
      compute: ([image, by]) => tf.image.transform(image as Image, tf.add(warp(), by!.mul(0.01)) as tf.Tensor2D, 'bilinear', 'constant', 0, [2, 3]),
    },
    ...ofSquare(tf.RotateWithOffset, [
      ['', '2x5x4x3', (x) => tf.image.rotateWithOffset(x as Image, 0.5, 0.2)],
      ['about a corner', '1x4x6x1', (x) => tf.image.rotateWithOffset(x as Image, -1.1, 0, [0.1, 0.9])],
    ]),
  ]
}

function complexes(): GradientCase[] {
  const parts = (z: tf.Tensor): tf.Tensor => tf.concat([tf.real(z).flatten(), tf.imag(z).flatten()])
  const ofPair = (title: string, kernels: string[], sizes: string, compute: (z: tf.Tensor) => tf.Tensor): GradientCase => ({
    title,
    kernels,
    inputs: [input(sizes), input(sizes)],
    compute: ([real, imaginary]) => parts(compute(tf.complex(real!.square(), imaginary!.square()))),
  })
  return [
    ofPair('complex, real, imag', [tf.Complex, tf.Real, tf.Imag], '2x3', (z) => z),
    ofPair('a complex product', [], '3', (z) => tf.mul(z, tf.mul(z, tf.complex([1, 2, 3], [0.5, -1, 2])))),
    ofPair('a broadcast complex product', [], '1', (z) => tf.mul(z, tf.complex([1, 2, 3], [0.5, -1, 2]))),
    ofPair('complex values, moved', [], '2x3', (z) => tf.concat([tf.reshape(z, [6]), tf.reshape(tf.add(z, z), [6])])),
    ofPair('fft', [tf.FFT], '2x4', (z) => tf.spectral.fft(z)),
    ofPair('fft of an odd length', [tf.FFT], '3x5', (z) => tf.spectral.fft(z)),
    ofPair('ifft', [tf.IFFT], '2x4', (z) => tf.spectral.ifft(z)),
    ofPair('ifft of 1', [tf.IFFT], '1', (z) => tf.spectral.ifft(z)),
    ...['2x6', '5', '3x1'].map((sizes): GradientCase => ({
      title: `rfft of ${sizes}`,
      kernels: [tf.FFT],
      inputs: [input(sizes)],
      compute: ([x]) => parts(tf.spectral.rfft(x!.square())),
    })),
    ...ofSquare(tf.FFT, [['of a cut signal', '2x6', (x) => parts(tf.spectral.rfft(x, 4))]]),
    {
      title: 'irfft',
      kernels: [tf.IFFT],
      inputs: [input('2x4'), input('2x4')],
      compute: ([real, imaginary]) => tf.spectral.irfft(tf.complex(real!.square(), imaginary!)),
    },
    {
      title: 'the power of a short-time spectrum',
      kernels: [tf.FFT],
      inputs: [input('24')],
      compute: ([x]) => tf.square(tf.abs(tf.signal.stft(x as tf.Tensor1D, 8, 4))),
    },
  ]
}

function composed(): GradientCase[] {
  const square = (sizes: string, part: 0 | 1): GradientCase => ({
    title: `qr of ${sizes}, ${part === 0 ? 'q' : 'r'}`,
    kernels: [],
    inputs: [input(sizes)],
    compute: ([x]) => tf.linalg.qr(x!)[part],
  })
  return [
    ...['3x3', '4x2', '2x3x3'].flatMap((sizes) => [square(sizes, 0), square(sizes, 1)]),
    { title: 'gramSchmidt', kernels: [], inputs: [input('3x4')], compute: ([x]) => tf.linalg.gramSchmidt(x as tf.Tensor2D) as tf.Tensor },
    { title: 'bandPart', kernels: [], inputs: [input('4x4')], compute: ([x]) => tf.linalg.bandPart(x!.square(), 1, 0) },
    { title: 'einsum', kernels: [tf.Einsum], inputs: [input('2x3x4'), input('4x3')], compute: ([a, b]) => tf.einsum('bij,ji->bj', a!, b!) },
  ]
}
