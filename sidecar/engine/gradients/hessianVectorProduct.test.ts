import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { hessianVectorProduct } from '../../../sdk'
import { startEngine } from '../start'
import { input, valuesOf } from './cases'

interface Model {
  readonly title: string
  readonly shapes: readonly string[]
  readonly loss: (weights: tf.Tensor[]) => tf.Scalar
}

for (const engine of ['cpu', 'wasm'] as const) {
  describe(`Hessian-vector products on ${engine}`, () => {
    before(() => startEngine(engine))

    it('of a quadratic are its matrix times the vector', () => {
      const x = tf.variable(tf.tensor1d([0.3, -2]))
      const matrix = tf.tensor2d([
        [2, 1],
        [1, 5],
      ])
      const [product] = hessianVectorProduct(() => quadratic(x, matrix), [x], [tf.tensor1d([1, -3])])
      assert.deepEqual([...product!.dataSync()], [-1, -14])
      tf.dispose([x, matrix, product!])
    })

    for (const { title, shapes, loss } of models()) {
      it(`of ${title} agree with finite differences of the gradient, and leave no tensors behind`, () => {
        const before = tf.memory().numTensors
        const variables = shapes.map((shape, i) => tf.tidy(() => tf.variable(values(shape, `${title} ${i}`))))
        const vector = shapes.map((shape, i) => values(shape, `${title} along ${i}`))
        const bound = (): tf.Scalar => loss(variables)
        const exact = hessianVectorProduct(bound, variables, vector)
        const quotient = differenceQuotient(bound, variables, vector, 5e-4)
        const error = distance(exact, quotient)
        assert.ok(error <= 2e-3, `the relative error is ${error}`)
        tf.dispose([exact, quotient, vector])
        for (const variable of variables) variable.dispose()
        assert.equal(tf.memory().numTensors, before)
      })
    }

    it('are symmetric: u·Hv = v·Hu', () => {
      const { shapes, loss } = models()[1]!
      tf.tidy(() => {
        const variables = shapes.map((shape, i) => tf.variable(values(shape, `symmetric ${i}`)))
        const [u, v] = ['u', 'v'].map((name) => shapes.map((shape, i) => values(shape, `${name} ${i}`))) as [tf.Tensor[], tf.Tensor[]]
        const product = (vector: tf.Tensor[]): tf.Tensor[] => hessianVectorProduct(() => loss(variables), variables, vector)
        const [one, other] = [dot(u, product(v)), dot(v, product(u))]
        assert.ok(Math.abs(one - other) <= 1e-4 * Math.abs(one), `${one} and ${other}`)
        for (const variable of variables) variable.dispose()
      })
    })
  })
}

