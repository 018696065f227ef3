import { execFile } from 'node:child_process'
import { mkdir, open, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { GradlabError, type NodePlan } from '../../protocol'
import { downloadPinned } from './download'
import { openDraft, type Draft } from './draft'
import { placeOf, type NodePin } from './pin'
import { unpackNode } from './unpack'

/** What would be installed, asking nobody but this machine: a person has not agreed to anything yet. */
export async function planNode(pin: NodePin, folder: string, registry: string): Promise<NodePlan> {
  const path = placeOf(pin, folder)
  const isInstalled = (await problemWith(path, pin)) === undefined
  return { version: `v${pin.version}`, downloadBytes: pin.downloadBytes, registry, path, isInstalled }
}

export interface InstallOptions {
  readonly folder: string
  readonly registry: string // with a slash at its end
  readonly signal: AbortSignal
  readonly onProgress: (receivedBytes: number, totalBytes: number) => void
}

/**
 * Brings the pinned Node into its place in `folder`. Called on a person's consent only. All is done in a folder of its own beside
 * the place, which is removed however it ends, so two that install at once cannot meet until the last step: a rename.
 * @returns the path of the executable
 * @throws GradlabError node/…, disk/write; the signal's reason
 */
export async function installNode(pin: NodePin, { folder, registry, signal, onProgress }: InstallOptions): Promise<string> {
  const path = placeOf(pin, folder)
  if ((await problemWith(path, pin)) === undefined) return path
  let draft: Draft | undefined
  try {
    draft = await openDraft(folder)
    const tarball = await downloadPinned(pin, { registry, signal, onBytes: (bytes) => onProgress(bytes, pin.downloadBytes) })
    const fresh = join(draft.folder, basename(path))
    await unpackNode(tarball, fresh, signal)
    const problem = await problemWith(fresh, pin)
    if (problem !== undefined) throw new GradlabError('node/broken', { version: pin.version, problem })
    signal.throwIfAborted()
    await putInPlace(fresh, path, pin)
    return path
  } catch (thrown) {
    if (thrown instanceof GradlabError || signal.aborted) throw thrown
    throw diskError(thrown, folder, pin)
  } finally {
    await draft?.remove()
  }
}

/** On the disk before it has its name. Windows does not replace a program that runs: then another process was first, and its Node is as good. */
async function putInPlace(fresh: string, path: string, pin: NodePin): Promise<void> {
  const handle = await open(fresh, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  await mkdir(dirname(path), { recursive: true })
  try {
    await rename(fresh, path)
  } catch (thrown) {
    if ((await problemWith(path, pin)) !== undefined) throw thrown
  }
}

/** Why a path is not a Node of the pinned version that runs here; undefined where it is. */
function problemWith(path: string, { version }: NodePin): Promise<string | undefined> {
  const { NODE_OPTIONS: _dropped, ...environment } = process.env
  return new Promise((resolve) => {
    execFile(path, ['--version'], { env: environment, timeout: probeTimeoutMs, windowsHide: true }, (error, stdout) => {
      const said = stdout.trim()
      resolve(error ? error.message : said === `v${version}` ? undefined : `--version: ${said}`)
    })
  })
}

const probeTimeoutMs = 30_000 // the first start of a fresh program is the time a virus scanner takes

function diskError(thrown: unknown, folder: string, { downloadBytes }: NodePin): GradlabError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new GradlabError('node/disk-full', { folder, size: `${(downloadBytes / 1e6).toFixed(1)} MB` }, { cause: thrown })
  return new GradlabError('disk/write', { path: folder, problem: thrown instanceof Error ? thrown.message : String(thrown) }, { cause: thrown })
}
