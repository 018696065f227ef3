import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { startEngine } from '../start'
import { parityCases, values, type Compute, type Shape } from './parityCases'

describe('kernels added to wasm give what the cpu engine gives', () => {
  for (const { title, shapes, compute } of parityCases()) {
    it(title, async () => {
      const inputs = shapes.map((shape, i) => values(shape, `${title} ${i}`))
      const expected = await on('cpu', shapes, inputs, compute)
      const got = await on('wasm', shapes, inputs, compute)
      assert.equal(got.length, expected.length)
      got.forEach(({ shape, data }, i) => {
        assert.deepEqual(shape, expected[i]!.shape)
        const error = relativeError(data, expected[i]!.data)
        assert.ok(error <= 1e-5, `output ${i} differs by ${error}`)
      })
    })
  }
})

<<<<<<< HEAD
function convolutions(): Case[] {
  const cases: [x: Shape, filter: Shape, stride: number | [number, number], pad: Pad][] = [
    [[2, 7, 5, 3], [3, 3, 3, 4], 1, 'same'],
    [[2, 7, 5, 3], [3, 3, 3, 4], 1, 'valid'],
    [[2, 8, 9, 3], [3, 2, 3, 5], 2, 'same'],
    [[2, 8, 9, 3], [3, 2, 3, 5], 2, 'valid'],
    [[1, 9, 9, 1], [5, 5, 1, 1], 3, 'valid'],
    [[3, 6, 6, 2], [1, 1, 2, 7], 1, 'same'],
    [[3, 6, 7, 2], [1, 1, 2, 7], 2, 'same'],
    [[5, 1, 1, 4], [1, 1, 4, 3], 1, 'valid'],
    [[1, 1, 9, 2], [1, 3, 2, 3], [1, 2], 'same'],
    [[2, 6, 6, 2], [4, 4, 2, 3], [2, 3], 'same'],
    [
      [2, 6, 6, 2],
      [3, 3, 2, 3],
      1,
      [
        [0, 0],
        [2, 1],
        [0, 2],
        [0, 0],
      ],
    ],
    [
      [2, 6, 6, 2],
      [2, 2, 2, 3],
      1,
      [
        [0, 0],
        [3, 3],
        [3, 3],
        [0, 0],
      ],
    ],
    [
      [2, 7, 7, 2],
      [2, 2, 2, 3],
      3,
      [
        [0, 0],
        [3, 2],
        [3, 2],
        [0, 0],
      ],
    ],
    [[2, 5, 5, 3], [5, 5, 3, 4], 1, 'valid'],
    [[17, 12, 12, 16], [3, 3, 16, 8], 1, 'same'],
  ]
  return cases.map(([x, filter, stride, pad]) => ({
    title: `conv2d of ${x} by ${filter}, stride ${stride}, pad ${pad}: output and gradients`,
    shapes: [x, filter],
    compute: withGradients((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad)),
  }))
}
type Pad = 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]]

function depthwise(): Case[] {
  const cases: [x: Shape, filter: Shape, stride: number | [number, number], pad: Pad][] = [
    [[2, 7, 5, 3], [3, 3, 3, 1], 1, 'same'],
    [[2, 7, 5, 3], [3, 3, 3, 1], 1, 'valid'],
    [[2, 8, 9, 3], [3, 2, 3, 1], 2, 'same'],
    [[2, 8, 9, 3], [3, 3, 3, 2], 2, 'valid'],
    [[1, 9, 9, 1], [5, 5, 1, 3], 1, 'same'],
    [[3, 6, 6, 4], [1, 1, 4, 1], 1, 'same'],
    [
      [2, 6, 6, 2],
      [2, 2, 2, 3],
      1,
      [
        [0, 0],
        [3, 3],
        [3, 3],
        [0, 0],
      ],
    ],
    [[1, 1, 1, 5], [1, 1, 5, 1], 1, 'valid'],
  ]
  return cases.map(([x, filter, stride, pad]) => ({
    title: `depthwiseConv2d of ${x} by ${filter}, stride ${stride}, pad ${pad}: output and gradients`,
    shapes: [x, filter],
    compute: withGradients((a, b) => tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad)),
  }))
}

