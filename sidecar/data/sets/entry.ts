import type { Translated } from '../../../protocol'
import type { CsvPart } from '../readers/csv'
import type { IdxPart } from '../readers/idx'
import type { PhotoArchive } from '../readers/images'
import type { MovingDigits } from '../readers/movingDigits'
import type { CsvLayout } from '../readers/numbers'
import type { RatingFiles } from '../readers/ratings'
import type { NameColumn } from '../readers/wav'
import type { SplitRule } from '../splits'
import type { Column } from '../table'

/** A data set that Gradlab knows: plain data, so that it can be shown, checked and read without running code of its own. */
export interface CatalogueEntry {
  readonly id: string // the folder's name under GRADLAB_DATA, in the cache and in dist/data
  readonly folder?: string // where it is another's: what is generated of a set needs no files of its own
  readonly title: Translated
  readonly description: Translated
  readonly derivation: Translated // how these bytes came of what the publisher gives out
  readonly licence: string
  readonly publisher: { readonly name: string; readonly url: string }
  readonly source: 'bundled' | 'download' | 'folder-only'
  readonly generated: boolean // made by a program: what is measured on it says nothing about a real task
  readonly files: readonly DataFile[] // all must be there; those of a `download` set have a URL, a size and a hash
  readonly layout: string // what the folder holds, for a set that is put there by hand
  readonly reader: Reader
  readonly rows: number
  readonly columns: Readonly<Record<string, ColumnInfo>>
  readonly splits: SplitRule
  readonly suits: readonly Suit[]
}

/** A file, or a folder of files, relative to the set's folder. */
export interface DataFile {
  readonly path: string
  readonly download?: { readonly url: string; readonly bytes: number; readonly sha256: string }
}

export interface ColumnInfo {
  readonly dtype: Column['dtype']
  readonly shape: readonly number[]
  readonly classes?: number // of a column of class numbers; the names come with the table
}

/** How the files of a set are read. */
export type Reader =
  | { readonly kind: 'idx'; readonly parts: readonly IdxPart[]; readonly labels: readonly string[] }
  | { readonly kind: 'csv'; readonly parts: readonly CsvPart[]; readonly layout: CsvLayout }
  | { readonly kind: 'characters'; readonly file: string }
  | { readonly kind: 'labelled-texts'; readonly file: string }
  | { readonly kind: 'intents'; readonly file: string }
  | { readonly kind: 'text-folder'; readonly fold?: RegExp }
  | { readonly kind: 'waves'; readonly folder: string; readonly longestSeconds: number; readonly pattern: RegExp; readonly columns: readonly NameColumn[] }
  | { readonly kind: 'image-folder'; readonly groups: string; readonly side: number }
  | ({ readonly kind: 'photo-archive' } & PhotoArchive)
  | { readonly kind: 'clip-folder'; readonly folder: string; readonly side: number; readonly mostFrames: number }
  | ({ readonly kind: 'moving-digits' } & MovingDigits)
  | ({ readonly kind: 'ratings' } & RatingFiles)

/** What a scaffold can do with a set, told from its columns. */
export type Suit = 'image-classes' | 'text-classes' | 'sound-classes' | 'feature-classes' | 'path-classes' | 'characters' | 'video' | 'ratings'

export function suitsOf(columns: Readonly<Record<string, ColumnInfo>>): Suit[] {
  const isLabelled = columns['label'] !== undefined
  const suits: [Suit, boolean][] = [
    ['image-classes', isLabelled && columns['image'] !== undefined],
    ['text-classes', isLabelled && columns['text'] !== undefined],
    ['sound-classes', isLabelled && columns['sound'] !== undefined],
    ['feature-classes', isLabelled && columns['features'] !== undefined],
    ['path-classes', isLabelled && columns['points'] !== undefined],
    ['characters', columns['character'] !== undefined],
    ['video', columns['video'] !== undefined],
    ['ratings', columns['user'] !== undefined && columns['item'] !== undefined && columns['rating'] !== undefined],
  ]
  return suits.filter(([, does]) => does).map(([suit]) => suit)
}

/** An entry as it is written down: what can be told from the rest is left out. */
export function entry(
  written: Omit<CatalogueEntry, 'suits' | 'layout' | 'generated'> & { readonly layout?: string; readonly generated?: true },
): CatalogueEntry {
  const layout = written.layout ?? written.files.map(({ path }) => path).join(', ')
  return { ...written, layout, generated: written.generated ?? false, suits: suitsOf(written.columns) }
}

export function classes(count: number): ColumnInfo {
  return { dtype: 'int32', shape: [], classes: count }
}

export function numbers(...shape: number[]): ColumnInfo {
  return { dtype: 'float32', shape }
}

export const wholeNumber: ColumnInfo = { dtype: 'int32', shape: [] }
export const string: ColumnInfo = { dtype: 'string', shape: [] }
export const digitNames = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']
export const unchanged = { en: 'The published files, unchanged.', 'zh-cn': '发布的原始文件，未作改动。' }
