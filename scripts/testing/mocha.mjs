import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { environment, repository } from '../setUp/processes.mjs'
import { none } from './counts.mjs'

const mochaProgram = join(dirname(createRequire(import.meta.url).resolve('mocha/package.json')), 'bin/mocha.js')

/** `auto` gives every machine the same engine. */
const withoutGraphicsCard = { GRADLAB_WEBGPU_ADAPTER: 'none' }

/**
 * Runs test files in a process of their own. A process that gives no counts, fails outside a test, or does not end once its
 * tests have (something was left open) is a failed test of its own.
 * @param {readonly string[]} files
 * @param {{ jobs?: number, graceMs?: number, isQuiet?: boolean, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export async function mocha(files, { jobs = 1, graceMs = 30_000, isQuiet = false, env = {} } = {}) {
  if (files.length === 0) return none
  const folder = mkdtempSync(join(tmpdir(), 'gradlab-tests-'))
  const countsFile = join(folder, 'counts.json')
  try {
    const typed = [mochaProgram, '--reporter', join(repository, 'scripts/testing/reporter.cjs'), '--reporter-option', `counts=${countsFile}`]
    if (jobs > 1 && files.length > 1) typed.push('--parallel', '--jobs', String(jobs))
    const ending = await runToEnd([...typed, ...files], countsFile, graceMs, isQuiet, env)
    const complain = (/** @type {string} */ message) => {
      if (!isQuiet) console.log(`FAILED: ${message}`)
      return { ...none, failed: 1 }
    }
    if (!existsSync(countsFile)) return complain(`mocha ended without a result (${ending})`)
    const counts = /** @type {import('./counts.mjs').Counts} */ (JSON.parse(readFileSync(countsFile, 'utf8')))
    if (ending === '0' || (counts.failed > 0 && ending === String(Math.min(counts.failed, 255)))) return counts
    return { ...counts, failed: counts.failed + complain(`mocha ended with ${ending} after its tests`).failed }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * @param {readonly string[]} typed
 * @param {string} countsFile
 * @param {number} graceMs
 * @param {boolean} isQuiet
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
function runToEnd(typed, countsFile, graceMs, isQuiet, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, typed, {
      cwd: repository,
      stdio: isQuiet ? 'ignore' : 'inherit',
      env: { ...environment(), ...withoutGraphicsCard, ...env },
    })
    let isLate = false
    /** @type {NodeJS.Timeout | undefined} */
    let grace
    const watch = setInterval(() => {
      if (grace || !existsSync(countsFile)) return
      grace = setTimeout(() => {
        isLate = true
        child.kill('SIGKILL')
      }, graceMs)
    }, 500)
    const end = () => {
      clearInterval(watch)
      clearTimeout(grace)
    }
    child.once('error', (error) => {
      end()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      end()
      resolve(isLate ? `something left open, which kept the process alive for ${graceMs / 1000} s` : String(code ?? signal))
    })
  })
}
