import { bundledSets } from './catalogue/bundled'
import type { CatalogueEntry } from './catalogue/entry'
import { imageSets } from './catalogue/images'
import { tableSets } from './catalogue/tables'
import { textSets } from './catalogue/texts'

export type { CatalogueEntry } from './catalogue/entry'

/** Every data set that Gradlab knows by name, the bundled ones first. */
export const catalogue: readonly CatalogueEntry[] = [...bundledSets, ...imageSets, ...textSets, ...tableSets]

export function entryOf(id: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.id === id)
}
