import { spawnSync } from 'node:child_process'
import { run } from './processes.mjs'
import { stop } from './stop.mjs'

/**
 * Installs what is missing of these Debian packages, as root; otherwise stops with the line to type.
 * @param {readonly string[]} packages
 */
export async function installDebianPackages(packages) {
  const missing = packages.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  const line = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (spawnSync('apt-get', ['--version']).status !== 0) {
    stop(
      `This needs Debian's ${missing.join(' and ')}, and this is no Debian. What needs none of them: npm start, and npm test -- unit lint process directions`,
    )
  }
  if (process.getuid?.() !== 0) stop(`This needs ${missing.join(' and ')}. Type:\n  sudo sh -c '${line}'\nand run this again.`)
  console.log(`Installing Debian's ${missing.join(' and ')}.`)
  const quiet = ['-o', 'Dpkg::Use-Pty=0', '-qq']
  const updated = await run('apt-get', [...quiet, 'update'])
  const installed =
    updated === 0 ? await run('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...quiet, 'install', '-y', '--no-install-recommends', ...missing]) : 1
  if (installed !== 0) stop(`apt-get failed (its message is above). Once it is mended, type:\n  ${line}\nand run this again.`)
}

/** @param {string} name */
function isInstalled(name) {
  return spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' }).stdout?.includes('ok installed') === true
}
