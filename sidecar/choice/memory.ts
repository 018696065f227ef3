import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { ENGINES, type EngineVerdict } from '../../protocol'
import { cacheFolder } from '../data/open'
import { writeWhole } from '../store/files'
import { storedError } from '../store/manifest'

/** What was measured of one model on one machine. */
export interface Remembered {
  readonly machine: string
  readonly model: RememberedModel
  readonly measuredAt: string // ISO 8601, UTC
  /** Of every engine that was worth a try, whatever came of it. */
  readonly verdicts: readonly EngineVerdict[]
  /** Of every usable engine, tried or not: when this changes, the model is measured again. */
  readonly usable: readonly string[]
}
export interface RememberedModel {
  readonly key: string // of source, data and --set: the very same model, in any variant
  readonly scaffold: string // direction/scaffold
  readonly data: string
  readonly sizeClass: number
  readonly batchSize: number
}

/** The file of this user on this machine. */
export function memoryFile(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  return join(dirname(cacheFolder(environment, platform)), 'engines.json')
}

/** Newest first. A file that cannot be understood counts as none: what it held is measured again. */
export function readMemory(file: string): { readonly entries: readonly Remembered[]; readonly isDamaged: boolean } {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return { entries: [], isDamaged: false } // nothing was measured yet
  }
  try {
    return { entries: v.parse(schema, JSON.parse(text)).entries as Remembered[], isDamaged: false }
  } catch {
    return { entries: [], isDamaged: true }
  }
}

/** Replaces what was known of the model on this machine. @throws GradlabError disk/…, folder/read-only */
export function remember(file: string, entry: Remembered): void {
  const others = readMemory(file).entries.filter(({ machine, model }) => machine !== entry.machine || model.key !== entry.model.key)
  mkdirSync(dirname(file), { recursive: true })
  writeWhole(file, `${JSON.stringify({ format: 1, entries: [entry, ...others].slice(0, mostEntries) }, null, 2)}\n`)
}

/** Of an edited source only the newest few matter; a file of this many is read in a millisecond or two. */
const mostEntries = 200

const engine = v.picklist(ENGINES)
const natural = v.pipe(v.number(), v.integer(), v.minValue(0))
const fingerprint = v.object({
  engine,
  simd: v.picklist(['none', 'plain', 'relaxed']),
  threads: natural,
  adapter: v.string(),
  tfjs: v.string(),
  node: v.string(),
  platform: v.string(),
})
const verdict = v.variant('state', [
  v.object({
    state: v.literal('measured'),
    engine,
    fingerprint,
    stepMs: v.pipe(v.number(), v.minValue(0)),
    steps: natural,
    parameters: natural,
    batchSize: v.number(),
  }),
  v.object({ state: v.literal('failed'), engine, error: storedError }),
  v.object({ state: v.literal('alone'), engine }),
  v.object({ state: v.literal('skipped'), engine, reason: v.literal('peers') }),
])
const schema = v.object({
  format: v.literal(1),
  entries: v.array(
    v.object({
      machine: v.string(),
      model: v.object({ key: v.string(), scaffold: v.string(), data: v.string(), sizeClass: v.number(), batchSize: v.number() }),
      measuredAt: v.string(),
      verdicts: v.array(verdict),
      usable: v.array(v.string()),
    }),
  ),
})
