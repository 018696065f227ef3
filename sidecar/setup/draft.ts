import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startTimeOf } from '../store/processes'

/** A folder to install into, beside the place of what is installed: on one file system, so that a rename is the last step. */
export interface Draft {
  readonly folder: string
  /** Drafts of other installations that are under way. */
  readonly others: readonly string[]
  remove(): Promise<void>
}

/** Makes a draft in `folder`, and removes what a process that was killed, or lost its power, could not remove itself. @throws what the file system throws */
export async function openDraft(folder: string): Promise<Draft> {
  await mkdir(folder, { recursive: true })
  const others: string[] = []
  for (const name of await readdir(folder)) {
    const pid = new RegExp(`^\\${prefix}(\\d+)-`).exec(name)?.[1]
    if (pid === undefined) continue
    if (startTimeOf(Number(pid)) === undefined) await rm(join(folder, name), { recursive: true, force: true })
    else others.push(join(folder, name))
  }
  const draft = await mkdtemp(join(folder, `${prefix}${process.pid}-`))
  // A virus scanner on Windows may still hold what has just been written.
  return { folder: draft, others, remove: () => rm(draft, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) }
}

const prefix = '.installing-'
