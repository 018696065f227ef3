// Holds directions to all of their contract, what takes too long for every `npm test` too: npm run directions:check -- [NN | NN/scaffold …]. The last line is
// "N passed, N failed, N skipped".
import { globSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { repository } from './setUp/processes.mjs'
import { add, countLine } from './testing/counts.mjs'
import { mocha } from './testing/mocha.mjs'
import { softwareVulkan } from './testing/vulkan.mjs'

/**
 * @typedef {{ direction: string, scaffold: string }} Scaffold
 * @type {{ findScaffolds: (root: string) => Scaffold[], isNamed: (scaffold: Scaffold, names: readonly string[]) => boolean }}
 */
const { findScaffolds, isNamed } = createRequire(import.meta.url)('../test/directions/scaffolds.ts')

const names = process.argv.slice(2)
const scaffolds = findScaffolds(join(repository, 'directions'))
const unknown = names.filter((name) => !scaffolds.some((scaffold) => isNamed(scaffold, [name])))
if (unknown.length > 0) {
  console.error(`There is no direction ${unknown.join(', ')}. There are: ${scaffolds.map(({ direction, scaffold }) => `${direction}/${scaffold}`).join(', ')}.`)
  process.exit(2)
}

const env = { GRADLAB_CHECKED_DIRECTIONS: names.join(',') }
const onProcessor = globSync(['test/directions/{contract,gradients,models,twins}.test.ts', 'test/directions/*.check.ts'], { cwd: repository }).sort()
const onWebgpu = globSync('test/directions/*.webgpu.test.ts', { cwd: repository }).sort()
const started = Date.now()
console.log('\n=== wasm and cpu ===')
let total = await mocha(onProcessor, { jobs: Math.min(availableParallelism(), 4), env })
console.log('\n=== webgpu ===')
const vulkan = softwareVulkan()
total = add(total, vulkan ? await mocha(onWebgpu, { env: { ...env, ...vulkan } }) : { passed: 0, failed: 1, skipped: 0 })
console.log(`\nThe checks took ${((Date.now() - started) / 1000).toFixed(0)} s.`)
console.log(countLine(total))
process.exitCode = total.failed > 0 ? 1 : 0
