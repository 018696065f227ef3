import { join } from 'node:path'
import { asGradlabError } from '../../protocol'
import { catalogue, type CatalogueEntry } from '../data/catalogue'
import { dataPlaces, findSet, type DataPlaces } from '../data/open'
import { bytesOf } from '../data/size'
import type { DataSet } from './services'

/** The catalogue as `gradlab data` shows it: what each set is, and whether it is on this machine. */
export function listDataSets(environment: NodeJS.ProcessEnv = process.env): DataSet[] {
  const places = dataPlaces(environment)
  return catalogue.map((entry) => {
    const { id, title, licence, publisher, source, layout } = entry
    const found = folderOf(entry, places)
    return {
      id,
      title,
      license: licence,
      publisher,
      bytes: bytesOf(entry),
      source,
      folder: found ?? join(places.external ?? places.cache, id),
      isHere: found !== undefined,
      layout,
    }
  })
}

function folderOf(entry: CatalogueEntry, places: DataPlaces): string | undefined {
  try {
    return findSet(entry, places)
  } catch (thrown) {
    if (absences.includes(asGradlabError(thrown).code)) return undefined
    throw thrown
  }
}

/** What `findSet` says of a set that is not there. */
const absences: readonly string[] = ['data/missing', 'data/not-built', 'data/folder-only']
