import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { productFolder } from '../../sidecar/places'

/** The commit that is measured; `-dirty` where a file that could change a figure differs from it. Texts and results cannot. */
export async function measuredCommit(folder = productFolder): Promise<string> {
  const git = async (...typed: string[]): Promise<string> => (await promisify(execFile)('git', typed, { cwd: folder })).stdout.trim()
  try {
    const changed = await git('status', '--porcelain', '--', '.', ':(exclude)docs', ':(exclude,glob)**/*.md')
    return `${await git('rev-parse', 'HEAD')}${changed === '' ? '' : '-dirty'}`
  } catch {
    return 'unknown' // an unpacked archive has no history
  }
}
