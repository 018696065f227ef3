import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { asGradlabError, GradlabError, hasEnded, type RunManifest } from '../../protocol'
import { asDiskError } from './files'
import { manifestFile, runsOf, sourceFolder } from './layout'
import { readLock } from './lock'
import { parseManifest, writeManifest } from './manifest'

export interface StoredRun {
  readonly folder: string
  readonly manifest: RunManifest
}

/** The runs of an experiment, oldest first. A run.json that cannot be read does not hide the others. */
export function listRuns(experiment: string): { runs: StoredRun[]; broken: { folder: string; error: GradlabError }[] } {
  const runs: StoredRun[] = []
  const broken: { folder: string; error: GradlabError }[] = []
  for (const name of existsSync(runsOf(experiment)) ? readdirSync(runsOf(experiment)).sort() : []) {
    const folder = join(runsOf(experiment), name)
    try {
      runs.push({ folder, manifest: readManifest(folder) })
    } catch (error) {
      broken.push({ folder, error: asGradlabError(error) })
    }
  }
  return { runs, broken }
}

/** run.json, its status corrected where it says that the run trains but no process does. */
export function readManifest(run: string): RunManifest {
  const manifest = parseManifest(run)
  if (!hasEnded(manifest.status) && !readLock(run)) manifest.status = 'interrupted'
  return manifest
}

/** A run folder's path, or the name of a run of an experiment in this folder or right below it. @throws GradlabError run/unknown */
export function findRun(nameOrPath: string, fromFolder: string): string {
  const asPath = resolve(fromFolder, nameOrPath)
  if ((isAbsolute(nameOrPath) || nameOrPath.includes(sep) || nameOrPath.includes('/')) && existsSync(manifestFile(asPath))) return asPath
  const found = experimentsAround(fromFolder)
    .map((experiment) => join(runsOf(experiment), nameOrPath))
    .find((folder) => existsSync(manifestFile(folder)))
  if (found) return found
  if (existsSync(manifestFile(asPath))) return asPath
  throw new GradlabError('run/unknown', { run: nameOrPath })
}

/** Makes the folder of a new run, its source and its manifest. @throws GradlabError disk/…, folder/read-only */
export function createRun(
  experiment: string,
  about: Omit<RunManifest, 'name' | 'format' | 'experiment' | 'createdAt' | 'status' | 'step' | 'seconds' | 'liveChanges'>,
  source: Readonly<Record<string, string>>,
): StoredRun {
  const now = new Date()
  const name = `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${about.variant}-s${about.seed}-${randomBytes(2).toString('hex')}`
  const folder = join(runsOf(experiment), name)
  const manifest: RunManifest = {
    format: 1,
    name,
    experiment: basename(experiment),
    createdAt: now.toISOString(),
    status: 'starting',
    step: 0,
    seconds: 0,
    liveChanges: false,
    ...about,
  }
  try {
    mkdirSync(folder, { recursive: true })
    for (const [file, text] of Object.entries(source)) {
      const path = join(sourceFolder(folder), file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
  } catch (cause) {
    throw asDiskError(cause, folder)
  }
  writeManifest(folder, manifest)
  return { folder, manifest }
}

/** Experiments here, above (when called from inside one) and one level below. */
function experimentsAround(folder: string): string[] {
  const here = resolve(folder)
  const below = existsSync(here) ? readdirSync(here, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [join(here, entry.name)] : [])) : []
  const above: string[] = []
  for (let at = here; dirname(at) !== at; at = dirname(at)) above.push(at)
  return [...above, ...below].filter((candidate) => existsSync(runsOf(candidate)))
}
