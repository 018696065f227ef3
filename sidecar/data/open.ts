import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { GradlabError } from '../../protocol'
import { distFolder } from '../places'
import { catalogue, entryOf } from './catalogue'
import type { CatalogueEntry } from './sets/entry'
import { openOwn } from './own'
import { readSet } from './read'
import { sizeOf } from './size'
import type { Table } from './table'

/** Where data sets lie: `external`, the user's own collection, is looked at first. */
export interface DataPlaces {
  readonly bundled: string
  readonly external?: string
  readonly cache: string
}

/** A set of the catalogue by its id, else one's own by its path. @throws GradlabError data/… */
export async function openTable(idOrPath: string, places: DataPlaces): Promise<Table> {
  const entry = entryOf(idOrPath)
  if (entry) return readSet(entry, findSet(entry, places), places.cache)
  if (existsSync(idOrPath)) return (await openOwn(idOrPath, places.cache)).table
  if (/[\\/.]/.test(idOrPath)) throw new GradlabError('data/path', { path: idOrPath })
  throw new GradlabError('data/unknown', { id: idOrPath, known: catalogue.map(({ id }) => id).join(', ') })
}

/** An empty GRADLAB_DATA means unset. */
export function dataPlaces(environment: NodeJS.ProcessEnv): DataPlaces {
  const external = environment['GRADLAB_DATA']
  return { bundled: join(distFolder, 'data'), cache: cacheFolder(environment, process.platform), ...(external && { external }) }
}

/** The first folder that has all of the set's files. */
export function findSet(entry: CatalogueEntry, places: DataPlaces): string {
  const folders = [places.external, places.bundled, places.cache].filter((place) => place !== undefined).map((place) => join(place, entry.folder ?? entry.id))
  const found = folders.find((folder) => missingFile(entry, folder) === undefined)
  if (found !== undefined) return found
  const started =
    folders.find((folder) => existsSync(folder)) ??
    join(entry.source === 'bundled' ? places.bundled : (places.external ?? places.cache), entry.folder ?? entry.id)
  const context = { id: entry.id, file: join(started, missingFile(entry, started) ?? '') }
  switch (entry.source) {
    case 'bundled':
      throw new GradlabError('data/not-built', context)
    case 'download':
      throw new GradlabError('data/missing', { ...context, size: sizeOf(entry) })
    case 'folder-only':
      throw new GradlabError('data/folder-only', { ...context, url: entry.publisher.url, layout: `${entry.id}/ (${entry.layout})` })
  }
}

/** The user's cache folder as each system names it; by the XDG rules a relative path counts as unset. */
export function cacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = homedir()
  switch (platform) {
    case 'win32':
      return join(environment['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'gradlab', 'data')
    case 'darwin':
      return join(home, 'Library', 'Caches', 'gradlab', 'data')
    default: {
      const cache = environment['XDG_CACHE_HOME']
      return join(cache && isAbsolute(cache) ? cache : join(home, '.cache'), 'gradlab', 'data')
    }
  }
}

function missingFile(entry: CatalogueEntry, folder: string): string | undefined {
  return entry.files.find(({ path }) => !existsSync(join(folder, path)))?.path
}
