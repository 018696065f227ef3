import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder of its own holding these files, for one test. @param name may have blanks and any letters */
export async function withFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<T>, name = 'experiment'): Promise<T> {
  const above = await mkdtemp(join(tmpdir(), 'gradlab-test-'))
  const folder = join(above, name)
  try {
    await mkdir(folder)
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    return await use(folder)
  } finally {
    await rm(above, { recursive: true, force: true })
  }
}
