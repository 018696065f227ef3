import { join } from 'node:path'
import type { CatalogueEntry, Reader } from './sets/entry'
import { readClipFolder } from './readers/clips'
import { readIdx } from './readers/idx'
import { readImageFolder, readPhotoArchive } from './readers/images'
import { readMovingDigits } from './readers/movingDigits'
import { readKnownCsv } from './readers/numbers'
import { readRatings } from './readers/ratings'
import { cutShort, malformed, type Rows } from './readers/rows'
import { readCharacters, readIntents, readLabelledTexts, readTextFolder } from './readers/text'
import { readWaves } from './readers/wav'
import { splitRows } from './splits'
import { createTable, rowCount, type Table } from './table'

/** A set of the catalogue from the folder that holds it, held to what the catalogue promises of it. In `cache`, decoded pictures are kept. */
export async function readSet(entry: CatalogueEntry, folder: string, cache?: string): Promise<Table> {
  const rows = await read(entry.reader, folder, cache)
  const size = rowCount(rows.columns)
  if (size < entry.rows) throw cutShort(folder, `${entry.rows} rows`, `${size} rows`)
  if (size > entry.rows) throw malformed(folder, entry.id, `${entry.rows} rows`, `${size} rows`)
  for (const [name, { shape, classes }] of Object.entries(entry.columns)) {
    const column = rows.columns[name]
    const got = column && `[${column.shape.join(', ')}]`
    if (got !== `[${shape.join(', ')}]`) throw malformed(folder, entry.id, `${name} [${shape.join(', ')}]`, got ?? '–')
    const labels = column?.dtype === 'int32' ? column.labels : undefined
    if (classes !== undefined && labels?.length !== classes) throw malformed(folder, entry.id, `${name}: ${classes} classes`, `${labels?.length ?? 0} classes`)
  }
  return createTable({
    id: entry.id,
    generated: entry.generated,
    columns: rows.columns,
    splits: splitRows(rows, size, entry.splits),
    soundRateHz: rows.soundRateHz,
  })
}

async function read(reader: Reader, folder: string, cache: string | undefined): Promise<Rows> {
  switch (reader.kind) {
    case 'idx':
      return readIdx(folder, reader.parts, reader.labels)
    case 'csv':
      return readKnownCsv(folder, reader.parts, reader.layout)
    case 'characters':
      return readCharacters(join(folder, reader.file))
    case 'labelled-texts':
      return readLabelledTexts(join(folder, reader.file))
    case 'intents':
      return readIntents(join(folder, reader.file))
    case 'text-folder':
      return readTextFolder(folder, reader.fold ? { fold: reader.fold } : {})
    case 'waves':
      return readWaves(join(folder, reader.folder), { longestSeconds: reader.longestSeconds, fromName: { pattern: reader.pattern, columns: reader.columns } })
    case 'image-folder':
      return (await readImageFolder(folder, { largestSide: reader.side, groups: reader.groups, cache })).rows
    case 'photo-archive':
      return readPhotoArchive(folder, reader, cache)
    case 'clip-folder':
      return (await readClipFolder(join(folder, reader.folder), { largestSide: reader.side, mostFrames: reader.mostFrames, isLabelled: false, cache })).rows
    case 'moving-digits':
      return readMovingDigits(folder, reader)
    case 'ratings':
      return (await readRatings(folder, reader)).rows
  }
}
