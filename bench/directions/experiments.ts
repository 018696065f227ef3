import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { directionsFolder, distFolder, productFolder } from '../../sidecar/places'
import { newExperiment } from '../../sidecar/scaffold/newExperiment'
import type { Planned } from './plan'

export interface Places {
  readonly directions: string
  readonly dist: string
  /** The experiments that are measured, with their runs. Git ignores it; to delete it is to measure anew. */
  readonly cache: string
}
export const thisCheckout: Places = { directions: directionsFolder, dist: distFolder, cache: join(productFolder, '.cache', 'directions') }

/**
 * The scaffold as it is now, as an experiment on its data; the runs of an earlier call are still there. What trains is part of the place, so that no run of
 * another engine or another harness counts.
 * @returns its folder, whose last name is the scaffold's
 */
export async function prepareExperiment({ direction, scaffold, data }: Planned, places: Places = thisCheckout): Promise<string> {
  const place = join(places.cache, await hashOfTrainer(places.dist), direction, data)
  const [folder, fresh] = [join(place, scaffold), join(place, `${scaffold}.new`)]
  await rm(fresh, { recursive: true, force: true })
  await newExperiment({ direction, scaffold, folder: fresh, data }, { directions: places.directions, types: join(places.dist, 'types') })
  for (const [within, kept] of [
    ['', ['.gradlab']],
    ['.gradlab', ['runs', 'comparisons']],
  ] as const) {
    await mkdir(join(folder, within), { recursive: true })
    for (const name of await readdir(join(folder, within))) {
      if (!(kept as readonly string[]).includes(name)) await rm(join(folder, within, name), { recursive: true })
    }
  }
  await cp(fresh, folder, { recursive: true })
  await rm(fresh, { recursive: true })
  return folder
}

/** Of all programs that compute a run. */
async function hashOfTrainer(dist: string): Promise<string> {
  const hash = createHash('sha256')
  const binaries = (await readdir(join(dist, 'wasm'))).sort().map((name) => join('wasm', name))
  for (const name of ['run.js', 'peer.js', 'engine-thread.js', ...binaries]) hash.update(name).update(await readFile(join(dist, name)))
  return hash.digest('hex').slice(0, 12)
}