describe('Hessian-vector products', () => {
  before(() => startEngine('cpu'))

  it('are zero where a loss is linear in a variable, and of a variable that it does not use', () => {
    const [w, unused] = [tf.variable(tf.tensor1d([1, 2])), tf.variable(tf.scalar(3))]
    const products = hessianVectorProduct(() => tf.sum(w.mul(2)), [w, unused], [tf.ones([2]), tf.scalar(1)])
    assert.deepEqual(products.map((tensor) => [...tensor.dataSync()]), [[0, 0], [0]]) // prettier-ignore
    const ofZero = hessianVectorProduct(() => tf.sum(w.square()), [w], [tf.zeros([2])], { by: 'differences' })
    assert.deepEqual([...ofZero[0]!.dataSync()], [0, 0])
    tf.dispose([w, unused, products, ofZero])
  })

  it('put the variables back after differences, also where the loss throws', () => {
    const w = tf.variable(tf.tensor1d([1, 2]))
    const before = tf.memory().numTensors
    assert.throws(
      () =>
        hessianVectorProduct(
          () => {
            throw new Error('a fault of the model')
          },
          [w],
          [w],
          { by: 'differences' },
        ),
      /a fault of the model/,
    )
    assert.deepEqual([...w.dataSync()], [1, 2])
    assert.equal(tf.memory().numTensors, before)
    w.dispose()
  })

  it('by differences are near the exact ones', () => {
    const { shapes, loss } = models()[0]!
    const variables = shapes.map((shape, i) => tf.tidy(() => tf.variable(values(shape, `near ${i}`))))
    const vector = shapes.map((shape, i) => values(shape, `near along ${i}`))
    const [exact, near] = (['tape', 'differences'] as const).map((by) => hessianVectorProduct(() => loss(variables), variables, vector, { by }))
    const error = distance(near!, exact!)
    assert.ok(error <= 2e-3, `the relative error is ${error}`)
    tf.dispose([exact!, near!, vector])
    for (const variable of variables) variable.dispose()
  })

  it('are exact for the maxima of a volume, which tfjs cannot differentiate twice', () => {
    const w = tf.variable(tf.tensor5d(values('1x3x3x3x1', 'volume').dataSync(), [1, 3, 3, 3, 1]))
    const vector = tf.ones(w.shape)
    const loss = (): tf.Scalar => tf.sum(tf.maxPool3d(w as tf.Tensor5D, 2, 1, 'valid').square())
    const [product] = hessianVectorProduct(loss, [w], [vector])
    const total = product!.sum()
    assert.equal(total.dataSync()[0], 16, 'each of 8 windows has one maximum m, and (m²)″ is 2')
    tf.dispose([w, vector, product!, total])
  })

  it('refuse a vector that does not fit, and a loss that is no scalar', () => {
    const w = tf.variable(tf.tensor1d([1, 2]))
    assert.throws(() => hessianVectorProduct(() => tf.sum(w.square()), [w], [tf.ones([3])]), {
      code: 'source/params',
      message: 'hessianVectorProduct expects a vector of [2], got [3].',
    })
    assert.throws(() => hessianVectorProduct(() => w.square() as unknown as tf.Scalar, [w], [tf.ones([2])]), /must return a scalar/)
    w.dispose()
  })

  it('refuse a tape that is not mended', () => {
    const gradient = tf.getGradient(tf.EluGrad)
    tf.unregisterGradient(tf.EluGrad)
    const w = tf.variable(tf.scalar(1))
    try {
      assert.throws(() => hessianVectorProduct(() => w.tanh(), [w], [tf.scalar(1)]), /needs an engine started by Gradlab/)
    } finally {
      tf.registerGradient(gradient)
      w.dispose()
    }
  })
})

