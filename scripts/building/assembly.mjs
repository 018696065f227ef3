import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'
import { repository } from '../setUp/processes.mjs'

const source = 'sidecar/engine/wasm/assembly/index.ts'

/** The kernels twice: with relaxed SIMD (Node 22 and later), whose multiply-add is one instruction, and with plain SIMD. */
export const assemblies = ['dist/wasm/kernels-relaxed.wasm', 'dist/wasm/kernels-plain.wasm']

export async function buildAssemblies() {
  mkdirSync(join(repository, 'dist/wasm'), { recursive: true })
  await compile('dist/wasm/kernels-relaxed.wasm', ['--enable', 'relaxed-simd'])
  await compile('dist/wasm/kernels-plain.wasm', [])
}

/**
 * @param {string} out
 * @param {readonly string[]} features
 */
async function compile(out, features) {
  const options = ['--enable', 'simd,threads,bulk-memory', '--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536']
  const { error, stderr } = await asc.main(
    [source, '--baseDir', repository, '--outFile', out, '--runtime', 'stub', '--use', 'abort=', '--noAssert', '-O3', ...options, ...features],
    {
      readFile: (name, folder) => {
        try {
          return readFileSync(join(folder, name), 'utf8')
        } catch {
          return null // asc asks for files that may not be there
        }
      },
      writeFile: (name, contents, folder) => writeFileSync(join(folder, name), contents),
    },
  )
  if (error) throw new Error(`${source}: ${error.message}\n${stderr.toString()}`)
}
