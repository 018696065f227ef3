import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { GradlabError } from '../../protocol'
import { catalogue, entryOf } from '../data/catalogue'
import { directionsFolder, distFolder, productFolder } from '../places'
import { findScaffold, type FoundScaffold } from './directions'
import { experimentFile, isDataId, type ExperimentFile } from './experiment'
import { withoutRegionMarks } from './regions'
import { userFolderFiles } from './userFolder'

export interface NewExperiment {
  readonly direction: string
  readonly scaffold?: string
  readonly folder: string
  readonly data?: string // an id of the catalogue, or a path
  readonly pytorch?: boolean // with the same model in PyTorch
}

/**
 * Copies a scaffold into a folder that is new or empty. All or nothing: the files are put together beside their place and moved
 * there last.
 * @returns the absolute folder, and its files relative to it
 * @throws GradlabError direction/…, folder/…, data/path, data/unknown, disk/write
 */
export async function newExperiment(
  request: NewExperiment,
  places = { directions: directionsFolder, types: join(distFolder, 'types') },
): Promise<{ folder: string; files: string[] }> {
  const found = await findScaffold(request.scaffold === undefined ? request.direction : `${request.direction}/${request.scaffold}`, places.directions)
  const folder = resolve(request.folder)
  const isThere = await checkTarget(folder)
  const files = new Map([...(await scaffoldFiles(found.folder)), ...(request.pytorch ? await twinFiles(found) : []), ...(await userFolderFiles(places.types))])
  files.set(experimentFile, json(await describe(found, request.data, folder)))
  try {
    await writeAll(folder, isThere, files)
  } catch (thrown) {
    throw asFolderError(thrown, folder)
  }
  return { folder, files: [...files.keys()].sort() }
}

/** @returns whether the folder is there already */
async function checkTarget(folder: string): Promise<boolean> {
  try {
    if ((await readdir(folder)).length > 0) throw new GradlabError('folder/not-empty', { folder })
    return true
  } catch (thrown) {
    switch ((thrown as NodeJS.ErrnoException).code) {
      case 'ENOENT':
        return false
      case 'ENOTDIR':
        throw new GradlabError('folder/is-file', { folder })
      default:
        throw asFolderError(thrown, folder)
    }
  }
}

/** model.ts, data.ts and its other modules, clean of marks, and the READMEs. Tests, goldens and references stay behind. */
async function scaffoldFiles(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  const wanted = paths.filter(
    (path) => !/^(golden|reference)[\\/]/.test(path) && (/^README(\.zh-cn)?\.md$/.test(path) || (path.endsWith('.ts') && !path.endsWith('.test.ts'))),
  )
  return Promise.all(
    wanted.map(async (path): Promise<[string, string]> => {
      const text = await readFile(join(folder, path), 'utf8')
      return [path, path.endsWith('.ts') ? withoutRegionMarks(text) : text]
    }),
  )
}

async function twinFiles({ folder, direction, scaffold }: FoundScaffold): Promise<[string, string][]> {
  const path = join('reference', 'model.py')
  const text = await readFile(join(folder, path), 'utf8').catch((cause: unknown) => {
    throw new GradlabError('direction/no-twin', { direction: direction.id, scaffold: scaffold.id }, { cause })
  })
  return [[path, text]]
}

async function describe({ direction, scaffold }: FoundScaffold, data: string | undefined, folder: string): Promise<ExperimentFile> {
  const { version } = JSON.parse(await readFile(join(productFolder, 'package.json'), 'utf8')) as { version: string }
  return {
    format: 1,
    direction: direction.id,
    scaffold: scaffold.id,
    data: data === undefined ? scaffold.data : await storedData(data, folder),
    gradlab: version,
  }
}

/** Data that lie beside the experiment or below are named relatively, so that both can be moved together. */
async function storedData(data: string, folder: string): Promise<string> {
  if (entryOf(data)) return data
  const path = resolve(data)
  if (!(await stat(path).catch(() => undefined)))
    throw isDataId(data)
      ? new GradlabError('data/unknown', { id: data, known: catalogue.map(({ id }) => id).join(', ') })
      : new GradlabError('data/path', { path })
  const within = relative(dirname(folder), path)
  const isBeside = !isAbsolute(within) && within !== '..' && !within.startsWith(`..${sep}`)
  return isBeside ? relative(folder, path).split(sep).join('/') : path
}

async function writeAll(folder: string, isThere: boolean, files: ReadonlyMap<string, string>): Promise<void> {
  const suffix = `.gradlab-${randomBytes(4).toString('hex')}`
  const staged = isThere ? join(folder, suffix) : join(dirname(folder), `.${basename(folder)}${suffix}`)
  const made: string[] = []
  try {
    if (!isThere) await makeFolders(dirname(folder), made)
    for (const path of files.keys()) await makeFolders(dirname(join(staged, path)), made)
    await Promise.all([...files].map(([path, text]) => writeFile(join(staged, path), text)))
    if (!isThere) return await rename(staged, folder)
    for (const name of await readdir(staged)) {
      await rename(join(staged, name), join(folder, name))
      made.push(join(folder, name))
    }
    await rm(staged, { recursive: true })
  } catch (thrown) {
    await Promise.all(made.map((path) => rm(path, { recursive: true, force: true })))
    throw thrown
  }
}

/** Step by step: `mkdir` with `recursive` never ends where a file system answers ENOENT below a folder that exists, as procfs does. */
async function makeFolders(folder: string, made: string[]): Promise<void> {
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return
  if (dirname(folder) !== folder) await makeFolders(dirname(folder), made)
  await mkdir(folder)
  made.push(folder)
}

function asFolderError(thrown: unknown, folder: string): unknown {
  if (thrown instanceof GradlabError || !(thrown instanceof Error)) return thrown
  switch ((thrown as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new GradlabError('folder/read-only', { folder }, { cause: thrown })
    case 'ENOTDIR':
    case 'EEXIST':
      return new GradlabError('folder/is-file', { folder: (thrown as NodeJS.ErrnoException).path ?? folder }, { cause: thrown })
    default:
      return new GradlabError('disk/write', { path: folder, problem: thrown.message }, { cause: thrown })
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
