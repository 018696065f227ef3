import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { openEngine } from '../engines'
import { mendTfjs } from '../mendTfjs'
import { closeWebgpu, computeSmallOnHost } from './open'
import { parityCases, values, type Case } from './parityCases'

interface Read {
  readonly shape: readonly number[]
  readonly dtype: string
  readonly values: readonly number[]
}

describe('webgpu gives what cpu gives', function () {
  this.timeout(300_000)
  const cases = parityCases()
  const expected = new Map<string, Read[]>()

  before(async () => {
    mendTfjs()
    await openEngine('cpu')
    for (const one of cases) expected.set(one.title, await run(one))
    assert.ok((await openEngine('webgpu')).usable)
  })
  after(() => {
    computeSmallOnHost(true)
    closeWebgpu()
  })

  // Small tensors on the host are computed there unless this is off: then every kernel's shader is looked at.
  for (const isForwarding of [false, true]) {
    it(`for ${cases.length} cases, with what is small computed ${isForwarding ? 'on the host' : 'on the GPU too'}`, async () => {
      computeSmallOnHost(isForwarding)
      const problems: string[] = []
      for (const one of cases) {
        const got = await run(one)
        expected.get(one.title)!.forEach((reference, i) => problems.push(...differences(`${one.title}, result ${i}`, reference, got[i]!)))
      }
      assert.deepEqual(problems, [])
    })
  }

  it('for the gradient of resized pictures in a batch, one by one and together', async () => {
    const x = tf.tensor4d(values([2, 5, 6, 3], 'x'), [2, 5, 6, 3])
    const dy = tf.tensor4d(values([2, 9, 4, 3], 'dy'), [2, 9, 4, 3])
    const gradient = (some: tf.Tensor4D, dy: tf.Tensor): tf.Tensor => tf.grad((y) => tf.image.resizeNearestNeighbor(y as tf.Tensor4D, [9, 4]).mul(dy))(some)
    const together = gradient(x, dy)
    const apart = tf.concat([0, 1].map((i) => gradient(x.slice(i, 1), dy.slice(i, 1))))
    assert.deepEqual(await together.data(), await apart.data())
    tf.dispose([x, dy, together, apart])
  })

  it('for the parts of complex tensors that were given another shape', async () => {
    const x = tf.tensor2d(values([3, 8], 'x'), [3, 8])
    for (const change of [(y: tf.Tensor) => y.reshape([4, 6]), (y: tf.Tensor) => y.expandDims(1), (y: tf.Tensor) => y.flatten().mul(1)]) {
      const [real, imag, expected] = tf.tidy(() => {
        const changed = change(tf.complex(x, x.mul(2)))
        return [tf.real(changed), tf.imag(changed), change(x)]
      })
      assert.deepEqual([real.shape, imag.shape], [expected.shape, expected.shape])
      assert.deepEqual(await real.data(), await expected.data())
      assert.deepEqual(
        await imag.data(),
        (await expected.data()).map((value) => 2 * value),
      )
      tf.dispose([real, imag, expected])
    }
    x.dispose()
  })

  it('with the same bits each time, sums over many rows included', async () => {
    const table = tf.tensor2d(values([50, 16], 'table'), [50, 16])
    const ids = tf.tensor1d(Int32Array.from({ length: 600 }, (_, i) => (i * i) % 50))
    const dy = tf.tensor2d(values([600, 16], 'dy'), [600, 16])
    const [picture, window] = [tf.tensor4d(values([2, 20, 20, 3], 'picture'), [2, 20, 20, 3]), tf.tensor3d(values([3, 3, 3], 'window'), [3, 3, 3])]
    const once = async (): Promise<string> => {
      const found = tf.tidy(() => [
        tf.grad((t) => tf.gather(t, ids.toInt() as tf.Tensor1D).mul(dy))(table),
        ...tf.grads((x, w) => tf.dilation2d(x as tf.Tensor4D, w as tf.Tensor3D, 1, 'same').square())([picture, window]),
        tf.bincount(ids, dy.slice([0, 0], [600, 1]).flatten() as tf.Tensor1D, 50),
        tf.matMul(tf.tensor2d(values([20, 2400], 'a'), [20, 2400]), tf.tensor2d(values([2400, 20], 'b'), [2400, 20])),
      ])
      const bits = await Promise.all(found.map(async (tensor) => Buffer.from((await tensor.data()).slice().buffer).toString('hex')))
      tf.dispose(found)
      return bits.join()
    }
    const first = await once()
    for (let i = 0; i < 3; i++) assert.equal(await once(), first)
    tf.dispose([table, ids, dy, picture, window])
  })
})

async function run({ title, shapes, compute }: Case): Promise<Read[]> {
  const tensors = shapes.map((shape, i) => tf.tensor(values(shape, `${title} ${i}`), shape))
  const outputs = tf.tidy(() => [compute(tensors)].flat())
  const read: Read[] = []
  for (const tensor of outputs) read.push({ shape: tensor.shape, dtype: tensor.dtype, values: [...(await tensor.data())] })
  tf.dispose([...tensors, ...outputs])
  return read
}

/** Equal within 1e-4 of the largest value, integers to the last bit; a result of another shape or type is one too. */
function differences(title: string, expected: Read, got: Read): string[] {
  if (expected.shape.join() !== got.shape.join() || expected.dtype !== got.dtype)
    return [`${title}: [${got.shape.join()}] ${got.dtype} instead of [${expected.shape.join()}] ${expected.dtype}`]
  const largest = expected.values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 1e-3)
  if (expected.dtype !== 'float32' && expected.values.join() !== got.values.join())
    return [`${title}: ${got.values.join()} instead of ${expected.values.join()}`]
  const worst = expected.values.findIndex((value, i) => !Object.is(value, got.values[i]) && !(Math.abs(value - got.values[i]!) <= 1e-4 * largest))
  return worst < 0 ? [] : [`${title}: ${got.values[worst]} instead of ${expected.values[worst]} at ${worst}`]
}
