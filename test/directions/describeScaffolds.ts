import type { Dataset } from '../../sdk'
import type { AnyExperiment } from '../../sdk/experiment'
import { setTestHost } from '../../sdk/testing'
import { directionsFolder } from '../../sidecar/places'
import { peersIn } from './peers'
import { findScaffolds, isNamed, loadExperiment, readContract, type Contract, type ScaffoldFolder } from './scaffolds'
import { openTestDataset } from './setUp'

export interface ScaffoldUnderTest {
  readonly scaffold: ScaffoldFolder
  readonly experiment: AnyExperiment
  readonly contract: Contract
  readonly openDataset: (id?: string) => Promise<Dataset>
}

/** The scaffolds that `directions:check` was told to look at; all where it was not. */
export function scaffoldsUnderTest(): ScaffoldFolder[] {
  const names = (process.env['GRADLAB_CHECKED_DIRECTIONS'] ?? '').split(',').filter(Boolean)
  const found = findScaffolds(directionsFolder)
  return names.length === 0 ? found : found.filter((scaffold) => isNamed(scaffold, names))
}

/** A suite a scaffold, with its data set and peers; one that does not load is one failed test, and the others go on. */
export function describeScaffolds(define: (scaffold: ScaffoldUnderTest) => void): void {
  for (const scaffold of scaffoldsUnderTest()) {
    describe(`${scaffold.direction}/${scaffold.scaffold}`, () => {
      let loaded: ScaffoldUnderTest
      try {
        loaded = { scaffold, experiment: loadExperiment(scaffold), contract: readContract(scaffold), openDataset: (id) => openTestDataset(scaffold, id) }
      } catch (thrown) {
        it('loads', () => {
          throw thrown
        })
        return
      }
      before(() => setTestHost({ dataset: loaded.openDataset, peers: peersIn(scaffold.folder) }))
      define(loaded)
    })
  }
}
