// Prints how many bytes a step of a small model leaves to V8's old generation. A process of its own (garbage.process.test.ts): what other tests leave to compilers
// and collectors is many times that.
import * as tf from '@tensorflow/tfjs'
import { getHeapSpaceStatistics } from 'node:v8'
import { adam } from '../../../sdk/optimizers'
import { createParamsTree } from '../../../sdk/params'
import { createRng } from '../../../sdk/random/rng'
import { inScope } from '../../../sdk/session/scope'
import { startEngine } from '../start'

const rounds = 20
const stepsARound = 20

async function main(): Promise<void> {
  await startEngine('wasm')
  const tree = createParamsTree((path) => createRng(1, path, 0))
  const weights = tree.variable('weights', tf.randomNormal([8, 4], 0, 1, 'float32', 1)) as tf.Tensor2D
  const [x, y] = [tf.randomNormal([16, 8], 0, 1, 'float32', 2) as tf.Tensor2D, tf.oneHot(tf.range(0, 16, 1, 'int32').mod(tf.scalar(4, 'int32')), 4)]
  const optimizer = adam(tree, { learningRate: () => 1e-3 })
  const step = (): Promise<number> =>
    inScope('step', async () => (await optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, x.matMul(weights)).asScalar()).data())[0]!)
  const makeSteps = async (): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < stepsARound; i++) await step()
      collectYoung()
    }
  }
  await makeSteps() // compilers leave something behind as well
  const before = oldBytes()
  await makeSteps()
  console.log((oldBytes() - before) / (rounds * stepsARound))
}

/** Twice: what survives the first is moved to the old generation by the second. */
function collectYoung(): void {
  const collect = (globalThis as unknown as { gc: (options: { type: 'minor' }) => void }).gc
  collect({ type: 'minor' })
  collect({ type: 'minor' })
}

const oldBytes = (): number => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')!.space_used_size

void main()
