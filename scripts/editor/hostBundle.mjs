import { globSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as esbuild from 'esbuild'
import { repository } from '../setUp/processes.mjs'

/**
 * Bundles test/host/ into what an extension host runs: an extension with nothing in it, which a test run needs, and the file whose
 * `run` it calls. mocha stays outside; the bundle lies where the repository's is found.
 */
export async function bundleHostTests() {
  const extension = join(repository, '.cache/host')
  const tests = join(extension, 'tests.js')
  const manifest = { name: 'gradlab-host-tests', publisher: 'gradlab', version: '1.0.0', engines: { vscode: '*' }, extensionKind: ['workspace'] }
  mkdirSync(extension, { recursive: true })
  writeFileSync(join(extension, 'package.json'), JSON.stringify(manifest))
  const files = globSync('test/host/**/*.host.test.ts', { cwd: repository }).sort()
  const contents = [
    `import { runSuite } from './test/host/support/suite'`,
    `export const run = () => runSuite(() => { ${files.map((file) => `require(${JSON.stringify(`./${file}`)})`).join('; ')} })`,
  ].join('\n')
  await esbuild.build({
    absWorkingDir: repository,
    stdin: { contents, resolveDir: repository, sourcefile: 'hostTests.ts' },
    outfile: tests,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  return { extension, tests }
}
