import { join } from 'node:path'
import type { Column, Splits } from '../table'
import { readCells } from './csv'
import { decodedOnce, type Decoded } from './decoded'
import { filesByClass, partsOf, type ClassFile } from './folders'
import { decodePicture, pictureSize, resize, toColor, type Pixels } from './picture'
import { classColumn, cutShort, malformed, readBytes, readText, type Rows } from './rows'
import { readTar } from './tar'

/** Pictures in class folders; all get the commonest size, at most `largestSide`, and colour if one of them has it. */
export async function readImageFolder(folder: string, options: { largestSide: number; groups?: string; cache?: string | undefined }): Promise<Decoded> {
  const files = await filesByClass(folder, pictureEndings)
  const { cache, ...settings } = options
  const sources = [...files.map(({ path }) => path), ...(options.groups ? [options.groups] : [])].map((path) => join(folder, path))
  return decodedOnce(cache, folder, sources, settings, () => decodeFolder(folder, files, settings))
}

export const pictureEndings = ['.png', '.jpg', '.jpeg']

async function decodeFolder(folder: string, files: readonly ClassFile[], options: { largestSide: number; groups?: string }): Promise<Decoded> {
  const sizes: Size[] = []
  for (const { path } of files) {
    const [file, bytes] = [join(folder, path), await readBytes(join(folder, path))]
    // A head that gives no size is one that the decoder can say what is wrong with.
    sizes.push(pictureSize(bytes) ?? decodePicture(bytes, file))
  }
  const size = fit(commonest(sizes), options.largestSide)
  const pictures: Pixels[] = []
  for (const { path } of files) pictures.push(resize(decodePicture(await readBytes(join(folder, path)), join(folder, path)), size.width, size.height))
  const columns: Record<string, Column> = { image: stack(pictures) }
  if (files[0]!.label !== undefined) columns['label'] = classColumn(files.map(({ label }) => label ?? ''))
  if (options.groups)
    columns['group'] = await readGroups(
      folder,
      options.groups,
      files.map(({ path }) => path),
    )
  return { rows: { columns, ...partsOf(files) }, resized: sizes.filter(({ width, height }) => width !== size.width || height !== size.height).length }
}

/** The layout of GroceryStoreDataset: lists of `path, fine class, coarse class`, the photos in one tar. */
export interface PhotoArchive {
  readonly archive: string
  readonly lists: Readonly<Record<keyof Splits, string>>
  readonly classes: string // class_name, class_id, coarse_class_name, coarse_class_id
  readonly side: number
}

export async function readPhotoArchive(folder: string, layout: PhotoArchive, cache?: string): Promise<Rows> {
  const sources = [layout.archive, layout.classes, ...Object.values(layout.lists)].map((path) => join(folder, path))
  return (await decodedOnce(cache, folder, sources, layout, async () => ({ rows: await decodeArchive(folder, layout), resized: 0 }))).rows
}

async function decodeArchive(folder: string, { archive, lists, classes, side }: PhotoArchive): Promise<Rows> {
  const file = join(folder, archive)
  const [photos, names] = await Promise.all([readTar(file), readCells(join(folder, classes), true)])
  const fineNames = namesById(names.lines, 1, 0)
  const coarseNames = namesById(names.lines, 3, 2)
  const pictures: Pixels[] = []
  const [fine, coarse, parts]: [string[], string[], (keyof Splits)[]] = [[], [], []]
  for (const part of ['train', 'validation', 'test'] as const) {
    const list = join(folder, lists[part])
    for (const [index, line] of (await readText(list)).split(/\r?\n/).filter(Boolean).entries()) {
      const [path = '', fineId = '', coarseId = ''] = line.split(',').map((field) => field.trim())
      const [fineName, coarseName] = [fineNames.get(fineId), coarseNames.get(coarseId)]
      if (fineName === undefined || coarseName === undefined) throw malformed(`${list}:${index + 1}`, 'list', 'path, fine, coarse', line)
      const photo = photos.get(path)
      if (!photo) throw cutShort(file, path, `${photos.size} files`)
      pictures.push(toColor(resize(decodePicture(photo, path), side, side)))
      fine.push(fineName)
      coarse.push(coarseName)
      parts.push(part)
    }
  }
  const columns: Record<string, Column> = {
    image: stack(pictures),
    label: classColumn(fine, [...fineNames.values()]),
    coarse: classColumn(coarse, [...coarseNames.values()]),
  }
  return { columns, parts }
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** All of one size, one after another: a column `image`. */
export function stack(pictures: readonly Pixels[]): Extract<Column, { dtype: 'float32' }> {
  const colored = pictures.some(({ channels }) => channels === 3)
  const { width, height } = pictures[0]!
  const channels = colored ? 3 : 1
  const values = new Uint8Array(pictures.length * width * height * channels)
  pictures.forEach((pixels, row) => values.set((colored ? toColor(pixels) : pixels).bytes, row * width * height * channels))
  return { dtype: 'float32', shape: [height, width, channels], values, scale: 1 / 255 }
}

function commonest(sizes: readonly Size[]): Size {
  const counts = new Map<string, { count: number; size: Size }>()
  for (const size of sizes) {
    const key = `${size.width} × ${size.height}`
    counts.set(key, { count: (counts.get(key)?.count ?? 0) + 1, size })
  }
  return [...counts.values()].reduce((most, each) => (each.count > most.count ? each : most)).size
}

/** The same shape, with no side beyond `largestSide`. */
export function fit({ width, height }: Size, largestSide: number): Size {
  const factor = Math.min(1, largestSide / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) }
}

function namesById(lines: readonly (readonly string[])[], id: number, name: number): Map<string, string> {
  const sorted = lines.map((line) => [line[id] ?? '', line[name] ?? ''] as const).sort(([a], [b]) => Number(a) - Number(b))
  return new Map(sorted)
}

/** `file, label, group`: which pictures belong together, so that a split can keep them on one side. */
async function readGroups(folder: string, groups: string, paths: readonly string[]): Promise<Column> {
  const file = join(folder, groups)
  const groupOf = new Map((await readCells(file, true)).lines.map(([path = '', , group = '']) => [path, Number(group)]))
  const values = Int32Array.from(paths, (path) => {
    const group = groupOf.get(path.replaceAll('\\', '/'))
    if (group === undefined) throw malformed(file, 'CSV', path, '–')
    return group
  })
  return { dtype: 'int32', shape: [], values }
}
