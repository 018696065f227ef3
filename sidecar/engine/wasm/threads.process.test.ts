import { build } from 'esbuild'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { distFolder } from '../../places'

describe('threads of the wasm engine', () => {
  const product = mkdtempSync(join(tmpdir(), 'gradlab-threads-'))
  before(async () => {
    mkdirSync(join(product, 'dist'))
    writeFileSync(join(product, 'package.json'), '{ "name": "gradlab" }')
    cpSync(join(distFolder, 'wasm'), join(product, 'dist', 'wasm'), { recursive: true })
    cpSync(join(distFolder, 'engine-thread.js'), join(product, 'dist', 'engine-thread.js'))
    const stdin = { contents: program, resolveDir: __dirname, loader: 'ts' as const }
    await build({ stdin, outfile: join(product, 'dist', 'run.js'), bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' })
  })
  after(() => rmSync(product, { recursive: true }))

  it('give the same bits however many they are', async () => {
    const alone = await run(1)
    assert.equal(alone.threads, 1)
    assert.ok(alone.values.every(Number.isFinite) && new Set(alone.values).size > 1)
    for (const threads of [2, 3]) assert.deepEqual(await run(threads), { ...alone, threads })
  })

  it('do not keep a process alive, and end with it', async () => {
    // `run` returns only when the process has ended by itself.
    assert.equal((await run(4)).threads, 4)
  })

  async function run(threads: number): Promise<{ threads: number; values: number[] }> {
    const environment = { ...process.env, GRADLAB_THREADS: String(threads) }
    const { stdout } = await promisify(execFile)(process.execPath, [join(product, 'dist', 'run.js')], { env: environment })
    return JSON.parse(stdout) as { threads: number; values: number[] }
  }
})

/** Trains a net with every kernel that is shared out, after its threads have come up, and prints losses. */
const program = `
import * as tf from '@tensorflow/tfjs'
import { setTimeout } from 'node:timers/promises'
import { startEngine } from '../start'
async function main() {
  const { fingerprint } = await startEngine('wasm')
  const wave = (shape: number[], step: number) => tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(i * step)), shape)
  const images = wave([32, 14, 14, 3], 0.37) as tf.Tensor4D
  const filters = ([[3, 3, 3, 16], [3, 3, 16, 1], [1, 1, 16, 24]] as const).map((shape, i) => tf.variable(wave([...shape], 0.9 + i).mul(0.3)))
  const table = tf.variable(wave([50, 24], 0.11))
  const out = tf.variable(wave([24, 5], 0.7))
  const rows = tf.range(0, 32, 1, 'int32').mod(tf.scalar(7, 'int32')).toInt()
  const edges = (step: number) => tf.range(0, 3000, 1, 'int32').mul(tf.scalar(step, 'int32')).mod(tf.scalar(50, 'int32')).toInt() as tf.Tensor1D
  const [source, target, weights] = [edges(7), edges(11), wave([3000, 1], 0.3)]
  const labels = tf.oneHot(tf.range(0, 32, 1, 'int32').mod(tf.scalar(5, 'int32')).toInt() as tf.Tensor1D, 5)
  const loss = () => {
    let x = tf.conv2d(images, filters[0] as tf.Tensor4D, 1, 'same').tanh() as tf.Tensor4D
    x = tf.maxPool(tf.depthwiseConv2d(x, filters[1] as tf.Tensor4D, 1, 'same'), 2, 2, 'valid') as tf.Tensor4D
    x = tf.avgPool(tf.conv2d(x, filters[2] as tf.Tensor4D, 2, 'same').sigmoid() as tf.Tensor4D, 2, 2, 'same') as tf.Tensor4D
    const passed = tf.unsortedSegmentSum(tf.gather(table, source).mul(weights), target, 50).mul(0.01).add(table)
    const features = x.mean([1, 2]).add(tf.gather(passed, rows))
    return tf.losses.softmaxCrossEntropy(labels, tf.softmax(features).matMul(out as tf.Tensor2D)) as tf.Scalar
  }
  const optimizer = tf.train.adam(0.01)
  const values: number[] = []
  for (let step = 0; step < 6; step++) {
    await setTimeout(40)
    values.push(optimizer.minimize(loss, true)!.dataSync()[0]!)
  }
  console.log(JSON.stringify({ threads: fingerprint.threads, values }))
}
void main()
`
