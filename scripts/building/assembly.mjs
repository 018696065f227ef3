import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { repository, run } from '../setUp/processes.mjs'

const require = createRequire(import.meta.url)
/** Started as a program, not imported: its types declare a `console` of their own for everybody. */
const compiler = join(dirname(require.resolve('assemblyscript/package.json')), 'bin/asc.js')
const optimizer = join(dirname(require.resolve('binaryen/package.json')), 'bin/wasm-opt')
const source = 'sidecar/engine/wasm/assembly/index.ts'

/** The kernels twice: with relaxed SIMD (Node 22 and later), whose multiply-add is one instruction, and with plain SIMD. */
export const assemblies = ['dist/wasm/kernels-relaxed.wasm', 'dist/wasm/kernels-plain.wasm']

export async function buildAssemblies() {
  mkdirSync(join(repository, 'dist/wasm'), { recursive: true })
  await compile('dist/wasm/kernels-relaxed.wasm', 'simd,threads,bulk-memory,relaxed-simd')
  await compile('dist/wasm/kernels-plain.wasm', 'simd,threads,bulk-memory')
}

/**
 * asc's own optimisation folds the tails of loops that differ by a constant before it looks at the constant, which then is asked for at every value (four times as
 * slow). So it translates only, and wasm-opt comes after, constants first.
 * @param {string} out
 * @param {string} features
 */
async function compile(out, features) {
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536']
  await node(compiler, [source, '--outFile', out, '--enable', features, ...memory, '--runtime', 'stub', '--use', 'abort=', '--noAssert'])
  const enabled = [...features.split(','), 'sign-ext', 'nontrapping-float-to-int', 'mutable-globals'].map((feature) => `--enable-${feature}`)
  await node(optimizer, [...enabled, out, '--precompute-propagate', '--remove-unused-brs', '--vacuum', '--dce', '-O3', '-o', out])
}

/**
 * @param {string} program
 * @param {readonly string[]} typed
 */
async function node(program, typed) {
  const status = await run(process.execPath, [program, ...typed])
  if (status !== 0) throw new Error(`${source} does not compile: ${program} ended with ${status}`)
}
