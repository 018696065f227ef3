import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../setUp/processes.mjs'

/**
 * The package that a file of node_modules belongs to.
 * @param {string} path
 */
export function packageOf(path) {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
}

/**
 * The licence texts of all packages among a bundle's inputs, as their licences ask of a copy.
 * @param {readonly string[]} inputs
 */
export function noticesOf(inputs) {
  const folders = new Set(inputs.flatMap((path) => /(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []))
  return [...folders].sort().map(noticeOf).join('\n\n')
}

/** @param {string} folder */
function noticeOf(folder) {
  const path = join(repository, folder)
  const manifest = /** @type {{ name: string, version: string, license?: string }} */ (JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')))
  const file = readdirSync(path).find((name) => /^(licen[cs]e|copying)/i.test(name))
  const text = file ? readFileSync(join(path, file), 'utf8').trim() : `Licence: ${manifest.license}`
  const notice = existsSync(join(path, 'NOTICE')) ? `\n\n${readFileSync(join(path, 'NOTICE'), 'utf8').trim()}` : ''
  return `=== ${manifest.name} ${manifest.version} ===\n${text}${notice}`
}
