import type { Language } from './language'

/** A text in each language Gradlab speaks. */
export type Translated = Readonly<Record<Language, string>>

export type DirectionGroup = 'architecture' | 'training' | 'fusion'

/** direction.json: what the catalogue, the gallery and the palette show. One folder under directions/ is one direction. */
export interface Direction {
  readonly id: string // the folder's name, NN-slug
  readonly group: DirectionGroup
  readonly title: Translated
  readonly idea: Translated // one or two sentences, plain words
  readonly papers: readonly { readonly title: string; readonly id: string }[] // id: arXiv number, DOI or venue
  readonly keywords: readonly string[] // for searching, both languages
  readonly scaffolds: readonly Scaffold[]
}
export interface Scaffold {
  readonly id: string // the sub-folder's name
  readonly title: Translated
  readonly data: string // the offline default, an id of the data catalogue
  readonly otherData: readonly string[] // further ids it was tried on
}
