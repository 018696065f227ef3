import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { distFolder } from '../../places'
import { threadsAsked } from '../shared/threadsAsked'
import { WasmBackend } from './backend'
import { Heap } from './heap'
import { registerWasmKernels } from './register'
import { Threads } from './threads'

export interface OpenWasm {
  /** Which instructions the kernels use here. */
  readonly simd: 'plain' | 'relaxed'
  readonly threads: number
}

/**
 * Makes wasm the tfjs backend: kernels of our own over one memory that as many threads share as the machine has cores, or as GRADLAB_THREADS says.
 * @throws Error with what is missing
 */
export async function openWasm(): Promise<OpenWasm> {
  opened ??= start()
  await tf.setBackend('wasm')
  return opened
}
let opened: OpenWasm | undefined

function start(): OpenWasm {
  const { module, simd } = compile()
  const memory = makeMemory()
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const threads = new Threads(exports as never, threadsAsked() ?? availableParallelism(), join(distFolder, 'engine-thread.js'), { module, memory })
  registerWasmKernels()
  tf.registerBackend('wasm', () => new WasmBackend(new Heap(memory, firstFreeByte), threads))
  return { simd, threads: threads.count }
}

/** Relaxed SIMD where the runtime has it: Node 22 and later. */
function compile(): { module: WebAssembly.Module; simd: OpenWasm['simd'] } {
  const relaxed = read('kernels-relaxed.wasm')
  if (WebAssembly.validate(relaxed)) return { module: new WebAssembly.Module(relaxed), simd: 'relaxed' }
  return { module: new WebAssembly.Module(read('kernels-plain.wasm')), simd: 'plain' }
}

function read(name: string): Uint8Array<ArrayBuffer> {
  const file = join(distFolder, 'wasm', name)
  if (!existsSync(file)) throw new Error(`${file} is missing`)
  return new Uint8Array(readFileSync(file))
}

/** It grows up to 4 GiB, the most that 32-bit addresses reach; a system that does not let that much be reserved gives less. */
function makeMemory(): WebAssembly.Memory {
  for (let maximum = 65536; ; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: 256, maximum, shared: true })
    } catch (error) {
      if (maximum <= 4096) throw error
    }
  }
}

/** Below lie the constants of the kernels. */
const firstFreeByte = 65536
