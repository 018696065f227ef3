import * as esbuild from 'esbuild'
import { copyFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bundleOptions } from '../../scripts/building/bundles.mjs'
import { productFolder } from '../../sidecar/places'
import { programs, referenceFile } from './places'

/** Bundles the bench's processes as those of a run are bundled. */
export async function buildPrograms(): Promise<void> {
  mkdirSync(programs, { recursive: true })
  for (const [entry, name] of [
    ['engineMain', 'engine'],
    ['tfjsWasmMain', 'tfjsWasm'],
  ] as const) {
    await esbuild.build(bundleOptions({ entry: `bench/engines/${entry}.ts`, out: `dist/bench/${name}.js`, without: [] }))
  }
  copyFileSync(join(productFolder, 'bench', 'engines', 'reference.py'), referenceFile)
}

/** The bench itself in one file, for a machine without sources: what needs them stays out of it. */
export async function buildMain(outfile: string): Promise<void> {
  const options = bundleOptions({ entry: 'bench/engines.ts', out: outfile, without: [] })
  const external = [...(options.external ?? []), './engines/build', './engines/archive', './engines/python']
  await esbuild.build({ ...options, outfile, external, sourcemap: false })
}

/** Where tfjs' own backend has its binaries, for `--engine tfjs-wasm`. */
export const tfjsWasmFolder = (): string => `${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`
