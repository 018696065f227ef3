import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { startEngine } from '../start'

describe('the mended tape', () => {
  before(() => startEngine('cpu'))

  it('runs no kernel more for a first gradient than tfjs alone', async () => {
    const kernels = await kernelsOf((x) => tf.tanh(tf.sigmoid(tf.matMul(x, x))).softmax())
    const forward = ['BatchMatMul', 'Sigmoid', 'Tanh', 'Softmax']
    assert.deepEqual(kernels.slice(0, 4), forward)
    assert.equal(kernels.filter((kernel) => forward.includes(kernel)).length, 4 + 2, 'only the two products of the gradient of the product are added')
  })

  it('keeps nothing for a gradient that goes by shapes alone', () => {
    const [x, bias] = [tf.ones([2, 3]), tf.ones([3])]
    let held = 0
    const { grads, value } = tf.tidy(() =>
      tf.valueAndGrads((a: tf.Tensor, b: tf.Tensor) => {
        const before = tf.memory().numTensors
        const sum = a.add(b).sub(b).add(b)
        held = tf.memory().numTensors - before
        return sum
      })([x, bias]),
    )
    assert.equal(held, 3, 'the three results')
    near([...grads[0]!.dataSync(), ...grads[1]!.dataSync()], [1, 1, 1, 1, 1, 1, 2, 2, 2])
    tf.dispose([x, bias, value, grads])
  })

  it('leaves as many tensors behind as it returns', () => {
    const x = tf.tensor1d([0.3, -0.2])
    const before = tf.memory().numTensors
    const second = tf.grad((at: tf.Tensor) => tf.sum(tf.grad((a: tf.Tensor) => tf.logSoftmax(tf.tanh(a)))(at)))(x)
    assert.equal(tf.memory().numTensors, before + 1)
    tf.dispose([x, second])
  })

  it('leaves no tensors behind where a loss throws, and goes on', () => {
    const x = tf.variable(tf.tensor1d([0.3, -0.2]))
    const before = tf.memory().numTensors
    const fault = (): tf.Scalar => {
      tf.tanh(tf.exp(x))
      throw new Error('a fault of the model')
    }
    assert.throws(() => tf.variableGrads(fault, [x]), /a fault of the model/)
    assert.equal(tf.memory().numTensors, before)
    const { value, grads } = tf.variableGrads(() => tf.sum(x.square()), [x])
    near([...grads[x.name]!.dataSync()], [0.6, -0.4])
    tf.dispose([x, value, grads])
  })

  it("keeps the caller's dy, also where a gradient hands it on as it is", () => {
    const [x, dy] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])]
    const gradient = tf.grad((at: tf.Tensor) => tf.tile(at, [1]))(x, dy)
    const twice = tf.grad((at: tf.Tensor) => tf.tile(at, [1]).add(at))(x, dy)
    near([...gradient.dataSync(), ...twice.dataSync(), ...dy.dataSync()], [3, 4, 6, 8, 3, 4])
    tf.dispose([x, dy, gradient, twice])
  })

  it('lets a custom gradient call tf.grad', () => {
    const cube = tf.customGrad((x: tf.Tensor | tf.GradSaveFunc) => ({
      value: tf.pow(x as tf.Tensor, 3),
      gradFunc: (dy: tf.Tensor) => dy.mul(tf.grad((a: tf.Tensor) => tf.pow(a, 3))(x as tf.Tensor)),
    }))
    near([...tf.tidy(() => tf.grad((x: tf.Tensor) => tf.exp(cube(x)))(tf.scalar(0.5))).dataSync()], [0.75 * Math.exp(0.125)])
    near([...tf.tidy(() => tf.grad((x: tf.Tensor) => tf.grad((a: tf.Tensor) => cube(a))(x))(tf.scalar(0.5))).dataSync()], [3])
  })

  it('differentiates what a custom gradient computed and saved', () => {
    const square = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => {
      const [x, save] = inputs as [tf.Tensor, tf.GradSaveFunc]
      save([tf.mul(x, 2)])
      return { value: tf.square(x), gradFunc: (dy: tf.Tensor, [twice]: tf.Tensor[]) => tf.mul(dy, twice!) }
    })
    near(
      [
        ...tf
          .tidy(() =>
            tf.grad((x: tf.Tensor) =>
              tf
                .grad((a: tf.Tensor) => square(a))(x)
                .square(),
            )(tf.scalar(3)),
          )
          .dataSync(),
      ],
      [24],
    )
  })

  it('takes a third derivative', () => {
    const d = (f: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) => tf.grad(f)(x)
    const y = Math.tanh(0.4)
    near([...tf.tidy(() => d(d(d(tf.tanh)))(tf.scalar(0.4))).dataSync()], [(1 - y * y) * (6 * y * y - 2)])
  })

  it('lets no gradient through a comparison or an integer, and says so where nothing is left', () => {
    assert.throws(() => tf.grad((x: tf.Tensor) => tf.sum(tf.greater(x, 0).toFloat()))(tf.tensor1d([1, -1])), /Cannot compute gradient of y=f\(x\)/)
    assert.throws(() => tf.grad((x: tf.Tensor) => tf.sum(x.toInt().toFloat()))(tf.tensor1d([1, -1])), /Cannot compute gradient of y=f\(x\)/)
    near([...tf.tidy(() => tf.grad((x: tf.Tensor) => tf.sum(tf.gather(x, tf.argMax(x).reshape([1]))))(tf.tensor1d([1, 5, 2]))).dataSync()], [0, 1, 0])
  })

  it('gives equal maxima equal shares', () => {
    near([...tf.tidy(() => tf.grad((x: tf.Tensor) => tf.max(x))(tf.tensor1d([2, 1, 2]))).dataSync()], [0.5, 0, 0.5])
    near([...tf.tidy(() => tf.grad((x: tf.Tensor) => tf.min(x))(tf.tensor1d([1, 1, 1, 1]))).dataSync()], [0.25, 0.25, 0.25, 0.25])
  })

  it('keeps tensorScatterUpdate from writing into its input', () => {
    const [x, updates] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([9])]
    const updated = tf.tensorScatterUpdate(x, tf.tensor2d([[1]], [1, 1], 'int32'), updates)
    near([...updated.dataSync(), ...x.dataSync()], [1, 9, 3, 1, 2, 3])
    tf.dispose([x, updates, updated])
  })

  it('names the kernel that has no gradient', () => {
    const compute = (x: tf.Tensor): tf.Tensor => tf.sum(tf.linalg.bandPart(x, 0, 0).add(tf.softmax(x).mul(run(tf.Bincount, x))))
    assert.throws(() => tf.tidy(() => tf.grad(compute)(tf.ones([2, 2]))), /gradient function not found for Bincount/)
  })

  for (const [title, shape, compute] of empties()) {
    it(`of an empty input is empty, of an empty output zero: ${title}`, () => {
      const gradient = tf.tidy(() => tf.grad(compute)(tf.ones(shape)))
      assert.deepEqual(gradient.shape, shape)
      assert.ok([...gradient.dataSync()].every((value) => value === 0))
      gradient.dispose()
    })
  }
})

