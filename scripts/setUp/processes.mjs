import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/**
 * The environment of everything we start: this Node first on PATH, so that `node` in a grandchild is the same one, and no
 * NODE_OPTIONS, which would reach every child and may name flags this Node refuses.
 * @param {string} node
 */
export function environment(node = process.execPath) {
  const { NODE_OPTIONS: _dropped, ...rest } = process.env
  const path = Object.keys(rest).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...rest, [path]: `${dirname(node)}${delimiter}${rest[path] ?? ''}`, npm_node_execpath: node, NODE: node }
}

/**
 * Runs a command to its end in the repository, its output ours, and gives its exit code.
 * @param {string} command
 * @param {readonly string[]} typed
 * @param {{ node?: string, shell?: boolean, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>}
 */
export function run(command, typed, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, typed, {
      cwd: repository,
      stdio: 'inherit',
      env: { ...environment(options.node), ...options.env },
      shell: options.shell ?? false,
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}

/**
 * Hands over to another program. Ctrl-C reaches the whole terminal group, so this process waits for the child's own ending.
 * @param {string} node
 * @param {readonly string[]} typed
 */
export async function hand(node, typed) {
  const wait = () => {}
  process.on('SIGINT', wait)
  try {
    return await run(node, typed, { node })
  } finally {
    process.off('SIGINT', wait)
  }
}

/**
 * Runs npm, with this Node where no other is given. Under `npm start` npm names its own program; else the one on PATH is taken.
 * @param {readonly string[]} typed
 * @param {{ node?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number | 'no npm'>}
 */
export async function npm(typed, options = {}) {
  const own = process.env['npm_execpath']
  if (own && /npm-cli\.c?js$/.test(own) && existsSync(own)) return run(options.node ?? process.execPath, [own, ...typed], options)
  const windows = process.platform === 'win32'
  const name = windows ? 'npm.cmd' : 'npm'
  if (spawnSync(name, ['--version'], { shell: windows }).status !== 0) return 'no npm'
  return run(name, typed, { ...options, shell: windows })
}
