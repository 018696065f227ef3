import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { GradlabError } from '../../protocol'

/** The Node that the daemon and its runs are started with. */
export interface FoundNode {
  readonly path: string
  readonly version: string
  readonly source: 'setting' | 'path' | 'installed' | 'editor'
  /** Electron forbids external buffers, which every engine but wasm and cpu needs. */
  readonly isElectron: boolean
}

export interface NodeSearch {
  readonly setting: string
  readonly searchPath: string // the environment's PATH
  readonly installedFolder: string // of this extension: a folder each that holds a Node
  readonly editor: { readonly path: string; readonly version: string; readonly isElectron: boolean }
  readonly versionOf: (path: string) => Promise<string | undefined>
}

const oldestWelcome = 22
const oldestPossible = 18

/** The setting's, else one of at least 22 on PATH, else the newest that was installed, else the editor's own. @throws GradlabError daemon/node where the setting names none */
export async function findNode({ setting, searchPath, installedFolder, editor, versionOf }: NodeSearch): Promise<FoundNode> {
  if (setting !== '') {
    const version = await versionOf(setting)
    if (!version || majorOf(version) < oldestPossible) throw new GradlabError('daemon/node', { path: setting, oldest: oldestPossible })
    return { path: setting, version, source: 'setting', isElectron: false }
  }
  const executable = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, executable)
    const version = folder !== '' && existsSync(path) ? await versionOf(path) : undefined
    if (version && majorOf(version) >= oldestWelcome) return { path, version, source: 'path', isElectron: false }
  }
  for (const path of installedIn(installedFolder, executable)) {
    const version = await versionOf(path)
    if (version && majorOf(version) >= oldestWelcome) return { path, version, source: 'installed', isElectron: false }
  }
  return { ...editor, source: 'editor' }
}

/** Whether another Node would do more: an editor's (Electron) gives up the GPU, an old one the faster instructions of wasm. */
export const isLimited = ({ isElectron, version }: FoundNode): boolean => isElectron || majorOf(version) < oldestWelcome

/** Newest first, by the names that sidecar/setup gives: v24.21.0-linux-x64. One for another machine answers no version. */
function installedIn(folder: string, executable: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.startsWith('v'))
    return names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true })).map((name) => join(folder, name, executable))
  } catch {
    return [] // nothing was installed yet
  }
}

/** What a program answers to --version, where that is a Node's. */
export function versionOf(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(path, ['--version'], { timeout: 5000, windowsHide: true }, (error, stdout) => resolve(error ? undefined : /^v\d+\.\d+\.\d+/.exec(stdout)?.[0]))
  })
}

const majorOf = (version: string): number => Number(/^v?(\d+)/.exec(version)?.[1] ?? 0)
