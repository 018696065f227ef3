import { build } from 'esbuild'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { distFolder } from '../places'

/** The engines as they ship: one bundle in dist/, the binaries beside it, no node_modules. */
describe('the engines in a bundle', () => {
  const product = mkdtempSync(join(tmpdir(), 'gradlab-engine-'))
  const binaries = join(product, 'dist', 'wasm')
  let inputs: string[] = []

  before(async () => {
    writeFileSync(join(product, 'package.json'), '{ "name": "gradlab" }')
    const outfile = join(product, 'dist', 'run.js')
    const { metafile } = await build({
      stdin: { contents: program, resolveDir: __dirname, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      metafile: true,
      logLevel: 'silent',
    })
    inputs = Object.keys(metafile.inputs)
  })
  beforeEach(() => {
    mkdirSync(binaries, { recursive: true })
    for (const name of ['kernels-relaxed.wasm', 'kernels-plain.wasm']) cpSync(join(distFolder, 'wasm', name), join(binaries, name))
    cpSync(join(distFolder, 'engine-thread.js'), join(product, 'dist', 'engine-thread.js'))
  })
  after(() => rmSync(product, { recursive: true }))

  it('holds one tfjs-core', () => {
    const cores = inputs.filter((input) => input.includes('/tfjs-core/dist/'))
    assert.equal(cores.length, 1, cores.join('\n'))
  })

  it('trains on wasm, and leaves uncaught errors to us', async () => {
    const { engine, falls, listeners } = await run('wasm')
    assert.deepEqual([engine, falls, listeners], ['wasm', true, 0])
  })

  it('names the binary that is missing, and takes cpu for auto', async () => {
    rmSync(binaries, { recursive: true })
    const { code, context } = await run('wasm')
    assert.equal(code, 'engine/unusable')
    assert.match(String(context?.reason), /dist.wasm.kernels-relaxed\.wasm is missing/)
    assert.equal((await run('auto')).engine, 'cpu')
  })

  it('takes plain SIMD where relaxed SIMD is not understood', async () => {
    writeFileSync(join(binaries, 'kernels-relaxed.wasm'), Uint8Array.of(0, 97, 115, 109))
    const { engine, falls, simd } = await run('wasm')
    assert.deepEqual([engine, falls, simd], ['wasm', true, 'plain'])
  })

  it('calls wasm unusable when the binaries are cut short', async () => {
    for (const name of ['kernels-relaxed.wasm', 'kernels-plain.wasm']) writeFileSync(join(binaries, name), Uint8Array.of(0, 97, 115, 109))
    assert.equal((await run('wasm')).code, 'engine/unusable')
    assert.equal((await run('auto')).engine, 'cpu')
  })

  interface Answer {
    engine?: string
    falls?: boolean
    simd?: string
    listeners?: number
    code?: string
    context?: { reason?: string }
  }
  async function run(choice: string): Promise<Answer> {
    const { stdout } = await promisify(execFile)(process.execPath, [join(product, 'dist', 'run.js'), choice], { cwd: tmpdir() })
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Answer
  }
})

const program = `
import * as tf from '@tensorflow/tfjs'
import { startEngine } from './start'
async function main() {
  const { engine, fingerprint } = await startEngine(process.argv[2] as 'wasm')
  const x = tf.tensor4d(Array.from({ length: 4 * 36 }, (_, i) => Math.sin(i)), [4, 6, 6, 1])
  const filter = tf.variable(tf.fill([3, 3, 1, 2], 0.1))
  const optimizer = tf.train.sgd(0.1)
  const losses = Array.from({ length: 5 }, () => optimizer.minimize(() => tf.conv2d(x, filter as tf.Tensor4D, 1, 'same').sub(0.5).square().mean(), true)!.dataSync()[0]!)
  const listeners = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection')
  console.log(JSON.stringify({ engine, simd: fingerprint.simd, falls: losses.every((loss, i) => i === 0 || loss < losses[i - 1]!), listeners }))
}
main().catch((error) => console.log(JSON.stringify({ code: error.code, context: error.context })))
`
