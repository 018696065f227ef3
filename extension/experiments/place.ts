import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** The experiment folder that a file belongs to; a run's stored source belongs to none. The real path, as the daemon names it. */
export function experimentOfFile(file: string): string | undefined {
  if (file.split(sep).includes('.gradlab')) return undefined
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.gradlab', 'experiment.json'))) return realpathSync(folder)
    if (folder === dirname(folder)) return undefined
  }
}

/** The experiment folder of a run folder: <experiment>/.gradlab/runs/<name>. */
export const experimentOfRun = (run: string): string => dirname(dirname(dirname(run)))

export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!way.startsWith('..') && !way.includes(':'))
}
