import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { GradlabError } from '../../protocol'
import type { NodePin } from './pin'

export interface DownloadOptions {
  readonly registry: string // with a slash at its end
  readonly signal: AbortSignal
  readonly onBytes: (receivedBytes: number) => void
}

/**
 * The pinned package as the registry packed it, with the hash of the pin: what the registry says of itself is no proof. Held in
 * memory, so that nothing unproven meets the disk.
 * @throws GradlabError node/download, node/integrity; the signal's reason
 */
export async function downloadPinned(pin: NodePin, { registry, signal, onBytes }: DownloadOptions): Promise<Uint8Array> {
  const address = `${registry}${pin.name}/${pin.version}`
  const { tarball, integrity } = await receive(address, signal, async (response) => v.parse(metadata, await response.json()).dist)
  if (integrity !== undefined && !integrity.split(/\s+/).includes(pin.integrity)) throw wrong(tarball, pin, integrity)
  const bytes = await receive(tarball, signal, (response) => bodyOf(response, pin, onBytes))
  const got = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  if (got !== pin.integrity) throw wrong(tarball, pin, got)
  return bytes
}

const metadata = v.object({ dist: v.object({ tarball: v.pipe(v.string(), v.url()), integrity: v.optional(v.string()) }) })

async function receive<Result>(url: string, signal: AbortSignal, read: (response: Response) => Promise<Result>): Promise<Result> {
  try {
    // Packed once more on the way, the bytes would not be those of the file.
    const response = await fetch(url, { headers: { 'accept-encoding': 'identity' }, signal })
    if (response.ok) return await read(response)
    await response.body?.cancel()
    throw new Error(`HTTP ${response.status} ${response.statusText}`.trim())
  } catch (thrown) {
    signal.throwIfAborted()
    throw new GradlabError('node/download', { url, problem: reasonOf(thrown) }, { cause: thrown })
  }
}

async function bodyOf(response: Response, { downloadBytes }: NodePin, onBytes: (receivedBytes: number) => void): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(downloadBytes)
  const reader = response.body?.getReader()
  let received = 0
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    if (received + read.value.length > downloadBytes) {
      await reader?.cancel()
      throw new Error(`> ${downloadBytes} bytes`)
    }
    bytes.set(read.value, received)
    received += read.value.length
    onBytes(received)
  }
  if (received < downloadBytes) throw new Error(`${received} / ${downloadBytes} bytes`)
  return bytes
}

function wrong(url: string, { integrity: expected }: NodePin, got: string): GradlabError {
  return new GradlabError('node/integrity', { url, expected, got })
}

/** fetch says "fetch failed" or "terminated"; why is in the cause. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
  return cause instanceof Error && cause.message !== '' ? cause.message : String(thrown)
}
