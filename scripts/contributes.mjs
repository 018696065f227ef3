// Writes package.json's `contributes`, `capabilities` and `activationEvents`, the package.nls files and the l10n bundle from extension/contributes and extension/texts.ts.
// With --check it writes nothing and fails where one is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generated, textFiles } from '../extension/contributes/manifest'
import { repository } from './setUp/processes.mjs'

const folder = join(repository, 'snippets')
const snippets = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.code-snippets'))
      .sort()
  : []
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
const wanted = { 'package.json': { ...manifest, ...generated(snippets.map((name) => `./snippets/${name}`)) }, ...textFiles() }

const stale = Object.entries(wanted).filter(([path, content]) => {
  const file = join(repository, path)
  return !existsSync(file) || readFileSync(file, 'utf8') !== print(content)
})
if (!process.argv.includes('--check')) {
  for (const [path, content] of stale) {
    mkdirSync(dirname(join(repository, path)), { recursive: true })
    writeFileSync(join(repository, path), print(content))
    console.log(`Wrote ${path}.`)
  }
} else if (stale.length > 0) {
  console.error(`Stale: ${stale.map(([path]) => path).join(', ')}. Run \`npm run contributes:generate\`.`)
  process.exitCode = 1
}

/** @param {object} content */
function print(content) {
  return `${JSON.stringify(content, null, 2)}\n`
}
