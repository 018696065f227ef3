import { readdirSync, readFileSync } from 'node:fs'

/** @typedef {{ readonly id: number, readonly command: string }} Process */

/**
 * The processes started with this in their environment: everything an editor started, however it was detached. Linux only: elsewhere
 * none is found.
 * @param {string} name
 * @param {string} value
 * @returns {Process[]}
 */
export function processesWith(name, value) {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && read(`/proc/${entry}/environ`).split('\0').includes(`${name}=${value}`))
    .map((entry) => ({ id: Number(entry), command: read(`/proc/${entry}/cmdline`).replaceAll('\0', ' ').trim() }))
}

/**
 * Asks them to end, and after a while makes them.
 * @param {string} name
 * @param {string} value
 */
export async function endProcessesWith(name, value, graceMs = 5000) {
  for (const { id } of processesWith(name, value)) signal(id, 'SIGTERM')
  for (const start = Date.now(); processesWith(name, value).length > 0 && Date.now() - start < graceMs;) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  for (const { id } of processesWith(name, value)) signal(id, 'SIGKILL')
}

/**
 * @param {number} id
 * @param {NodeJS.Signals} name
 */
function signal(id, name) {
  try {
    process.kill(id, name)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error // it ended by itself
  }
}

/**
 * A process may end while it is read, or be somebody else's: then there is nothing to read.
 * @param {string} path
 */
function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
