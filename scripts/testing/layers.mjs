import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { runHostLayer, runJourneys } from '../editor/layers.mjs'
import { repository } from '../setUp/processes.mjs'
import { none } from './counts.mjs'
import { lint } from './lint.mjs'
import { mocha } from './mocha.mjs'
import { softwareVulkan } from './vulkan.mjs'

const folders = ['protocol', 'sdk', 'sidecar', 'extension', 'webviews', 'scripts', 'bench']
const spanning = ['test/*.test.ts', 'test/!(directions|parity)/**/*.test.ts']
const slow = ['**/*.process.test.ts', '**/*.page.test.ts', '**/*.host.test.ts', '**/*.webgpu.test.ts']

/**
 * The test layers in the order they run, quickest answer first.
 * @type {Record<string, () => Promise<import('./counts.mjs').Counts>>}
 */
export const layers = {
  unit: () => mocha(files([...inFolders('test.ts'), ...spanning], slow)),
  lint,
  parity: () => mocha(files(['test/parity/*.test.ts'], slow)),
  process: () => mocha(files([...inFolders('process.test.ts'), 'test/**/*.process.test.ts'])),
  async webgpu() {
    const env = softwareVulkan()
    return env ? mocha(files([...inFolders('webgpu.test.ts'), 'test/**/*.webgpu.test.ts']), { env }) : { ...none, failed: 1 }
  },
  pages: () => mocha(files([...inFolders('page.test.ts'), 'test/**/*.page.test.ts'])),
  host: runHostLayer,
  journeys: () => runJourneys(files(['test/journeys/**/*.journey.ts'])),
  // One process a file at most and no more than cores: each trains on an engine that may use threads.
  directions: () => mocha(files(['test/directions/**/*.test.ts'], slow), { jobs: Math.min(availableParallelism(), 4) }),
}

/** @param {string} ending */
function inFolders(ending) {
  return folders.map((folder) => `${folder}/**/*.${ending}`)
}

/**
 * @param {string[]} patterns
 * @param {string[]} exclude
 */
function files(patterns, exclude = []) {
  return globSync(patterns, { cwd: repository, exclude }).sort()
}
