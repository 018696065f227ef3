import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEngine } from '../start'

interface Stored {
  readonly shape: number[]
  readonly values: number[]
}
interface Golden {
  readonly title: string
  readonly inputs: Stored[]
  readonly dy: Stored
  readonly across: Stored[]
  readonly y: Stored
  readonly gradients: Stored[]
  readonly second: Stored[]
}
const goldens = JSON.parse(readFileSync(join(__dirname, '../../../test/goldens/gradients.json'), 'utf8')) as Golden[]

for (const engine of ['cpu', 'wasm'] as const) {
  describe(`values and gradients, first and second, on ${engine} are PyTorch's`, () => {
    before(() => startEngine(engine))

    for (const { title, inputs, dy, across, y, gradients, second } of goldens) {
      it(title, () => {
        const compute = computes[title]!
        const got = tf.tidy(() => {
          const [tensors, weights] = [inputs.map(tensor) as Operands, across.map(tensor)]
          const first = (): tf.Tensor[] => gradientsOf(() => compute(...tensors), tensors, tensor(dy))
          const slope = (): tf.Tensor => tf.addN(first().map((gradient, i) => tf.sum(gradient.mul(weights[i]!))))
          return [compute(...tensors), ...first(), ...gradientsOf(slope, tensors)]
        })
        const expected = [y, ...gradients, ...second]
        assert.equal(got.length, expected.length)
        got.forEach((output, i) => near(output, expected[i]!, `output ${i}`))
        tf.dispose(got)
      })
    }

    it('has an op for every golden', () => assert.deepEqual(goldens.map(({ title }) => title).sort(), Object.keys(computes).sort()))
  })
}

type Image = tf.Tensor4D
/** As many as the op takes. */
type Operands = [tf.Tensor, tf.Tensor, tf.Tensor]
const parts = (z: tf.Tensor): tf.Tensor => tf.concat([tf.real(z).flatten(), tf.imag(z).flatten()])
const rows = (): tf.Tensor1D => tf.tensor1d([2, 0, 2], 'int32')

const computes: Record<string, (...inputs: Operands) => tf.Tensor> = {
  gatherND: (x) => tf.gatherND(x, tf.tensor2d([[2, 1], [0, 0], [2, 3]], [3, 2], 'int32')).exp(), // prettier-ignore
  scatterND: (x) => tf.scatterND(rows().reshape([3, 1]), x.exp(), [4, 2]),
  topk: (x) => tf.topk(x.exp(), 2).values,
  cumsum: (x) => tf.cumsum(x.exp(), 0),
  cumprod: (x) => tf.cumprod(x, 1),
  'cumprod with a zero': (x) => tf.cumprod(x, 0),
  stridedSlice: (x) => tf.stridedSlice(x, [1, 0], [4, 5], [1, 2]).exp(),
  mirrorPad: (x) => tf.mirrorPad(x, [[1, 2], [2, 1]], 'reflect').exp(), // prettier-ignore
  'broadcast matMul': (a, b) => tf.matMul(a, b),
  'dilated conv2d': (x, w) => tf.conv2d(x as Image, w as Image, 1, 'valid', 'NHWC', [2, 3]),
  'dilated depthwiseConv2d': (x, w) => tf.depthwiseConv2d(x as Image, w as Image, 1, 'valid', 'NHWC', 2),
  conv2d: (x, w) => tf.conv2d(x as Image, w as Image, 2, 'valid'),
  avgPool: (x) => tf.avgPool(x.exp() as Image, 2, 2, 'same'),
  maxPool: (x) => tf.maxPool(x.exp() as Image, 2, 2, 'valid'),
  'resizeBilinear, half pixels': (x) => tf.image.resizeBilinear(x.exp() as Image, [5, 2], false, true),
  fft: (a, b) => parts(tf.spectral.fft(tf.complex(a.exp(), b))),
  ifft: (a, b) => parts(tf.spectral.ifft(tf.complex(a.exp(), b))),
  rfft: (x) => parts(tf.spectral.rfft(x.exp())),
  irfft: (a, b) => tf.spectral.irfft(tf.complex(a, b)),
  'abs of complex': (a, b) => tf.abs(tf.complex(a, b)),
  'a complex product': (a, b) => parts(tf.mul(tf.complex(a, b), tf.complex(b, a.exp()))),
  qr: (x) => tf.concat(tf.linalg.qr(x).map((factor) => factor.flatten())),
  batchNorm: (x, mean, variance) => tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D),
  'max of equals': (x) => tf.max(x, 1),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  elu: (x) => tf.elu(x),
  softmax: (x) => tf.softmax(x),
  logSoftmax: (x) => tf.logSoftmax(x),
  prod: (x) => tf.prod(x, 1),
}

function gradientsOf(f: () => tf.Tensor, tensors: tf.Tensor[], dy?: tf.Tensor): tf.Tensor[] {
  const { grads } = tf.engine().gradients(f, tensors, dy, true)
  return tensors.map((x, i) => (grads as (tf.Tensor | undefined)[])[i] ?? tf.zeros(x.shape))
}

function near(got: tf.Tensor, { shape, values }: Stored, name: string): void {
  assert.deepEqual(got.shape, shape)
  const scale = Math.max(1e-3, ...values.map(Math.abs))
  got.dataSync().forEach((value, i) => assert.ok(Math.abs(value - values[i]!) <= 2e-5 * scale, `${name}[${i}] is ${value} instead of ${values[i]}`))
}

function tensor({ shape, values }: Stored): tf.Tensor {
  return tf.tensor(values, shape, 'float32')
}
