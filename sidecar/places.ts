import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder of the product: the checkout, or where the .vsix was unpacked. Both hold `dist/` (bundles, bundled data, wasm,
 * types) and `directions/`. Found from this file, so nothing depends on the working directory.
 */
export const productFolder: string = findProductFolder(__dirname)

export const distFolder = join(productFolder, 'dist')
export const directionsFolder = join(productFolder, 'directions')
/** NN.json of each direction that was measured; a product of which none was has no such folder. */
export const resultsFolder = join(productFolder, 'docs', 'results')

function findProductFolder(from: string): string {
  const manifest = join(from, 'package.json')
  if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'gradlab') return from
  const above = dirname(from)
  if (above === from) throw new Error(`no package.json of gradlab above ${__dirname}`)
  return findProductFolder(above)
}
