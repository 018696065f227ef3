import { setTestHost } from '../../sdk/testing'
import { directionsFolder } from '../../sidecar/places'
import { conditionsOf } from './contract'
import { goldenVariants, writeGolden } from './golden'
import { observe } from './observe'
import { peersIn } from './peers'
import { findScaffolds, loadExperiment, readContract } from './scaffolds'
import { openTestDataset, startTestEngine } from './setUp'

/** Writes the golden curves of the scaffolds whose path below directions/ begins so, or of all. */
export async function updateGoldens(prefix: string): Promise<void> {
  const engine = 'wasm'
  await startTestEngine(engine)
  for (const scaffold of findScaffolds(directionsFolder)) {
    const name = `${scaffold.direction}/${scaffold.scaffold}`
    if (!name.startsWith(prefix)) continue
    const [experiment, contract, dataset] = [loadExperiment(scaffold), readContract(scaffold), await openTestDataset(scaffold)]
    setTestHost({ dataset: () => Promise.resolve(dataset), peers: peersIn(scaffold.folder) })
    for (const variant of goldenVariants) {
      const seen = await observe(experiment, conditionsOf(contract, dataset, variant))
      writeGolden(scaffold, variant, engine, dataset.id, seen)
      console.log(`${name}/golden/${variant}.json: loss ${seen.losses[0]} → ${seen.losses.at(-1)}`)
    }
  }
}
