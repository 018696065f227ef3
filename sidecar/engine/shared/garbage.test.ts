import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { adam } from '../../../sdk/optimizers'
import { createParamsTree } from '../../../sdk/params'
import { createRng } from '../../../sdk/random/rng'
import { inScope } from '../../../sdk/session/scope'
import { startEngine } from '../start'

describe('the garbage of a step', () => {
  before(() => startEngine('wasm'))

  it('does not get into V8’s old generation, which is collected rarely', async () => {
    const tree = createParamsTree((path) => createRng(1, path, 0))
    const weights = tree.variable('weights', tf.randomNormal([8, 4], 0, 1, 'float32', 1)) as tf.Tensor2D
    const [x, y] = [tf.randomNormal([16, 8], 0, 1, 'float32', 2) as tf.Tensor2D, tf.oneHot(tf.range(0, 16, 1, 'int32').mod(tf.scalar(4, 'int32')), 4)]
    const optimizer = adam(tree, { learningRate: () => 1e-3 })
    const step = (): Promise<number> =>
      inScope('step', async () => (await optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, x.matMul(weights)).asScalar()).data())[0]!)
    const makeSteps = async (): Promise<void> => {
      for (let i = 0; i < 20; i++) await step()
      collectYoung()
    }
    for (let i = 0; i < 20; i++) await makeSteps() // compilers leave something behind as well
    const before = oldBytes()
    for (let i = 0; i < 20; i++) await makeSteps()
    const bytesAStep = (oldBytes() - before) / 400
    assert.ok(bytesAStep < 500, `${bytesAStep} bytes a step`) // 3,964 by tfjs' own reads and custom gradients
    tree.dispose()
    tf.dispose([x, y])
  })
})

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void
/** Twice: what survives the first is moved to the old generation by the second. */
function collectYoung(): void {
  collect({ type: 'minor' })
  collect({ type: 'minor' })
}

const oldBytes = (): number => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')!.space_used_size
