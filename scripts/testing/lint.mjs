import { spawn } from 'node:child_process'
import { environment, repository } from '../setUp/processes.mjs'
import { add, none } from './counts.mjs'

/** What a tidy tree satisfies; each is one test. */
const checks = {
  'types check': ['node_modules/typescript/bin/tsc', '-b'],
  'no lint': ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'],
  'formatted by prettier': ['node_modules/prettier/bin/prettier.cjs', '.', '--check', '--cache', '--cache-location', '.cache/prettier', '--log-level', 'warn'],
  'nothing unused (knip)': ['node_modules/knip/bin/knip.js'],
  "package.json's contributes is fresh": ['--import', 'tsx', 'scripts/contributes.mjs', '--check'],
  'the snippets are fresh': ['--import', 'tsx', 'scripts/snippets.mjs', '--check'],
}

/** @returns {Promise<import('./counts.mjs').Counts>} */
export async function lint() {
  let counts = none
  for (const [title, typed] of Object.entries(checks)) {
    const { code, output } = await collect(typed)
    if (code !== 0) console.log(`  FAILED: ${title}\n${output}`)
    counts = add(counts, { ...none, ...(code === 0 ? { passed: 1 } : { failed: 1 }) })
  }
  return counts
}

/**
 * @param {readonly string[]} typed
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function collect(typed) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, typed, { cwd: repository, env: environment() })
    /** @type {Buffer[]} */
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }))
  })
}
