import { globSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as esbuild from 'esbuild'
import { repository } from '../setUp/processes.mjs'
import { noticesOf, packageOf } from './notices.mjs'

/**
 * @typedef {object} Bundle
 * @property {string} entry
 * @property {string} out
 * @property {readonly string[]} without packages whose absence is an invariant (docs/ARCHITECTURE.md): a bundle that holds one fails
 * @property {boolean} [isForBrowser]
 */

/** @type {readonly Bundle[]} */
const bundles = [
  { entry: 'sidecar/cli/main.ts', out: 'dist/cli.js', without: ['@tensorflow', 'vscode'] },
  { entry: 'sidecar/daemon/main.ts', out: 'dist/daemon.js', without: ['@tensorflow', 'vscode'] },
  { entry: 'sidecar/daemon/projectionMain.ts', out: 'dist/projection.js', without: ['@tensorflow', 'vscode', 'esbuild'] },
  { entry: 'sidecar/setup/main.ts', out: 'dist/setup.js', without: ['@tensorflow', 'vscode', 'esbuild'] },
  { entry: 'sidecar/run/main.ts', out: 'dist/run.js', without: ['vscode'] },
  { entry: 'sidecar/run/peerMain.ts', out: 'dist/peer.js', without: ['vscode'] },
  { entry: 'sidecar/engine/wasm/threadMain.ts', out: 'dist/engine-thread.js', without: ['@tensorflow', 'vscode', 'esbuild'] },
  { entry: 'sidecar/report/page/main.ts', out: 'dist/report-page.js', without: ['@tensorflow', 'vscode', 'esbuild'], isForBrowser: true },
  { entry: 'extension/main.ts', out: 'dist/extension.js', without: ['@tensorflow', 'esbuild'] },
  ...panels().map((panel) => ({
    entry: `webviews/${panel}/main.ts`,
    out: `dist/webviews/${panel}.js`,
    without: ['@tensorflow', 'vscode', 'esbuild'],
    isForBrowser: true,
  })),
]

/** Every folder of webviews/ that has a main.ts is a panel; its style becomes a file beside its script. */
function panels() {
  return globSync('webviews/*/main.ts', { cwd: repository })
    .map((path) => basename(dirname(path)))
    .sort()
}

/** What the build must leave behind. */
export const programs = bundles.map(({ out }) => out)

export async function buildBundles() {
  /** @type {Set<string>} */
  const inputs = new Set()
  for (const bundle of bundles) {
    const { metafile } = await esbuild.build({ ...bundleOptions(bundle), metafile: true })
    checkPackages(bundle, metafile)
    for (const input of Object.keys(metafile.inputs)) inputs.add(input)
    console.log(`  ${bundle.out} ${(statSync(join(repository, bundle.out)).size / 1e6).toFixed(2)} MB`)
  }
  mkdirSync(join(repository, 'dist'), { recursive: true })
  writeFileSync(join(repository, 'dist/third-party-notices.txt'), noticesOf([...inputs]))
}

export async function watchBundles() {
  const contexts = await Promise.all(bundles.map((bundle) => esbuild.context({ ...bundleOptions(bundle), logLevel: 'info' })))
  await Promise.all(contexts.map((context) => context.watch()))
}

/**
 * @param {Bundle} bundle
 * @returns {esbuild.BuildOptions}
 */
export function bundleOptions({ entry, out, isForBrowser = false }) {
  return {
    absWorkingDir: repository,
    entryPoints: [entry],
    outfile: out,
    bundle: true,
    ...(isForBrowser ? { platform: 'browser', format: 'iife', target: 'es2022' } : { platform: 'node', format: 'cjs', target: 'node18' }),
    // One flavor for all of tfjs: its packages' `main` files require each other, and a second flavor would be a second tfjs-core.
    mainFields: ['main', 'module'],
    // tfjs's packages name the files of the other flavor as those with side effects, so esbuild would drop a backend that is
    // imported for its registration only.
    ignoreAnnotations: true,
    alias: { gradlab: './sdk/index.ts', 'gradlab/testing': './sdk/testing/index.ts' },
    external: ['vscode', 'esbuild'],
    minifySyntax: true,
    minifyWhitespace: true,
    // A report is one file that is kept and sent, and a panel may load nothing else: their scripts name no map that would be missed.
    sourcemap: !isForBrowser,
    logLevel: 'warning',
  }
}

/**
 * @param {Bundle} bundle
 * @param {esbuild.Metafile} metafile
 */
function checkPackages({ out, without }, metafile) {
  const inputs = Object.keys(metafile.inputs)
  const outside = Object.values(metafile.outputs).flatMap((output) => output.imports.filter((one) => one.external).map((one) => one.path))
  const found = [...inputs.map(packageOf), ...outside].find((name) => name && without.some((banned) => name === banned || name.startsWith(`${banned}/`)))
  if (found) throw new Error(`${out} must not hold ${found} (docs/ARCHITECTURE.md, invariants)`)
  const cores = inputs.filter((path) => /@tensorflow\/tfjs-core\/dist\/(tf-core.*|index)\.js$/.test(path))
  if (cores.length > 1) throw new Error(`${out} holds more than one tfjs-core: ${cores.join(', ')}`)
}
