import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What the files of a folder take, as far as it can be read: files come and go while something is installed. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const facts = await lstat(path).catch(() => undefined)
    if (facts) bytes += facts.isDirectory() ? await folderBytes(path) : facts.size
  }
  return bytes
}
