import type { EngineName } from '../../protocol'
import { dataPlaces, openTable } from '../../sidecar/data/open'
import { startEngine } from '../../sidecar/engine/start'
import { toDataset } from '../../sidecar/run/dataset'
import type { Dataset } from '../../sdk'
import { readDirection } from './files'
import type { ScaffoldFolder } from './scaffolds'

export async function startTestEngine(engine: EngineName): Promise<void> {
  await startEngine(engine)
}

/** The bundled data set that a scaffold starts from, or another by its id; never GRADLAB_DATA's, or curves would depend on it. */
export async function openTestDataset(scaffold: ScaffoldFolder, id?: string): Promise<Dataset> {
  const { data } = readDirection(scaffold).scaffolds.find((entry) => entry.id === scaffold.scaffold)!
  return toDataset(await openTable(id ?? data, dataPlaces({})))
}
