import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LANGUAGES, type Direction, type GalleryEntry, type Translated } from '../../protocol'
import { directionsFolder, resultsFolder } from '../places'
import { listDirections } from '../scaffold/directions'
import { readComparisons, resultSentence } from './results'

/**
 * What the gallery shows of each direction: its picture, and what was measured if it was. A direction without a picture is shown without one.
 * @throws GradlabError direction/broken, direction/result
 */
export async function listGallery(directions = directionsFolder, results = resultsFolder): Promise<GalleryEntry[]> {
  return Promise.all((await listDirections(directions)).map((direction) => galleryEntry(direction, directions, results)))
}

async function galleryEntry(direction: Direction, directions: string, results: string): Promise<GalleryEntry> {
  const [picture, result] = await Promise.all([readPicture(join(directions, direction.id, 'picture.svg')), readResult(direction, results)])
  return { direction, picture, ...(result && { result }) }
}

async function readPicture(file: string): Promise<string> {
  return existsSync(file) ? readFile(file, 'utf8') : ''
}

async function readResult(direction: Direction, results: string): Promise<Translated | null> {
  const file = join(results, `${direction.id.slice(0, 2)}.json`)
  if (!existsSync(file)) return null
  const comparisons = await readComparisons(file)
  if (comparisons.length === 0) return null
  const [en, chinese] = LANGUAGES.map((language) => comparisons.map((comparison) => resultSentence(comparison, language)).join('\n'))
  return { en: en!, 'zh-cn': chinese! }
}
