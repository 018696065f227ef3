// The main job, where this machine can best show it: in desktop VS Code where its `code` is on PATH, else as a tour of the terminal, which makes an
// experiment, trains it on bundled data on the best engine and writes a report. --editor: in a VS Code in the browser; --terminal: the tour in any case.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { hasDesktop, openDesktop } from './editor/desktop.mjs'
import { packedExtension } from './editor/packed.mjs'
import { sampleWorkspace } from './editor/sample.mjs'
import { repository, run } from './setUp/processes.mjs'

const direction = '01-hierarchical-attention/image'
const cli = join(repository, 'dist/cli.js')

if (process.argv.includes('--editor')) {
  await (await import('./editor/start.mjs')).startEditor(direction)
} else if (!process.argv.includes('--terminal') && !process.env['CI'] && hasDesktop()) {
  await openDesktop(await packedExtension(), await sampleWorkspace(direction))
  console.log('\nGradlab is in your VS Code now: open model.ts there and press Train above defineExperiment.')
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
