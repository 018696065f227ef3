import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environment } from '../setUp/processes.mjs'

/** @typedef {{ readonly port: number, readonly log: () => string, readonly close: () => Promise<void> }} Server */

const guard = fileURLToPath(new URL('guard.mjs', import.meta.url))
const startMs = 120_000

/**
 * Starts code-server on a free port of this machine alone and waits until it answers.
 * @param {import('./codeServer.mjs').CodeServer} codeServer
 * @param {{ folder: string, extensions?: string, typed: readonly string[], env?: NodeJS.ProcessEnv }} options folder: of its settings and state
 * @returns {Promise<Server>}
 */
export async function startServer(codeServer, { folder, extensions, typed, env = {} }) {
  // Sockets lie in a folder of their own, whose path is short: one that lies deep is refused.
  const sockets = mkdtempSync(join(tmpdir(), 'gradlab-'))
  const quiet = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override']
  const child = spawn(
    codeServer.node,
    [guard, codeServer.entry, ...quiet, '--session-socket', join(sockets, 'session'), ...foldersOf(folder, extensions), ...typed],
    { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'], detached: true, env: editorEnvironment(codeServer, env) },
  )
  let log = ''
  const read = (/** @type {Buffer} */ chunk) => (log += chunk.toString())
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once('close', () => resolve()))
  const close = async () => {
    child.stdin.end()
    await ended
    rmSync(sockets, { recursive: true, force: true })
  }
  try {
    return { port: await portOf(child, () => log), log: () => log, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * @param {string} folder
 * @param {string} extensions
 */
export function foldersOf(folder, extensions = join(folder, 'extensions')) {
  // Without a configuration of its own, code-server writes one into the home folder.
  return ['--config', join(folder, 'config.yaml'), '--user-data-dir', join(folder, 'user'), '--extensions-dir', extensions]
}

/**
 * Without what an editor around this process says of itself: code-server would hand its work to that one.
 * @param {import('./codeServer.mjs').CodeServer} codeServer
 * @param {NodeJS.ProcessEnv} env
 */
export function editorEnvironment(codeServer, env = {}) {
  const own = Object.entries(environment(codeServer.node)).filter(([name]) => !/^(VSCODE_|ELECTRON_|CODE_SERVER_|npm_|PORT$|PASSWORD$)/.test(name))
  // No marketplace: nothing of it is needed, and every start would ask it.
  return { ...Object.fromEntries(own), EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }), ...env }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => string} log
 * @returns {Promise<number>}
 */
function portOf(child, log) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ problem) => reject(new Error(`code-server ${problem}. It said:\n${log()}`))
    const limit = setTimeout(() => fail(`did not answer in ${startMs / 1000} s`), startMs)
    const look = setInterval(() => {
      const found = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(log())
      if (found) settle(() => resolve(Number(found[1])))
    }, 50)
    const settle = (/** @type {() => void} */ how) => {
      clearTimeout(limit)
      clearInterval(look)
      how()
    }
    child.once('error', (error) => settle(() => reject(error)))
    child.once('exit', (code, signal) => settle(() => fail(`ended with ${code ?? signal}`)))
  })
}
