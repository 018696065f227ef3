import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { GradlabError } from '../../protocol'
import { asDiskError } from '../store/files'

/** Where an export goes; what is there already is kept unless `force` says otherwise. */
export interface Place {
  readonly out: string
  readonly force: boolean
}

/** Takes bytes or text, in order. */
export type Write = (chunk: Uint8Array | string) => void

/** A folder that is new or empty. @throws GradlabError folder/is-file, usage/out-exists, folder/read-only */
export function openFolder({ out, force }: Place): string {
  if (existsSync(out)) {
    if (!statSync(out).isDirectory()) throw new GradlabError('folder/is-file', { folder: out })
    if (!force && readdirSync(out).length > 0) throw new GradlabError('usage/out-exists', { path: out })
  } else makeFolder(out)
  return out
}

/** Files that are not there yet, in a folder that is made where it is missing. @throws GradlabError usage/out-exists, folder/read-only */
export function openFiles(files: readonly string[], force: boolean): void {
  for (const file of files) {
    if (!existsSync(file)) continue
    if (!force || statSync(file).isDirectory()) throw new GradlabError('usage/out-exists', { path: file })
  }
  for (const folder of new Set(files.map(dirname))) makeFolder(folder)
}

/** Writes a file piece by piece, and puts it in its place only when it is whole. @returns its path @throws GradlabError disk/write, folder/read-only */
export function writeStream(path: string, fill: (write: Write) => void): string {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    const file = openSync(temporary, 'w')
    try {
      const sink = bufferedSink(file)
      fill(sink.write)
      sink.flush()
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw asOutputError(cause, path)
  }
  return path
}

/** A line takes some bytes, a call to the system some microseconds: so a megabyte at a time. */
function bufferedSink(file: number): { write: Write; flush(): void } {
  let held: Uint8Array[] = []
  let heldBytes = 0
  const flush = (): void => {
    const bytes = Buffer.concat(held)
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
    held = []
    heldBytes = 0
  }
  return {
    write(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      held.push(bytes)
      heldBytes += bytes.length
      if (heldBytes >= flushBytes) flush()
    },
    flush,
  }
}

const flushBytes = 1 << 20

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    throw asOutputError(cause, join(folder, 'x'))
  }
}

/** A full disk here is not the run's: there is nothing to resume. */
function asOutputError(cause: unknown, path: string): GradlabError {
  const error = asDiskError(cause, path)
  return error.code === 'disk/full' ? new GradlabError('disk/write', { path, problem: (cause as Error).message }, { cause }) : error
}
