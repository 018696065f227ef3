// The door to every script that starts, tests or measures: it sets the machine up, then hands over. It runs on any Node ≥ 18,
// before anything is installed, so it and setUp/ import nothing but Node itself.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { installDebianPackages } from './setUp/debian.mjs'
import { installPackages } from './setUp/packages.mjs'
import { pinnedNode } from './setUp/pinnedNode.mjs'
import { hand, repository } from './setUp/processes.mjs'
import { stop, Stop } from './setUp/stop.mjs'

const FOR_PAGES = ['chromium', 'fonts-noto-cjk']
const FOR_CODE_SERVER = ['g++', 'make', 'python3']

const none = () => []

/**
 * What may follow `node scripts/bootstrap.mjs`: the script, and the system packages that the arguments after it need. Without a
 * script the set-up, which builds, is all.
 * @type {Record<string, { script?: string, debian: (typed: readonly string[]) => readonly string[] }>}
 */
const commands = {
  start: { script: 'start.mjs', debian: (typed) => (typed.includes('--editor') ? FOR_CODE_SERVER : []) },
  build: { debian: none },
  watch: { script: 'watch.mjs', debian: none },
  test: { script: 'test.mjs', debian: forLayers },
  electron: { script: 'editor/electron.mjs', debian: none },
  package: { script: 'package.mjs', debian: none },
  parity: { script: '../test/parity/main.ts', debian: none },
  'bench:engines': { script: '../bench/engines.ts', debian: none }, // which needs what follows from its options, so it installs that itself
  'directions:check': { script: 'directionsCheck.mjs', debian: () => FOR_PAGES }, // Chromium brings the Vulkan that computes on the processor
  'directions:bench': { script: '../bench/directions.ts', debian: none },
  'bench:start': { script: '../bench/start.ts', debian: () => [...FOR_PAGES, ...FOR_CODE_SERVER] },
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (thrown) {
  if (!(thrown instanceof Stop)) throw thrown
  console.error(thrown.message)
  process.exitCode = 1
}

/** @param {readonly string[]} layers all where none is named */
function forLayers(layers) {
  const asks = (/** @type {string[]} */ ...names) => layers.length === 0 || names.some((name) => layers.includes(name))
  return [...(asks('webgpu', 'pages', 'host', 'journeys') ? FOR_PAGES : []), ...(asks('host', 'journeys') ? FOR_CODE_SERVER : [])]
}

/** @param {string[]} typed */
async function main([name = '', ...rest]) {
  const started = Date.now()
  const command = commands[name]
  if (!command) stop(`node scripts/bootstrap.mjs takes one of: ${Object.keys(commands).join(', ')}.`)
  const version = Number(process.versions.node.split('.')[0])
  if (version < 18) stop(`Gradlab needs Node 18 or newer to set itself up; this is ${process.version}. Get one from nodejs.org.`)
  if (version < 24) return hand(await pinnedNode(), [join(repository, 'scripts/bootstrap.mjs'), name, ...rest])

  await installPackages()
  await installDebianPackages(command.debian(rest))
  if ((await script('build.mjs')) !== 0) stop('The build failed; its messages are above.')
  console.log(`Set-up took ${((Date.now() - started) / 1000).toFixed(0)} s.`)
  return command.script ? script(command.script, rest) : 0
}

/**
 * Runs one of scripts/, which may import the project's TypeScript: tsx, installed by now, reads it.
 * @param {string} name
 * @param {readonly string[]} typed
 */
function script(name, typed = []) {
  const tsx = pathToFileURL(createRequire(join(repository, 'package.json')).resolve('tsx'))
  return hand(process.execPath, ['--import', tsx.href, join(repository, 'scripts', name), ...typed])
}
