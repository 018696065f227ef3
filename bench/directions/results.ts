import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { LANGUAGES, type ComparisonEvent, type EngineFingerprint, type Translated } from '../../protocol'
import { Stop } from '../../scripts/setUp/stop.mjs'
import { comparisonsSchema } from '../../sidecar/daemon/results'
import { writeWhole } from '../../sidecar/store/files'
import { formatted } from './formatted'

/** An entry of docs/results/NN.json: what the command line says of a comparison, and what it was made of, by and on. */
export interface Measured extends ComparisonEvent {
  readonly scaffold: string
  readonly dataset: string
  readonly steps: number
  readonly set: Readonly<Record<string, string>>
  readonly commit: string // `-dirty` where what was measured differs from it
  readonly command: string
  readonly trainingSeconds: number // of all its runs, trials of learning rates included
  readonly machine: {
    readonly cores: number
    readonly processor: string
    /** How many programs wanted a core, on average over the ends of its runs: above the cores, seconds say little. */
    readonly load?: number
    readonly fingerprint?: EngineFingerprint
  }
  /** Variants that the innovation is held against besides the baseline. */
  readonly against?: readonly string[]
  readonly note?: Translated
}

export const resultsFile = (folder: string, direction: string): string => join(folder, `${direction.slice(0, 2)}.json`)

/** @throws Stop where the file is not what `writeResults` writes */
export function readResults(file: string): Measured[] {
  if (!existsSync(file)) return []
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
    for (const schema of [comparisonsSchema, tablesSchema]) v.assert(schema as v.GenericSchema, parsed) // what it gives back has another order
    return parsed as Measured[]
  } catch (cause) {
    throw new Stop(`${file} is not a list of comparisons: ${(cause as Error).message}. Delete it and measure again.`)
  }
}

export async function writeResults(file: string, measured: readonly Measured[]): Promise<void> {
  mkdirSync(dirname(file), { recursive: true })
  writeWhole(file, await formatted(JSON.stringify(measured, undefined, 2), file))
}

const text = v.pipe(v.string(), v.nonEmpty())
const numberOrNone = v.nullable(v.number())
/** What a table needs beyond what the gallery reads. */
const tablesSchema = v.array(
  v.looseObject({
    event: v.literal('comparison'),
    scaffold: text,
    seeds: v.array(v.number()),
    engine: text,
    variants: v.record(text, v.looseObject({ values: v.array(numberOrNone), mean: numberOrNone, parameters: numberOrNone, seconds: numberOrNone })),
    differences: v.record(text, v.looseObject({ mean: numberOrNone, verdict: text, doubts: v.array(text) })),
    atEqualSeconds: v.record(text, v.nullable(v.looseObject({ metric: text }))),
    set: v.record(text, v.string()),
    commit: text,
    command: text,
    trainingSeconds: v.number(),
    machine: v.looseObject({ cores: v.number(), processor: v.string() }),
    against: v.optional(v.array(text)),
    note: v.optional(v.strictObject(v.entriesFromList(LANGUAGES, text))),
  }),
)
