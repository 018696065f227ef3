import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm, repository } from './processes.mjs'
import { stop } from './stop.mjs'

/** @typedef {{ readonly name: string, readonly version: string, readonly integrity: string, readonly downloadBytes: number }} Pin */

/**
 * The newest Node 24 that the npm registry holds for each platform. Windows on ARM runs the x64 one.
 * @type {Readonly<Record<string, Pin>>}
 */
const pins = JSON.parse(readFileSync(join(repository, 'sidecar/setup/nodePins.json'), 'utf8'))

/** The path of a Node 24 in the git-ignored cache, brought there from the npm registry where it is missing. */
export async function pinnedNode() {
  const wanted = pins[`${process.platform}-${process.arch}`]
  if (!wanted) stop(`There is no Node 24 on the npm registry for ${process.platform}-${process.arch}. Install Node 24 and run this again.`)
  const folder = join(repository, '.cache', 'node')
  const node = join(folder, 'node_modules', wanted.name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!works(node)) {
    console.log(`This is Node ${process.versions.node}; bringing Node ${wanted.version} into .cache/node (${Math.round(wanted.downloadBytes / 1e6)} MB).`)
    await bring(wanted, folder)
    if (!works(node)) stop('The Node 24 from the npm registry does not run on this machine. Install Node 24 yourself and run this again.')
  }
  return node
}

/**
 * By `npm ci` from a lock file of ours, so that npm checks the hash above rather than the one the registry names.
 * @param {Pin} wanted
 * @param {string} folder
 */
async function bring(wanted, folder) {
  const dependencies = { [wanted.name]: wanted.version }
  const locked = { version: wanted.version, integrity: wanted.integrity }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'node-cache', private: true, dependencies }))
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ name: 'node-cache', lockfileVersion: 3, requires: true, packages: { '': { dependencies }, [`node_modules/${wanted.name}`]: locked } }),
  )
  const code = await npm(['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code === 'no npm') stop('npm is not on PATH. Install Node 24 with npm (nodejs.org) and run this again.')
  if (code !== 0)
    stop(`npm could not bring Node ${wanted.version} (its message is above). Check the network and the npm registry, or install Node 24 yourself.`)
}

/** @param {string} node */
function works(node) {
  return existsSync(node) && spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v24.') === true
}
