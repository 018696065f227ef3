import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { GradlabError } from '../../protocol'

/**
 * Replaces a file whole or not at all: a temporary file beside it (a rename across devices would not be atomic), flushed, renamed,
 * and the folder flushed. After a crash the old file or the new one is there, and perhaps a `.tmp` that `sweepTemporary` removes.
 * @throws GradlabError disk/full, disk/write
 */
export function writeWhole(path: string, content: Uint8Array | string, mode = 0o644): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(3).toString('hex')}.tmp`)
  try {
    const file = openSync(temporary, 'w', mode)
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
    flushFolder(dirname(path))
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw asDiskError(cause, path)
  }
}

/** What the file system refused, as an error with a next step. */
export function asDiskError(cause: unknown, path: string): GradlabError {
  if (cause instanceof GradlabError) return cause
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return new GradlabError('disk/full', { path, run: runNameIn(path) }, { cause })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new GradlabError('folder/read-only', { folder: dirname(path) }, { cause })
  return new GradlabError('disk/write', { path, problem: message }, { cause })
}

const runNameIn = (path: string): string => /runs[\\/]([^\\/]+)/.exec(path)?.[1] ?? '<run>'

/** Windows cannot open a folder for flushing; its rename is durable enough without. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
