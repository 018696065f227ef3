import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { GradlabError } from '../../../protocol'
import type { Splits } from '../table'
import { compareNames, hasCode, malformed, problemOf } from './rows'

/** A file relative to its folder; its class is the sub-folder it lies in, if any; its part the train/ or test/ above that. */
export interface ClassFile {
  readonly path: string
  readonly label: string | undefined
  readonly part?: keyof Splits
}

/**
 * The files with these endings, in the order of their names: those in sub-folders, which are the classes, else those of the
 * folder itself. Hidden files are what systems leave behind (.DS_Store), never data.
 */
export async function filesByClass(folder: string, endings: readonly string[]): Promise<ClassFile[]> {
  const entries = await list(folder)
  if (entries.folders.includes('train') && entries.folders.every((name) => partOf(name) !== undefined)) {
    const parts = await Promise.all(
      entries.folders.map(async (name) => ({ name, part: partOf(name)!, files: await filesByClass(join(folder, name), endings) })),
    )
    return parts.flatMap(({ name, part, files }) => files.map(({ path, label }) => ({ path: join(name, path), label, part })))
  }
  const classes: ClassFile[] = []
  for (const label of entries.folders) {
    const { files } = await list(join(folder, label))
    classes.push(...files.filter((name) => hasEnding(name, endings)).map((name) => ({ path: join(label, name), label })))
  }
  const found = classes.length > 0 ? classes : entries.files.filter((name) => hasEnding(name, endings)).map((name) => ({ path: name, label: undefined }))
  if (found.length === 0) throw malformed(folder, 'folder', endings.join(', '), '0')
  return found
}

/** The split that a folder or a file is named after. */
export function partOf(name: string): keyof Splits | undefined {
  if (/^train/i.test(name)) return 'train'
  if (/^(test|t10k)/i.test(name)) return 'test'
  return /^(val|valid|validation|dev)\b/i.test(name) ? 'validation' : undefined
}

/** For `Rows`: the part of each file, if the folder is divided. */
export function partsOf(files: readonly ClassFile[]): { parts?: (keyof Splits)[] } {
  return files[0]?.part === undefined ? {} : { parts: files.map(({ part }) => part ?? 'train') }
}

export async function list(folder: string): Promise<{ folders: string[]; files: string[] }> {
  try {
    const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
    const names = (chosen: typeof entries): string[] => chosen.map(({ name }) => name).sort(compareNames)
    return { folders: names(entries.filter((entry) => entry.isDirectory())), files: names(entries.filter((entry) => !entry.isDirectory())) }
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) throw new GradlabError('data/path', { path: folder }, { cause })
    throw new GradlabError('data/unreadable', { file: folder, problem: problemOf(cause) }, { cause })
  }
}

export function hasEnding(name: string, endings: readonly string[]): boolean {
  return endings.includes(extname(name).toLowerCase())
}
