import { createHash } from 'node:crypto'
import type { RunManifest } from '../../protocol'
import { experimentOf } from '../store/layout'
import { listRuns } from '../store/runs'
import { recall, sizeClassOf, type Choice } from './choose'
import { machineName } from './machine'
import { memoryFile, readMemory, type RememberedModel } from './memory'

/** What a run under `auto` is to train on, as far as it is remembered. Every variant of a source goes by one measurement, so that they compare. */
export function recallEngine(run: string, manifest: Asked): { choice?: Choice; isDamaged: boolean } {
  if (manifest.engineAsked !== 'auto') return { isDamaged: false }
  const { entries, isDamaged } = readMemory(memoryFile())
  const choice = recall(entries, { machine: machineName(), ...nameModel(manifest) }, () => expectedSize(run, manifest))
  return { ...(choice && { choice }), isDamaged }
}

type Asked = Pick<RunManifest, 'engineAsked' | 'sourceHash' | 'direction' | 'scaffold' | 'data' | 'set'>

export function nameModel({
  sourceHash,
  direction,
  scaffold,
  data,
  set,
}: Pick<RunManifest, 'sourceHash' | 'direction' | 'scaffold' | 'data' | 'set'>): Pick<RememberedModel, 'key' | 'scaffold' | 'data'> {
  const parts = JSON.stringify([sourceHash, data, Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1))])
  return { key: createHash('sha256').update(parts).digest('hex'), scaffold: `${direction}/${scaffold}`, data }
}

/** As the newest run of the experiment had it that was given the same hyper-parameters, as far as they decide a size. */
function expectedSize(run: string, { set }: Asked): Pick<RememberedModel, 'sizeClass' | 'batchSize'> | undefined {
  const { runs } = listRuns(experimentOf(run))
  const like = runs.map(({ manifest }) => manifest).filter((manifest) => manifest.parameters !== undefined && hasSameSize(manifest, set))
  const newest = like.sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt)).at(-1)
  return newest && { sizeClass: sizeClassOf(newest.parameters!), batchSize: Number(set['batchSize'] ?? newest.hyper?.['batchSize']) }
}

/** What may change while a run trains cannot decide its shapes, and neither does how long it trains. */
function hasSameSize({ set: before, fields = {} }: RunManifest, set: Readonly<Record<string, string>>): boolean {
  const different = [...new Set([...Object.keys(before), ...Object.keys(set)])].filter((name) => before[name] !== set[name])
  return different.every((name) => {
    const field = fields[name]
    return ['batchSize', 'steps', 'evaluateEvery'].includes(name) || (field?.kind === 'range' && field.live)
  })
}
