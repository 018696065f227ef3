import { bundledSets } from './sets/bundled'
import { clipSets } from './sets/clips'
import type { CatalogueEntry } from './sets/entry'
import { imageSets } from './sets/images'
import { ratingSets } from './sets/ratings'
import { tableSets } from './sets/tables'
import { textSets } from './sets/texts'

export type { CatalogueEntry } from './sets/entry'

/** Every data set that Gradlab knows by name, the bundled ones first. */
export const catalogue: readonly CatalogueEntry[] = [...bundledSets, ...imageSets, ...textSets, ...tableSets, ...clipSets, ...ratingSets]

export function entryOf(id: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.id === id)
}
