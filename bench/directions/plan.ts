import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { ENGINES, LANGUAGES, type Direction, type EngineName, type HyperValue, type Translated } from '../../protocol'
import { Stop } from '../../scripts/setUp/stop.mjs'
import { entryOf } from '../../sidecar/data/catalogue'
import { directionsFolder } from '../../sidecar/places'
import { listDirections } from '../../sidecar/scaffold/directions'

/** One comparison that `directions:bench` makes: of a scaffold on a data set. */
export interface Planned {
  readonly direction: string // NN-slug
  readonly scaffold: string
  readonly data: string // an id of the catalogue
  readonly seeds: number
  readonly engine: EngineName
  readonly set: Readonly<Record<string, string>>
  readonly variants?: readonly string[] // every one unless said
  readonly against?: readonly string[]
  readonly note?: Translated
}

/**
 * What the names ask for, every direction where there is none, in the order of the directions. @param names `NN`, `NN-slug`, `NN/scaffold` or `NN-slug/scaffold`
 * @throws Stop where a name is of nothing, or a bench.json is not valid
 */
export async function planComparisons(names: readonly string[], root = directionsFolder): Promise<Planned[]> {
  const planned = (await listDirections(root)).flatMap((direction) => planOf(direction, root))
  const isNamed = ({ direction, scaffold }: Planned, name: string): boolean =>
    [direction, direction.slice(0, 2)].some((id) => name === id || name === `${id}/${scaffold}`)
  const unknown = names.find((name) => !planned.some((one) => isNamed(one, name)))
  if (unknown !== undefined) {
    const known = [...new Set(planned.map(({ direction, scaffold }) => `${direction.slice(0, 2)}/${scaffold}`))]
    throw new Stop(`Nothing is measured of ${unknown}. There are: ${known.join(', ')}.`)
  }
  return names.length === 0 ? planned : planned.filter((one) => names.some((name) => isNamed(one, name)))
}

/** What is measured of a direction: what its bench.json says, and of a scaffold that it does not name each of `otherData` as it is. */
export function planOf(direction: Direction, root: string): Planned[] {
  const file = join(root, direction.id, 'bench.json')
  const written = existsSync(file) ? readBench(file) : {}
  const refuse = (problem: string): never => {
    throw new Stop(`${direction.id}/${existsSync(file) ? 'bench.json' : 'direction.json'}: ${problem}`)
  }
  const known = direction.scaffolds.map(({ id }) => id)
  const stranger = Object.keys(written).find((scaffold) => !known.includes(scaffold))
  if (stranger !== undefined) refuse(`there is no scaffold ${stranger}; there are ${known.join(', ')}.`)
  return direction.scaffolds.flatMap(({ id: scaffold, otherData }) => {
    const entries: readonly BenchEntry[] = written[scaffold] ?? otherData.map((data) => v.parse(entrySchema, { data }))
    return entries.map(({ data, set, ...entry }, place): Planned => {
      if (!entryOf(data)) refuse(`${scaffold} is to be measured on ${data}, which is no data set of the catalogue.`)
      const unmeasured = entry.against?.find((variant) => entry.variants && !entry.variants.includes(variant))
      if (unmeasured !== undefined)
        refuse(`${scaffold} is to be held against ${unmeasured} on ${data}, which is not among the variants that are measured there.`)
      if (entries.findIndex((other) => other.data === data) !== place) refuse(`${scaffold} is measured on ${data} twice; one comparison a data set.`)
      const typed = Object.fromEntries(Object.entries(set).map(([key, value]) => [key, String(value)]))
      return { direction: direction.id, scaffold, data, set: typed, ...entry }
    })
  })
}

/** bench.json: by scaffold, what it is measured on. It stays in the repository; no user's folder has it. */
interface BenchEntry {
  readonly data: string
  /** As --set: steps, sizes; a `learningRate` is the middle of the grid that tunes every arm. */
  readonly set: Readonly<Record<string, HyperValue>>
  /** Besides the baseline; every one unless said. */
  readonly variants?: readonly string[]
  /** Rivals of the innovation beside the baseline: the difference from each is said below the table. */
  readonly against?: readonly string[]
  readonly seeds: number
  readonly engine: EngineName
  /** How the settings were chosen, why a run takes longer than 30 seconds, what was left out. It stands below the table. */
  readonly note?: Translated
}

/** Of fewer the interval is so wide that little is ever seen. */
const leastSeeds = 5

const text = v.pipe(v.string(), v.trim(), v.nonEmpty())
const entrySchema = v.strictObject({
  data: text,
  set: v.optional(v.record(text, v.union([v.pipe(v.number(), v.finite()), v.boolean(), text])), {}),
  variants: v.exactOptional(v.pipe(v.array(text), v.minLength(1))),
  against: v.exactOptional(v.pipe(v.array(text), v.minLength(1))),
  seeds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(leastSeeds)), leastSeeds),
  engine: v.optional(v.picklist(ENGINES), 'wasm'),
  note: v.exactOptional(v.strictObject(v.entriesFromList(LANGUAGES, text))),
})
const benchSchema = v.record(text, v.pipe(v.array(entrySchema), v.minLength(1)))

function readBench(file: string): Record<string, BenchEntry[]> {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Stop(`${file} is not JSON: ${(cause as Error).message}`)
  }
  const { success, output, issues } = v.safeParse(benchSchema, parsed)
  if (success) return output
  throw new Stop(`${file}, at ${v.getDotPath(issues[0]) ?? 'its top'}: ${issues[0].message}`)
}
