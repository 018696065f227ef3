import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repository } from '../setUp/processes.mjs'

/**
 * Does a part of the build where an output is missing or an input (a file or folder; package-lock.json always) has other bytes.
 * @param {string} name
 * @param {{ inputs: readonly string[], outputs: readonly string[] }} files
 * @param {() => Promise<void>} build
 */
export async function whenChanged(name, { inputs, outputs }, build) {
  const stamp = join(repository, '.cache/build', name)
  const hash = hashOf([...inputs, 'package-lock.json'])
  const isFresh = outputs.every((path) => existsSync(join(repository, path))) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash
  if (isFresh) return
  const started = Date.now()
  rmSync(stamp, { force: true })
  await build()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, hash)
  console.log(`Built ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
}

/** @param {readonly string[]} paths */
function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesOf))
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(repository, path)))
      .update('\0')
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
  if (!statSync(join(repository, path)).isDirectory()) return [path]
  return readdirSync(join(repository, path))
    .sort()
    .flatMap((name) => filesOf(`${path}/${name}`))
}
