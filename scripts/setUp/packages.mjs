import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm, repository } from './processes.mjs'
import { stop } from './stop.mjs'

/** @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} Lock */

/** `npm ci` where node_modules is missing or not what package-lock.json says. */
export async function installPackages() {
  const modules = join(repository, 'node_modules')
  const wanted = readLock(join(repository, 'package-lock.json'))
  const installed = join(modules, '.package-lock.json') // npm writes it last, so a cut installation has none
  if (existsSync(installed) && isInstalled(wanted, readLock(installed))) return
  // `npm ci` empties the folder it is given: one that is linked here belongs to another checkout.
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) return
  // No package's install script is needed (docs/decisions/0004), and development packages are, whatever NODE_ENV says.
  const code = await npm(['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code === 'no npm') stop('npm is not on PATH. Install Node with npm (nodejs.org) and run this again.')
  if (code !== 0) stop('`npm ci` failed (its message is above). Check the network and the npm registry, then run this again.')
}

/**
 * Whether every package of the lock file is there in its version. Optional ones may be missing: they are of other platforms.
 * @param {Lock} wanted
 * @param {Lock} installed
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true
    const found = installed.packages[path]
    return found ? found.version === version && found.integrity === integrity : optional === true
  })
}

/**
 * @param {string} file
 * @returns {Lock}
 */
function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}