function models(): Model[] {
  const labels = (): tf.Tensor => tf.oneHot(tf.tensor1d([0, 2, 1, 2], 'int32'), 3)
  const crossEntropy = (logits: tf.Tensor): tf.Scalar => tf.losses.softmaxCrossEntropy(labels(), logits)
  const layerNorm = (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor => {
    const { mean, variance } = tf.moments(x, -1, true)
    return x.sub(mean).div(variance.add(1e-3).sqrt()).mul(gain).add(bias)
  }
  return [
    {
      title: 'a perceptron (tanh, softmax cross entropy)',
      shapes: ['5x6', '6', '6x3', '3'],
      loss: ([W, b, V, c]) => crossEntropy(values('4x5', 'rows').matMul(W!).add(b!).tanh().matMul(V!).add(c!)),
    },
    {
      title: 'a convolution with pooling and layer norm',
      shapes: ['3x3x2x3', '3', '3', '2x2x3x4', '16x3'],
      loss: ([filter, gain, bias, second, out]) => {
        const first = tf.conv2d(values('4x6x6x2', 'images') as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same')
        const pooled = tf.maxPool(tf.elu(layerNorm(first, gain!, bias!)) as tf.Tensor4D, 2, 2, 'same')
        const deeper = tf.avgPool(tf.conv2d(pooled, second as tf.Tensor4D, 1, 'same'), 3, 2, 'same')
        return crossEntropy(tf.sigmoid(deeper.reshape([4, 16])).matMul(out!))
      },
    },
    {
      title: 'a block of attention',
      shapes: ['6x6', '6x6', '6x6', '6x8', '8x3'],
      loss: ([query, key, value, wide, out]) => {
        const x = values('4x5x6', 'tokens')
        const [q, k, v] = [query, key, value].map((W) => tf.matMul(x, W!).reshape([4, 5, 2, 3]).transpose([0, 2, 1, 3])) as [tf.Tensor, tf.Tensor, tf.Tensor]
        const mixed = tf
          .matMul(tf.softmax(tf.matMul(q, k, false, true).div(Math.sqrt(3))), v)
          .transpose([0, 2, 1, 3])
          .reshape([4, 5, 6])
        return crossEntropy(tf.mean(tf.elu(tf.matMul(x.add(mixed), wide!)), 1).matMul(out!))
      },
    },
    {
      title: 'a gated recurrent cell over 4 steps',
      shapes: ['3x12', '4x8', '4x4', '12', '4x3'],
      loss: ([W, U, candidate, b, out]) => {
        const inputs = tf.unstack(values('4x4x3', 'sequence'), 1)
        const state = inputs.reduce(
          (h, x) => {
            const [forUpdate, forReset, forNew] = tf.split(x.matMul(W!).add(b!), 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor]
            const [updateState, resetState] = tf.split(h.matMul(U!), 2, 1) as [tf.Tensor, tf.Tensor]
            const update = tf.sigmoid(forUpdate.add(updateState))
            const reset = tf.sigmoid(forReset.add(resetState))
            const next = tf.tanh(forNew.add(reset.mul(h).matMul(candidate!)))
            return update.mul(h).add(tf.sub(1, update).mul(next))
          },
          tf.zeros([4, 4]),
        )
        return crossEntropy(state.matMul(out!))
      },
    },
  ]
}

function quadratic(x: tf.Tensor, matrix: tf.Tensor2D): tf.Scalar {
  return tf.sum(x.mul(tf.matMul(matrix, x.reshape([2, 1])).flatten())).div(2)
}

function values(sizes: string, name: string): tf.Tensor {
  const of = input(sizes)
  return tf.tensor(valuesOf(of, name), of.shape)
}

/** A small step changes no maximum of a pool; the sum of two quotients halves what rounding leaves. */
function differenceQuotient(loss: () => tf.Scalar, variables: tf.Variable[], vector: tf.Tensor[], step: number): tf.Tensor[] {
  return tf.tidy(() => {
    const at = variables.map((variable) => variable.clone())
    const gradient = (by: number): tf.Tensor[] => {
      variables.forEach((variable, i) => variable.assign(at[i]!.add(vector[i]!.mul(by))))
      const { grads } = tf.variableGrads(loss, variables)
      return variables.map(({ name }) => grads[name]!)
    }
    const [ahead, behind, farAhead, farBehind] = [step, -step, 2 * step, -2 * step].map(gradient) as [tf.Tensor[], tf.Tensor[], tf.Tensor[], tf.Tensor[]]
    variables.forEach((variable, i) => variable.assign(at[i]!))
    return ahead.map((_, i) =>
      ahead[i]!.sub(behind[i]!)
        .add(farAhead[i]!.sub(farBehind[i]!))
        .div(6 * step),
    )
  })
}

function dot(a: tf.Tensor[], b: tf.Tensor[]): number {
  return a.reduce((sum, tensor, i) => sum + tf.sum(tensor.mul(b[i]!)).dataSync()[0]!, 0)
}

function distance(a: tf.Tensor[], b: tf.Tensor[]): number {
  return tf.tidy(() => {
    const norm = (tensors: tf.Tensor[]): number => Math.sqrt(dot(tensors, tensors))
    return norm(a.map((tensor, i) => tensor.sub(b[i]!))) / norm(b)
  })
}
