import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, sep } from 'node:path'
import { distFolder, productFolder } from '../../places'

/** What dawn.node exports. `create` takes options like `adapter=<name>`; an object that it made keeps Dawn alive. */
export interface Dawn {
  readonly globals: Readonly<Record<string, unknown>>
  create(options: readonly string[]): GPU
}

/**
 * Dawn's native module, and the names of the WebGPU standard as globals, where tfjs looks for them. It is loaded at run time, not bundled.
 * @throws Error with what is missing or what the loader said
 */
export function loadDawn(): Dawn {
  if (loaded) return loaded
  if (!existsSync(binary)) throw new Error(`${binary} is missing`)
  loaded = withoutEnd(createRequire(__filename)(binary) as Dawn)
  for (const [name, value] of Object.entries(loaded.globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  return loaded
}
let loaded: Dawn | undefined

/**
 * One instance for the same options, for as long as the process lives: where the garbage collector ends one, threads of the driver (SwiftShader's) that still
 * run take the process with them.
 */
function withoutEnd({ globals, create }: Dawn): Dawn {
  const instances = new Map<string, GPU>()
  return {
    globals,
    create(options) {
      const key = options.join('\n')
      const instance = instances.get(key) ?? create(options)
      instances.set(key, instance)
      return instance
    },
  }
}

/** Without the loader of Vulkan there is no adapter on Linux, and Dawn would write warnings among what the user's code prints. */
export function hasGraphicsInterface(): boolean {
  if (process.platform !== 'linux') return true
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1')
  } catch (error) {
    return error instanceof Error && /self-register/.test(error.message) // it is there, and is no module of Node
  }
  return true
}

/** Electron's memory cage forbids the external buffers in which Dawn hands over what it maps: it would end the process. */
export const isEditorsNode = (): boolean => 'electron' in process.versions

/** A bundle in dist/ has the binary of its platform beside it and nowhere else; sources (unit tests) take that of the npm package. */
const binary = `${__dirname}${sep}`.startsWith(`${distFolder}${sep}`)
  ? join(distFolder, 'dawn', 'dawn.node')
  : join(productFolder, 'node_modules', 'webgpu', 'dist', `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`, 'dawn.node')
