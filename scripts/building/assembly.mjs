import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { repository, run } from '../setUp/processes.mjs'

/** Started as a program, not imported: its types declare a `console` of their own for everybody. */
const compiler = join(dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')), 'bin/asc.js')
const source = 'sidecar/engine/wasm/assembly/index.ts'

/** The kernels twice: with relaxed SIMD (Node 22 and later), whose multiply-add is one instruction, and with plain SIMD. */
export const assemblies = ['dist/wasm/kernels-relaxed.wasm', 'dist/wasm/kernels-plain.wasm']

export async function buildAssemblies() {
  mkdirSync(join(repository, 'dist/wasm'), { recursive: true })
  await compile('dist/wasm/kernels-relaxed.wasm', 'simd,threads,bulk-memory,relaxed-simd')
  await compile('dist/wasm/kernels-plain.wasm', 'simd,threads,bulk-memory')
}

/**
 * @param {string} out
 * @param {string} features
 */
async function compile(out, features) {
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536']
  const code = ['--runtime', 'stub', '--use', 'abort=', '--noAssert', '-O3']
  const status = await run(process.execPath, [compiler, source, '--outFile', out, '--enable', features, ...memory, ...code])
  if (status !== 0) throw new Error(`${source} does not compile: asc ended with ${status}`)
}
