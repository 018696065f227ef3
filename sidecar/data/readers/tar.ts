import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { GradlabError } from '../../../protocol'
import { cutShort, hasCode, malformed, problemOf } from './rows'

/** The files of a .tar.gz by their paths. Nothing is unpacked to the disk, so a path in it can lead nowhere. */
export async function readTar(file: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  const archive = extract()
  const collect = async (): Promise<void> => {
    for await (const entry of archive) files.set(entry.header.name.replace(/^\.\//, ''), await buffer(entry))
  }
  try {
    await Promise.all([pipeline(createReadStream(file), createGunzip(), archive), collect()])
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) throw new GradlabError('data/path', { path: file }, { cause })
    if (hasCode(cause, 'Z_BUF_ERROR') || /unexpected end/i.test(problemOf(cause))) throw cutShort(file, 'the end of the archive', `${files.size} files`, cause)
    throw malformed(file, 'tar.gz', 'tar.gz', problemOf(cause), cause)
  }
  return files
}
