// The terminal tour: makes an experiment, trains it on bundled data on the best engine, and writes a report. With --editor: the same
// in a VS Code in the browser.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repository, run } from './setUp/processes.mjs'

const direction = '01-hierarchical-attention/image'
const cli = join(repository, 'dist/cli.js')

if (process.argv.includes('--editor')) {
  await (await import('./editor/start.mjs')).startEditor(direction)
} else {
  const folder = freshFolder('my-first-experiment')
  process.exitCode = (await gradlab('new', direction, folder)) || (await gradlab('train', folder, '--report'))
}

/** @param {string[]} typed */
function gradlab(...typed) {
  console.log(`\n$ gradlab ${typed.join(' ')}`)
  return run(process.execPath, [cli, ...typed])
}

/** @param {string} name */
function freshFolder(name) {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`
    if (!existsSync(join(repository, candidate))) return candidate
  }
}
