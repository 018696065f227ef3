// Writes snippets/gradlab.code-snippets from the marked regions of the directions' sources.
// With --check it writes nothing and fails where the file is stale.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repository } from './setUp/processes.mjs'
import { renderSnippets } from './snippets/render'

const folder = join(repository, 'directions')
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /^\d\d-[^/]+\/.+\.ts$/.test(path) && !path.endsWith('.test.ts'))
  .sort()
const file = join(repository, 'snippets', 'gradlab.code-snippets')
const wanted = renderSnippets(paths.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') })))

if (wanted !== present()) {
  if (process.argv.includes('--check')) {
    console.error('Stale: snippets/gradlab.code-snippets. Run `npm run snippets:generate`.')
    process.exitCode = 1
  } else {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, wanted)
    console.log('Wrote snippets/gradlab.code-snippets.')
  }
}

/** @returns {string | undefined} */
function present() {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
