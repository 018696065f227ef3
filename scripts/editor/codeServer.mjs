import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pinnedNode } from '../setUp/pinnedNode.mjs'
import { npm, repository, run } from '../setUp/processes.mjs'
import { stop } from '../setUp/stop.mjs'
import { startServer } from './server.mjs'

/** @typedef {{ readonly node: string, readonly entry: string }} CodeServer */

const version = '4.139.1'
const integrity = 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew=='
/** Built here; the others are prebuilt in their packages, or serve a desktop, a proxy or a sign-in, and code-server runs without them. */
const nativeModules = ['@vscode/spdlog', '@vscode/native-watchdog']
const quiet = ['--no-audit', '--no-fund', '--loglevel=error']

/**
 * A real VS Code from the npm registry, in the git-ignored cache; brought there where this version, on this Node, is not.
 * @returns {Promise<CodeServer>}
 */
export async function bringCodeServer() {
  if (process.platform === 'win32') stop("code-server does not install on Windows. With desktop VS Code's `code` on PATH, `npm start` opens that.")
  const node = await pinnedNode()
  const folder = join(repository, '.cache/code-server')
  const codeServer = { node, entry: join(folder, 'package/out/node/entry.js') }
  const stamp = join(folder, 'installed')
  const wanted = createHash('sha256')
    .update([version, node, process.arch, ...nativeModules].join('\n'))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return codeServer

  const started = Date.now()
  console.log(`Bringing code-server ${version} (a VS Code in the browser) into .cache/code-server: about 1 GB, a minute or two.`)
  rmSync(stamp, { force: true })
  await unpack(folder, node)
  await installInside(join(folder, 'package'), node)
  await verify(codeServer)
  writeFileSync(stamp, wanted)
  console.log(`code-server ${version} took ${((Date.now() - started) / 1000).toFixed(0)} s.`)
  return codeServer
}

/**
 * @param {string} folder
 * @param {string} node
 */
async function unpack(folder, node) {
  mkdirSync(folder, { recursive: true })
  const packed = mkdtempSync(join(folder, 'packed-'))
  try {
    await byNpm(['pack', `code-server@${version}`, '--pack-destination', packed, '--silent'], node)
    const archive = join(packed, `code-server-${version}.tgz`)
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
    if (found !== integrity) stop(`The registry's code-server ${version} is not the known one (its hash is ${found}).`)
    if ((await run('tar', ['-xzf', archive, '-C', packed])) !== 0) stop('tar could not unpack code-server (its message is above).')
    rmSync(join(folder, 'package'), { recursive: true, force: true })
    renameSync(join(packed, 'package'), join(folder, 'package'))
  } finally {
    rmSync(packed, { recursive: true })
  }
}

/**
 * What code-server's own postinstall does, without the install scripts of packages that download a binary from elsewhere.
 * @param {string} folder
 * @param {string} node
 */
async function installInside(folder, node) {
  const editor = join(folder, 'lib/vscode')
  for (const place of [folder, editor, join(editor, 'extensions')]) {
    // Not `npm ci`: code-server's lock file for VS Code lacks a package, which npm then adds.
    await byNpm(['install', '--prefix', place, '--omit=dev', '--ignore-scripts', ...quiet], node, { npm_config_save: 'false' })
  }
  // The headers beside the Node that will run it: node-gyp would fetch them from nodejs.org.
  const headers = { npm_config_nodedir: dirname(dirname(node)) }
  await byNpm(['rebuild', '--prefix', editor, '--ignore-scripts=false', ...quiet, ...nativeModules], node, headers)
}

/**
 * By starting it: a folder where everything lies may still hold a module that does not load.
 * @param {CodeServer} codeServer
 */
async function verify(codeServer) {
  const modules = join(dirname(codeServer.entry), '../../lib/vscode/node_modules')
  for (const name of nativeModules) {
    if ((await run(codeServer.node, ['-e', 'require(process.argv[1])', join(modules, name)])) !== 0) stop(`${name}, built for code-server, does not load.`)
  }
  const folder = mkdtempSync(join(tmpdir(), 'gradlab-editor-'))
  try {
    const server = await startServer(codeServer, { folder, typed: [] })
    await server.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * @param {readonly string[]} typed
 * @param {string} node
 * @param {Readonly<Record<string, string>>} env
 */
async function byNpm(typed, node, env = {}) {
  const code = await npm(typed, { node, env })
  if (code === 'no npm') stop('npm is not on PATH. Install Node with npm (nodejs.org) and run this again.')
  if (code !== 0) stop(`\`npm ${typed[0]}\` failed for code-server (its message is above). It needs the npm registry, and a C++ compiler, make and python3.`)
}
