import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs'
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { distFolder, productFolder } from '../../places'
import { registerWasmKernels } from './register'

/**
 * Makes wasm the tfjs backend, complete with our kernels.
 * @throws Error with what is missing or what the backend said
 */
export async function openWasm(): Promise<void> {
  const binary = join(binariesFolder, (await wasmSimd()) === 'none' ? 'tfjs-backend-wasm.wasm' : 'tfjs-backend-wasm-simd.wasm')
  if (!existsSync(binary)) throw new Error(`${binary} is missing`)
  setWasmPaths(binariesFolder + sep)
  registerWasmKernels()
  const isOpen = await withoutNewListeners(() => tf.setBackend('wasm'))
  if (!isOpen) throw new Error(`tfjs could not start ${binary}`)
}

/** Which instructions the binary of tfjs-backend-wasm uses here; it has no relaxed ones. */
export async function wasmSimd(): Promise<'none' | 'plain'> {
  return (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'plain' : 'none'
}

/**
 * Where the binaries are follows from where this code is: a bundle in dist/ has them beside it in dist/wasm/ and nowhere else; sources
 * (unit tests) take those of the npm package.
 */
const binariesFolder = `${__dirname}${sep}`.startsWith(`${distFolder}${sep}`)
  ? join(distFolder, 'wasm')
  : join(productFolder, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist')

/**
 * Emscripten's start-up code listens to uncaughtException and unhandledRejection and throws again what it gets, which would end the
 * process with exit code 7 before a handler of ours can write a word.
 */
async function withoutNewListeners<T>(run: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const before = events.map((event) => process.listeners(event as 'uncaughtException'))
  try {
    return await run()
  } finally {
    events.forEach((event, i) => {
      for (const listener of process.listeners(event as 'uncaughtException')) if (!before[i]!.includes(listener)) process.off(event, listener)
    })
  }
}
