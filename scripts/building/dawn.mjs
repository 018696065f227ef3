import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { repository } from '../setUp/processes.mjs'

const packageFolder = dirname(createRequire(import.meta.url).resolve('webgpu'))
const platform = join(packageFolder, 'dist', `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`)

/** Dawn for this platform alone, with the licences of what it is made of; the package brings five platforms in 130 MB. */
export const dawnFiles = existsSync(platform) ? [...readdirSync(platform), 'LICENSE.md'] : []

/** A native module cannot be bundled: the engine loads it from dist/dawn. */
export async function copyDawn() {
  const folder = join(repository, 'dist/dawn')
  mkdirSync(folder, { recursive: true })
  for (const name of dawnFiles) copyFileSync(join(name === 'LICENSE.md' ? packageFolder : platform, name), join(folder, name))
}