function pools(): Case[] {
  const cases: [x: Shape, size: number | [number, number], stride: number, pad: 'same' | 'valid'][] = [
    [[2, 8, 8, 3], 2, 2, 'same'],
    [[2, 7, 5, 3], 2, 2, 'same'],
    [[2, 7, 5, 3], 3, 1, 'valid'],
    [[1, 5, 5, 1], [3, 2], 2, 'same'],
    [[3, 1, 1, 4], 1, 1, 'valid'],
  ]
  return cases.flatMap(([x, size, stride, pad]) => [
    {
      title: `maxPool of ${x} by ${size}, stride ${stride}, pad ${pad}: output and gradient`,
      shapes: [x],
      compute: withGradients((a) => tf.maxPool(a as tf.Tensor4D, size, stride, pad)),
    },
    {
      title: `maxPool of ties in ${x} by ${size}, stride ${stride}, pad ${pad}: gradient`,
      shapes: [x],
      compute: withGradients((a) => tf.maxPool(a!.mul(0) as tf.Tensor4D, size, stride, pad)),
    },
    {
      title: `avgPool of ${x} by ${size}, stride ${stride}, pad ${pad}: output and gradient`,
      shapes: [x],
      compute: withGradients((a) => tf.avgPool(a as tf.Tensor4D, size, stride, pad)),
    },
  ])
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
  const equations: [equation: string, ...shapes: Shape[]][] = [
    ['ij,jk->ik', [3, 4], [4, 5]],
    ['bqd,bkd->bqk', [2, 3, 4], [2, 5, 4]],
    ['bhqk,bhkd->bqhd', [2, 3, 4, 5], [2, 3, 5, 6]],
    ['bi,bi->b', [3, 4], [3, 4]],
    ['i,j->ij', [3], [4]],
    ['i,i->', [5], [5]],
    ['ij->ji', [3, 4]],
    ['ij->ij', [3, 4]],
    ['ijk->j', [3, 4, 2]],
    ['ij->', [3, 1]],
    ['ijx,kj->ki', [2, 3, 4], [5, 3]],
    ['abc,d->ca', [2, 3, 4], [5]],
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
      shapes,
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
  const cases: [x: Shape, begin: Shape, size: Shape][] = [
    [[7], [2], [3]],
    [[7], [0], [7]],
    [
      [5, 6],
      [1, 2],
      [3, 2],
    ],
    [
      [5, 6],
      [1, 0],
      [2, 6],
    ],
    [
      [4, 5, 6],
      [1, 2, 3],
      [2, 1, 3],
    ],
    [
      [4, 5, 6],
      [0, 2, 0],
      [4, 2, 6],
    ],
    [
      [2, 3, 4, 5],
      [1, 0, 1, 2],
      [1, 3, 2, 2],
    ],
    [
      [2, 3, 2, 3, 2],
      [0, 1, 0, 1, 1],
      [2, 2, 2, 2, 1],
    ],
    [
      [3, 4],
      [1, 1],
      [0, 2],
    ],
  ]
  return [
    ...cases.map(([x, begin, size]) => ({
      title: `slice of ${x} at ${begin}, size ${size}`,
      shapes: [x],
      compute: ([a]: tf.Tensor[]) => tf.slice(a!, begin, size),
    })),
    { title: 'split and stack, forward and back', shapes: [[4, 6]], compute: withGradients((x) => tf.stack(tf.split(x!, 3, 1), 1)) },
  ]
}

/** The output and the gradient of every input, for an upstream gradient that is different everywhere. */
function withGradients(compute: (...tensors: tf.Tensor[]) => tf.Tensor): Compute {
  return (tensors) => {
    const output = compute(...tensors)
    const upstream = tf.tensor(values(output.shape, 'upstream'), output.shape)
    return [output, ...tf.grads((...x: tf.Tensor[]) => compute(...x))(tensors, upstream)]
  }
}

=======
>>>>>>> engine
async function on(engine: 'cpu' | 'wasm', shapes: Shape[], inputs: Float32Array[], compute: Compute): Promise<{ shape: Shape; data: Float32Array }[]> {
  await startEngine(engine)
  const before = tf.memory().numTensors
  const heldBefore = tf.backend().numDataIds()
  const tensors = shapes.map((shape, i) => tf.tensor(inputs[i]!, shape))
  const outputs = tf.tidy(() => compute(tensors))
  const list = outputs instanceof tf.Tensor ? [outputs] : outputs
  const read = await Promise.all(list.map(async (tensor) => ({ shape: tensor.shape, data: (await tensor.data()) as Float32Array })))
  tf.dispose([tensors, list])
  assert.equal(tf.memory().numTensors, before, `tensors left on ${engine}`)
  assert.equal(tf.backend().numDataIds(), heldBefore, `heap blocks left on ${engine}`)
  return read
}

function relativeError(got: Float32Array, expected: Float32Array): number {
  let difference = 0
  let scale = 0
  expected.forEach((value, i) => {
    difference = Math.max(difference, Math.abs(value - got[i]!))
    scale = Math.max(scale, Math.abs(value))
  })
  return difference === 0 ? 0 : difference / scale
}
