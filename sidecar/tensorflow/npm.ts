import { existsSync, realpathSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'

/** npm as a program and its first arguments. */
export interface Npm {
  readonly command: string
  readonly args: readonly string[]
}

export interface NpmSearch {
  readonly environment: NodeJS.ProcessEnv
  readonly node: string // the executable's path
  readonly platform: NodeJS.Platform
}

/**
 * npm as a script for this Node: the one that GRADLAB_NPM names, the one that came with this Node, else the one on PATH. On Windows PATH
 * holds npm.cmd, which only a shell can start; the script it would run lies beside it.
 */
export function findNpm({ environment, node, platform }: NpmSearch): Npm | undefined {
  const named = environment['GRADLAB_NPM']
  if (named) return existsSync(named) ? programOf(named, node) : undefined
  const folder = dirname(node)
  const own = [join(folder, 'node_modules'), join(folder, '..', 'lib', 'node_modules')].map((modules) => join(modules, ...script)).find(existsSync)
  if (own !== undefined) return { command: node, args: [own] }
  for (const place of (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter)) {
    if (place === '') continue
    if (platform === 'win32') {
      const beside = join(place, 'node_modules', ...script)
      if (existsSync(join(place, 'npm.cmd')) && existsSync(beside)) return { command: node, args: [beside] }
    } else if (existsSync(join(place, 'npm'))) return programOf(join(place, 'npm'), node)
  }
  return undefined
}

const script = ['npm', 'bin', 'npm-cli.js']

/** A link to npm-cli.js is run by this Node; anything else, such as a version manager's shim, is a program itself. */
function programOf(path: string, node: string): Npm {
  const target = realpathSync(path)
  return /\.[cm]?js$/.test(basename(target)) ? { command: node, args: [target] } : { command: path, args: [] }
}
