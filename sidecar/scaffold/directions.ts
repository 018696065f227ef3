import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { GradlabError, type Direction, type Scaffold } from '../../protocol'
import { directionsFolder } from '../places'
import { byLikeness } from './likeness'
import { readJson } from './readJson'

/**
 * The catalogue, in the order of its ids. A folder that starts with `_` is not part of it.
 * @throws GradlabError direction/broken
 */
export async function listDirections(root = directionsFolder): Promise<Direction[]> {
  const found = await readdir(root, { withFileTypes: true })
  const ids = found.filter((entry) => entry.isDirectory() && /^\d/.test(entry.name)).map(({ name }) => name)
  return Promise.all(ids.sort().map((id) => readDirection(join(root, id), id)))
}

/** @throws GradlabError direction/broken */
export async function readDirection(folder: string, id: string): Promise<Direction> {
  const file = join(folder, 'direction.json')
  const direction = await readJson(file, directionSchema, 'direction/broken')
  if (direction.id !== id)
    throw new GradlabError('direction/broken', { file, problem: { phrase: 'file/field' }, field: 'id', expected: `"${id}"`, got: `"${direction.id}"` })
  return direction
}

export interface FoundScaffold {
  readonly direction: Direction
  readonly scaffold: Scaffold
  readonly folder: string
}

/**
 * The scaffold called `NN-slug/scaffold`, or `NN-slug` where the direction has but one. What is most like the name comes first
 * in the error's list.
 * @throws GradlabError direction/unknown, direction/scaffold, direction/choose, direction/broken
 */
export async function findScaffold(name: string, root = directionsFolder): Promise<FoundScaffold> {
  const [id = '', wanted, ...rest] = name.split('/')
  const directions = await listDirections(root)
  const direction = directions.find((each) => each.id === id)
  if (!direction) {
    const known = directions.map((each) => each.id)
    throw new GradlabError('direction/unknown', { name: id, known: byLikeness(id, known).join(', ') })
  }
  const ids = direction.scaffolds.map((each) => each.id)
  if (wanted === undefined && ids.length > 1)
    throw new GradlabError('direction/choose', { direction: id, known: ids.map((each) => `${id}/${each}`).join(', ') })
  const scaffold = wanted === undefined ? direction.scaffolds[0] : direction.scaffolds.find((each) => each.id === wanted)
  if (!scaffold || rest.length > 0) {
    throw new GradlabError('direction/scaffold', { direction: id, name: [wanted, ...rest].join('/'), known: byLikeness(wanted ?? '', ids).join(', ') })
  }
  return { direction, scaffold, folder: join(root, id, scaffold.id) }
}

const name = v.pipe(v.string(), v.nonEmpty())
const translated = v.object({ en: name, 'zh-cn': name })
const scaffoldSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)),
  title: translated,
  data: name,
  otherData: v.array(name),
})
export const directionSchema: v.GenericSchema<unknown, Direction> = v.object({
  id: v.pipe(v.string(), v.regex(/^(\d\d-[a-z0-9-]+|_template)$/)),
  group: v.picklist(['architecture', 'training', 'fusion']),
  title: translated,
  idea: translated,
  papers: v.array(v.object({ title: name, id: name })),
  keywords: v.array(name),
  scaffolds: v.pipe(v.array(scaffoldSchema), v.minLength(1)),
})