function empties(): [title: string, shape: number[], compute: (x: tf.Tensor) => tf.Tensor][] {
  return [
    ['cumsum', [0, 3], (x) => tf.cumsum(x, 0)],
    ['cumprod', [2, 0], (x) => tf.cumprod(x, 1)],
    ['stridedSlice', [4, 3], (x) => tf.stridedSlice(x, [2, 0], [2, 3], [2, 2])],
    ['mirrorPad', [0, 2], (x) => tf.mirrorPad(x, [[0, 0], [1, 1]], 'symmetric')], // prettier-ignore
    ['gather in batches', [2, 3], (x) => tf.gather(x, tf.tensor2d([], [2, 0], 'int32'), 1, 1)],
    ['tile', [0, 2], (x) => tf.tile(x, [2, 3])],
    ['matMul, broadcast', [2, 0, 3], (x) => tf.matMul(x, tf.ones([3, 2]))],
    ['concat', [0, 2], (x) => tf.concat([x, x])],
  ]
}

/** Counts, as a kernel of floats: tfjs has none that lacks a gradient and gives them. */
function run(kernelName: string, x: tf.Tensor): tf.Tensor {
  const weights = tf.ones([4])
  return tf.engine().runKernel<tf.Tensor>(kernelName, { x: tf.tensor1d([0, 1, 1, 0], 'int32'), weights: weights.mul(x.sum()) }, { size: 2 })
}

async function kernelsOf(f: (x: tf.Tensor2D) => tf.Tensor): Promise<string[]> {
  const x = tf.tensor2d([[0.1, 0.2], [0.3, 0.4]]) // prettier-ignore
  const { kernels } = await tf.profile(() => tf.grad((at: tf.Tensor) => f(at as tf.Tensor2D))(x))
  return kernels.map(({ name }) => name).filter((name) => !['Identity', 'Reshape'].includes(name))
}

function near(got: number[], expected: number[]): void {
  assert.equal(got.length, expected.length)
  got.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) <= 1e-5 * Math.max(1, Math.abs(expected[i]!)), `${got.join()} instead of ${expected.join()}`),
  )
}
