import { join } from 'node:path'
import { asGradlabError, GradlabError } from '../../protocol'
import { catalogue, entryOf, type CatalogueEntry } from '../data/catalogue'
import { downloadSet } from '../data/download'
import { dataPlaces, findSet, type DataPlaces } from '../data/open'
import { openOwn } from '../data/own'
import { bytesOf } from '../data/size'
import type { DataSet, OwnData } from './services'

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
      folder: found ?? join(source === 'download' ? places.cache : (places.external ?? places.cache), id),
      isHere: found !== undefined,
      layout,
    }
  })
}

/** Reads a file or folder as a run would. @throws GradlabError data/… */
export async function describeOwnData(path: string, environment: NodeJS.ProcessEnv = process.env): Promise<OwnData> {
  const { table, found } = await openOwn(path, dataPlaces(environment).cache)
  const { train, validation, test } = table.splits
  return {
    path,
    found,
    columns: Object.fromEntries(
      Object.entries(table.columns).map(([name, column]) => [
        name,
        { dtype: column.dtype, shape: column.shape, ...(column.dtype === 'int32' && column.labels && { labels: column.labels }) },
      ]),
    ),
    splits: { train: train.length, validation: validation.length, test: test.length },
  }
}

/** @throws GradlabError data/… */
export async function downloadDataSet(id: string, onProgress: (done: number, total: number) => void): Promise<void> {
  const entry = entryOf(id)
  if (!entry) throw new GradlabError('data/unknown', { id, known: catalogue.map((each) => each.id).join(', ') })
  await downloadSet(entry, dataPlaces(process.env), { onProgress })
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
