// Packs the extension for this platform into gradlab-<platform>.vsix and says what its size is made of.
import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { partsOf, readZipEntries } from './packing/zipEntries.mjs'
import { repository, run } from './setUp/processes.mjs'

const target = `${process.platform}-${process.arch}`
const out = `gradlab-${target}.vsix`
const vsce = join(dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce')

// package.json names no repository, of which vsce would ask and to which it would rewrite the links of the README.
const code = await run(process.execPath, [vsce, 'package', '--target', target, '--out', out, '--allow-missing-repository', '--no-rewrite-relative-links'])
if (code === 0) {
  for (const { part, bytes, packed, files } of partsOf(readZipEntries(join(repository, out)))) {
    console.log(`${megabytes(packed)} packed  ${megabytes(bytes)} unpacked  ${String(files).padStart(4)} files  ${part}`)
  }
  console.log(`${megabytes(statSync(join(repository, out)).size)} ${out}`)
}
process.exitCode = code

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(2).padStart(7)} MB`
}
