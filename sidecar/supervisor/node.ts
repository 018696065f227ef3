import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { productFolder } from '../places'

/** The Node a run's process is started with. Old ones still train, on wasm with plain SIMD. */
export interface PickedNode {
  readonly path: string
  readonly version: string
  readonly source: 'setting' | 'own' | 'path' | 'installed' | 'cache'
}

const oldestWelcome = 22

/**
 * A real Node of at least 22: the one named by GRADLAB_NODE, this process's own, one on PATH, the one the editor installed
 * (GRADLAB_INSTALLED_NODE), the bootstrap's cache; else this process's own whatever its age. An editor's own executable (Electron) counts as old: it forbids the external buffers that WebGPU needs.
 */
export async function pickNode(environment: NodeJS.ProcessEnv = process.env): Promise<PickedNode> {
  const setting = environment['GRADLAB_NODE']
  if (setting) {
    const version = await versionOf(setting)
    if (version) return { path: setting, version, source: 'setting' }
  }
  const own: PickedNode = { path: process.execPath, version: process.version, source: 'own' }
  if (isWelcome(own.version) && !process.versions['electron']) return own
  for (const [path, source] of candidates(environment)) {
    const version = existsSync(path) ? await versionOf(path) : undefined
    if (version && isWelcome(version)) return { path, version, source }
  }
  return own
}

const isWelcome = (version: string): boolean => Number(/^v(\d+)/.exec(version)?.[1]) >= oldestWelcome

function* candidates(environment: NodeJS.ProcessEnv): Generator<[string, PickedNode['source']]> {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) if (folder) yield [join(folder, executable), 'path']
  const installed = environment['GRADLAB_INSTALLED_NODE']
  if (installed) yield [installed, 'installed']
  const cache = join(productFolder, '.cache', 'node', 'node_modules')
  yield [join(cache, `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`, 'bin', executable), 'cache']
  yield [join(cache, `node-bin-${process.platform}-${process.arch}`, 'bin', executable), 'cache']
}

function versionOf(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(path, ['--version'], { timeout: 5000 }, (error, stdout) => resolve(error ? undefined : /^v\d+\.\d+\.\d+/.exec(stdout)?.[0]))
  })
}
