import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createRequire } from 'node:module'
import { repository, run } from '../setUp/processes.mjs'

/** @type {Promise<string> | undefined} */
let packed

/** The path of the extension, packed as it is now: once a process. */
export async function packedExtension() {
  packed ??= pack()
  return packed
}

async function pack() {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const code = await run(process.execPath, ['--import', tsx, join(repository, 'scripts/package.mjs')])
  if (code !== 0) throw new Error(`scripts/package.mjs ended with ${code}`)
  return join(repository, `gradlab-${process.platform}-${process.arch}.vsix`)
}
