import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { asGradlabError, type ExperimentSummary } from '../../protocol'
import { readExperiment } from '../scaffold/experiment'
import { readLock } from '../store/lock'
import { listRuns } from '../store/runs'

const deepest = 4
const skipped = new Set(['node_modules', '.git', '.gradlab', 'dist', 'out', '.venv', '__pycache__'])

/** Folders with a `.gradlab/experiment.json`, in these folders and a few levels below. An experiment holds no others. */
export async function findExperiments(folders: readonly string[]): Promise<string[]> {
  const found: string[] = []
  const look = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    if (entries.some((entry) => entry.name === '.gradlab' && entry.isDirectory()) && existsSync(join(folder, '.gradlab', 'experiment.json'))) {
      found.push(folder)
      return
    }
    if (depth === deepest) return
    for (const entry of entries)
      if (entry.isDirectory() && !skipped.has(entry.name) && !entry.name.startsWith('.')) await look(join(folder, entry.name), depth + 1)
  }
  for (const folder of folders) await look(folder, 0)
  return found.sort()
}

/** What the Experiments view shows. A broken experiment is shown as one, with what is wrong. */
export async function summarizeExperiments(folders: readonly string[]): Promise<ExperimentSummary[]> {
  return Promise.all((await findExperiments(folders)).map(summarize))
}

async function summarize(folder: string): Promise<ExperimentSummary> {
  const { runs, broken } = listRuns(folder)
  const brokenRuns = broken.map(({ folder: run, error }) => ({ folder: run, message: error.message }))
  try {
    const { direction, scaffold, data } = await readExperiment(folder)
    return { folder, name: basename(folder), direction, scaffold, data, runs, broken: brokenRuns }
  } catch (error) {
    return {
      folder,
      name: basename(folder),
      direction: '',
      scaffold: '',
      data: '',
      runs,
      broken: [{ folder, message: asGradlabError(error).message }, ...brokenRuns],
    }
  }
}

/** Whether a run of these folders has a process, whoever started it. */
export async function isTrainingIn(folders: readonly string[]): Promise<boolean> {
  return (await findExperiments(folders)).some((experiment) => listRuns(experiment).runs.some(({ folder }) => readLock(folder) !== undefined))
}
