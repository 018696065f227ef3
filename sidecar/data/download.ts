import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { GradlabError } from '../../protocol'
import { hasCode, problemOf } from './readers/rows'
import type { DataPlaces } from './open'
import type { CatalogueEntry, DataFile } from './sets/entry'
import { bytesOf, sizeOf } from './size'

export interface DownloadOptions {
  /** Bytes of the whole set, what was there already included. */
  readonly onProgress?: (receivedBytes: number, totalBytes: number) => void
  readonly signal?: AbortSignal
}

/**
 * A set's files into the cache. Called on a person's consent only. What has arrived of a file is kept beside it as `.part`, and the
 * next call asks for the rest; a file gets its name once its hash is right and its bytes are on the disk.
 * @throws GradlabError data/download, data/checksum, data/disk-full, data/folder-only; the signal's reason
 */
export async function downloadSet(entry: CatalogueEntry, places: DataPlaces, options: DownloadOptions = {}): Promise<void> {
  const folder = join(places.cache, entry.id)
  if (entry.source === 'folder-only') {
    throw new GradlabError('data/folder-only', {
      id: entry.id,
      file: join(folder, entry.files[0]!.path),
      url: entry.publisher.url,
      layout: `${entry.id}/ (${entry.layout})`,
    })
  }
  const totalBytes = bytesOf(entry)
  let doneBytes = 0
  for (const { path, download } of entry.files) {
    if (!download) continue
    const file = join(folder, path)
    await downloadFile({ id: entry.id, size: sizeOf(entry), file, ...download }, options.signal, (bytes) => options.onProgress?.(doneBytes + bytes, totalBytes))
    doneBytes += download.bytes
    options.onProgress?.(doneBytes, totalBytes)
  }
}

type Wanted = Required<DataFile>['download'] & { readonly id: string; readonly size: string; readonly file: string }

const FRUITLESS_ATTEMPTS = 3 // in a row; a connection that is cut now and then still brings the file
const WAIT_MS = 200

async function downloadFile(wanted: Wanted, signal: AbortSignal | undefined, onBytes: (bytes: number) => void): Promise<void> {
  if ((await sizeOnDisk(wanted.file)) === wanted.bytes && (await hashOf(wanted.file)).digest('hex') === wanted.sha256) return
  const part = `${wanted.file}.part`
  try {
    await mkdir(dirname(part), { recursive: true })
    for (let fruitless = 0; (await sizeOnDisk(part)) !== wanted.bytes;) {
      const before = await sizeOnDisk(part)
      const problem = await receive(wanted, part, signal, onBytes)
      signal?.throwIfAborted()
      const after = await sizeOnDisk(part)
      fruitless = after > before ? 0 : fruitless + 1
      if (fruitless === FRUITLESS_ATTEMPTS) throw downloadError(wanted, problem ?? `${after} / ${wanted.bytes} bytes`)
      if (fruitless > 0) await setTimeout(WAIT_MS * fruitless, undefined, signal ? { signal } : {})
    }
    const got = (await hashOf(part)).digest('hex')
    if (got !== wanted.sha256) {
      await rm(part)
      throw new GradlabError('data/checksum', { file: wanted.file, expected: wanted.sha256, got, id: wanted.id })
    }
    await putInPlace(part, wanted.file)
  } catch (thrown) {
    if (thrown instanceof GradlabError) throw thrown
    signal?.throwIfAborted()
    if (hasCode(thrown, 'ENOSPC') || hasCode(thrown, 'EDQUOT'))
      throw new GradlabError('data/disk-full', { folder: dirname(wanted.file), id: wanted.id, size: wanted.size }, { cause: thrown })
    throw new GradlabError('disk/write', { path: part, problem: problemOf(thrown) }, { cause: thrown })
  }
}

/** Appends what the server sends; returns what cut it off. A server that does not know ranges sends all: then from the start. */
async function receive(wanted: Wanted, part: string, signal: AbortSignal | undefined, onBytes: (bytes: number) => void): Promise<string | undefined> {
  let have = await sizeOnDisk(part)
  if (have > wanted.bytes) {
    await rm(part)
    have = 0
  }
  let response: Response
  try {
    // Compressed on the way, a range would count other bytes than those of the file.
    response = await fetch(wanted.url, { headers: { 'accept-encoding': 'identity', ...(have > 0 && { range: `bytes=${have}-` }) }, ...(signal && { signal }) })
  } catch (thrown) {
    return reasonOf(thrown)
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    if (response.status === 416) await rm(part, { force: true })
    throw downloadError(wanted, `HTTP ${response.status} ${response.statusText}`.trim())
  }
  const isRest = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${have}-`)
  if (response.status === 206 && !isRest) {
    await response.body.cancel()
    await rm(part, { force: true })
    throw downloadError(wanted, `Content-Range: ${response.headers.get('content-range')}`)
  }
  const handle = await open(part, isRest ? 'a' : 'w')
  try {
    return await append(handle, response.body, isRest ? have : 0, wanted, onBytes)
  } finally {
    await handle.close()
  }
}

async function append(
  handle: FileHandle,
  body: ReadableStream<Uint8Array>,
  from: number,
  wanted: Wanted,
  onBytes: (bytes: number) => void,
): Promise<string | undefined> {
  const reader = body.getReader()
  let bytes = from
  for (;;) {
    let chunk: Uint8Array | undefined
    try {
      chunk = (await reader.read()).value
    } catch (thrown) {
      return reasonOf(thrown)
    }
    if (!chunk) return undefined
    bytes += chunk.length
    if (bytes > wanted.bytes) {
      await reader.cancel()
      await handle.truncate(0) // another file than the published one: nothing of it is worth keeping
      throw downloadError(wanted, `> ${wanted.bytes} bytes`)
    }
    await handle.writeFile(chunk)
    onBytes(bytes)
  }
}

/** On the disk before it has its name: a file of the right name is always whole. */
async function putInPlace(part: string, file: string): Promise<void> {
  const handle = await open(part, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(part, file)
}

async function sizeOnDisk(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return 0
    throw cause
  }
}

async function hashOf(file: string): Promise<Hash> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array)
  return hash
}

function downloadError({ url, file }: Wanted, problem: string): GradlabError {
  return new GradlabError('data/download', { url, problem, folder: dirname(file) })
}

/** fetch says "fetch failed" or "terminated"; why is in the cause. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
  return problemOf(cause) || problemOf(thrown)
}
