import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { createParams } from '.'
import type { FusedUpdateName } from './fusedUpdate'
import { adam, rmsProp, sgd, type Optimizer } from './optimizers'
import type { Params, ParamsTree } from './params'
import { createRng } from './random/rng'

/** The formulas of FusedUpdates in a loop over numbers, on the cpu backend's own memory: what an engine's kernel must do. */
const loops: Record<FusedUpdateName, (a: Record<string, Float32Array>, k: Record<string, number>, i: number) => void> = {
  GradlabFusedSgd: ({ x, gradient }, { learningRate }, i) => void (x![i]! -= learningRate! * gradient![i]!),
  GradlabFusedMomentum: ({ x, gradient, velocity }, { learningRate, momentum }, i) => {
    velocity![i] = momentum! * velocity![i]! + gradient![i]!
    x![i]! -= learningRate! * velocity![i]!
  },
  GradlabFusedRmsProp: ({ x, gradient, meanSquare }, { learningRate, decay, oneMinusDecay, epsilon }, i) => {
    meanSquare![i] = decay! * meanSquare![i]! + oneMinusDecay! * gradient![i]! ** 2
    x![i]! -= (learningRate! * gradient![i]!) / (Math.sqrt(meanSquare![i]!) + epsilon!)
  },
  GradlabFusedAdam: ({ x, gradient, m, v }, { beta1, oneMinusBeta1, beta2, oneMinusBeta2, stepSize, epsilon, keep }, i) => {
    m![i] = beta1! * m![i]! + oneMinusBeta1! * gradient![i]!
    v![i] = beta2! * v![i]! + oneMinusBeta2! * gradient![i]! ** 2
    x![i] = keep! * x![i]! - (stepSize! * m![i]!) / (Math.sqrt(v![i]!) + epsilon!)
  },
}
const make: Record<string, (params: Params) => Optimizer> = {
  sgd: (params) => sgd(params, { learningRate: () => 0.1 }),
  momentum: (params) => sgd(params, { learningRate: () => 0.05, momentum: 0.9 }),
  rmsProp: (params) => rmsProp(params, { learningRate: () => 0.02, decay: 0.9 }),
  adam: (params) => adam(params, { learningRate: () => 0.02 }),
  adamw: (params) => adam(params, { learningRate: () => 0.02, weightDecay: 0.3 }),
}

describe('fused optimizer updates', () => {
  const ran: string[] = []
  before(async () => {
    await tf.setBackend('cpu')
  })
  afterEach(() => {
    ran.length = 0
    for (const kernelName of Object.keys(loops)) if (tf.getKernel(kernelName, 'cpu')) tf.unregisterKernel(kernelName, 'cpu')
  })

  const register = (): void => {
    for (const kernelName of Object.keys(loops) as FusedUpdateName[]) {
      tf.registerKernel({
        kernelName,
        backendName: 'cpu',
        kernelFunc({ inputs, attrs, backend }) {
          ran.push(kernelName)
          const arrays = Object.entries(inputs as tf.NamedTensorMap).map(([name, { dataId }]) => [name, (backend as tf.KernelBackend).readSync(dataId)])
          const named = Object.fromEntries(arrays) as Record<string, Float32Array>
          for (let i = 0; i < named['x']!.length; i++) loops[kernelName](named, attrs as unknown as Record<string, number>, i)
          return Object.entries(inputs as tf.NamedTensorMap).flatMap(([name, tensor]) => (name === 'gradient' ? [] : [tensor]))
        },
      })
    }
  }

  /** Ten updates of (tanh(x·a) − 1)², x of [3, 2] and a scalar. */
  const train = (makeOptimizer: (params: Params) => Optimizer, between: (x: tf.Variable) => void = () => undefined): number[] => {
    const params = createParams(createRng(0, 'init', -1)) as ParamsTree
    const x = params.variable('x', tf.tensor2d([0.3, -0.2, 1.1, 0.7, -1.5, 0.05], [3, 2]))
    const scale = params.variable('scale', tf.scalar(0.8))
    const optimizer = makeOptimizer(params)
    for (let step = 0; step < 10; step++) {
      between(x as tf.Variable)
      optimizer.minimize(() => x.mul(scale).tanh().sub(1).square().mean() as tf.Scalar).dispose()
    }
    const values = [...x.dataSync(), ...scale.dataSync()]
    params.dispose()
    return values
  }

  for (const [name, makeOptimizer] of Object.entries(make)) {
    it(`${name} by a kernel of the engine equals the composed operations within 1e-6`, () => {
      const composed = train(makeOptimizer)
      assert.equal(ran.length, 0)
      register()
      const fused = train(makeOptimizer)
      assert.equal(ran.length, 20)
      fused.forEach((value, i) => assert.ok(Math.abs(value - composed[i]!) <= 1e-6, `${i}: ${value} and ${composed[i]}`))
    })
  }

  it('leave a clone of the variable as it was, and give the same bits with one around', () => {
    register()
    const alone = train(make['adam']!)
    const clones: tf.Tensor[] = []
    const before: number[][] = []
    const beside = train(make['adam']!, (x) => {
      clones.push(x.clone())
      before.push([...x.dataSync()])
    })
    assert.deepEqual(beside, alone)
    assert.deepEqual(
      clones.map((clone) => [...clone.dataSync()]),
      before,
    )
    tf.dispose(clones)
  })

  it('take a gradient that shares the variable’s data', () => {
    const step = (): number[] => {
      const params = createParams(createRng(0, 'init', -1)) as ParamsTree
      const x = params.variable('x', tf.tensor1d([1, -2]))
      const own = tf.customGrad((value) => ({ value: (value as tf.Tensor).square().sum(), gradFunc: () => x.clone() }))
      sgd(params, { learningRate: () => 0.25 })
        .minimize(() => own(x) as tf.Scalar)
        .dispose()
      const values = [...x.dataSync()]
      params.dispose()
      return values
    }
    assert.deepEqual(step(), [0.75, -1.5])
    register()
    assert.deepEqual(step(), [0.75, -1.5])
  })

  it('make no tensor that stays', () => {
    register()
    const before = tf.memory()
    train(make['adamw']!)
    assert.deepEqual([tf.memory().numTensors, tf.memory().numDataBuffers], [before.numTensors, before.numDataBuffers])
  })
})

describe('rmsProp', () => {
  it('follows PyTorch’s formula, computed here in doubles', () => {
    const [decay, rate, epsilon] = [0.9, 0.02, 1e-3]
    const params = createParams(createRng(0, 'init', -1)) as ParamsTree
    const x = params.variable('x', tf.scalar(2))
    const optimizer = rmsProp(params, { learningRate: () => rate, decay, epsilon })
    let [expected, meanSquare] = [2, 0]
    for (let step = 0; step < 20; step++) {
      optimizer.minimize(() => x.square() as tf.Scalar).dispose()
      const gradient = 2 * expected
      meanSquare = decay * meanSquare + (1 - decay) * gradient ** 2
      expected -= (rate * gradient) / (Math.sqrt(meanSquare) + epsilon)
    }
    assert.ok(Math.abs(x.dataSync()[0]! - expected) < 1e-5)
    params.dispose()
  })
})
