import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { GradlabError } from '../../protocol'
import { executableName } from './pin'

/**
 * Writes the Node of an npm package to `target`, which is the only path that is ever written: no name in the archive becomes one.
 * An archive with a name that leads out of its folder is refused all the same, for it is not what it says it is.
 * @throws GradlabError node/archive; what the file system throws; the signal's reason
 */
export async function unpackNode(tarball: Uint8Array, target: string, signal: AbortSignal): Promise<void> {
  const archive = extract()
  const feeding = pipeline(Readable.from([tarball]), createGunzip(), archive, { signal })
  feeding.catch(() => undefined) // awaited below; a reader that fails first says more
  let count = 0
  try {
    for await (const entry of archive) {
      const { name, type } = entry.header
      if (leadsOut(name)) throw refused(`"${name}" leads out of it`)
      if (name.split('/').slice(1).join('/') !== `bin/${executableName}`) {
        entry.resume()
        continue
      }
      if (type !== 'file' || ++count > 1) throw refused(`"${name}" is not one file`)
      await pipeline(entry, createWriteStream(target, { mode: 0o755 }), { signal })
    }
    await feeding
  } catch (thrown) {
    signal.throwIfAborted()
    if (thrown instanceof GradlabError || isOfFileSystem(thrown)) throw thrown
    throw refused(thrown instanceof Error ? thrown.message : String(thrown), thrown)
  }
  if (count === 0) throw refused(`it has no bin/${executableName}`)
}

const leadsOut = (name: string): boolean => /^[/\\]|^[a-z]:/i.test(name) || name.split(/[/\\]/).includes('..')

const isOfFileSystem = (thrown: unknown): boolean => thrown instanceof Error && 'syscall' in thrown

function refused(problem: string, cause?: unknown): GradlabError {
  return new GradlabError('node/archive', { problem }, { cause })
}
