// Makes dist/, each part only where its inputs changed.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { assemblies, buildAssemblies } from './building/assembly.mjs'
import { buildBundles, programs } from './building/bundles.mjs'
import { whenChanged } from './building/changes.mjs'
import { copyDawn, dawnFiles } from './building/dawn.mjs'
import { repository, run } from './setUp/processes.mjs'

const require = createRequire(import.meta.url)
await whenChanged('wasm', { inputs: ['sidecar/engine/wasm/assembly', 'scripts/building/assembly.mjs'], outputs: assemblies }, buildAssemblies)
await whenChanged('dawn', { inputs: [], outputs: dawnFiles.map((name) => `dist/dawn/${name}`) }, copyDawn)
await whenChanged('data', { inputs: ['scripts/buildData.mjs', 'scripts/data'], outputs: ['dist/data'] }, () => script('buildData.mjs'))
await whenChanged('types', { inputs: ['scripts/buildTypes.mjs', 'sdk', 'protocol'], outputs: ['dist/types'] }, () => script('buildTypes.mjs'))

await whenChanged('bundles', { inputs: ['protocol', 'sdk', 'sidecar', 'extension', 'webviews', 'scripts/building'], outputs: programs }, buildBundles)

/** @param {string} name */
async function script(name) {
  const code = await run(process.execPath, ['--import', `file://${require.resolve('tsx')}`, join(repository, 'scripts', name)])
  if (code !== 0) throw new Error(`scripts/${name} ended with ${code}`)
}
