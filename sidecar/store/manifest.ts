import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import * as v from 'valibot'
import { ENGINES, ENGINE_WHYS, errorTexts, GradlabError, type ErrorCode, type PhraseCode, type RunManifest } from '../../protocol'
import { manifestFile } from './layout'
import { writeWhole } from './files'

export function writeManifest(run: string, manifest: RunManifest): void {
  writeWhole(manifestFile(run), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** @throws GradlabError run/unknown where there is none, run/broken where it cannot be understood */
export function parseManifest(run: string): RunManifest {
  const file = manifestFile(run)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new GradlabError('run/unknown', { run: basename(run) }, { cause })
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new GradlabError('run/broken', { file, problem: (cause as Error).message }, { cause })
  }
  const parsed = v.safeParse(schema, json)
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw new GradlabError('run/broken', { file, problem: `${v.getDotPath(issue) ?? 'run.json'}: ${issue.message}` })
  }
  return parsed.output as RunManifest
}

const natural = v.pipe(v.number(), v.integer(), v.minValue(0))
const engine = v.picklist(ENGINES)
const hyperValue = v.union([v.number(), v.boolean(), v.string()])
const context = v.record(v.string(), v.union([v.string(), v.number(), v.object({ phrase: v.custom<PhraseCode>((code) => typeof code === 'string') })]))

const field = v.variant('kind', [
  v.object({ kind: v.literal('number'), value: v.number() }),
  v.object({ kind: v.literal('boolean'), value: v.boolean() }),
  v.object({ kind: v.literal('choice'), options: v.array(v.string()) }),
  v.object({ kind: v.literal('range'), value: v.number(), min: v.number(), max: v.number(), log: v.boolean(), live: v.boolean() }),
])

/** An error as it stands in a file. */
export const storedError = v.looseObject({
  code: v.custom<ErrorCode>((code) => typeof code === 'string' && code in errorTexts, 'not an error code'),
  context,
  where: v.optional(v.looseObject({ file: v.string(), line: natural, column: natural })),
})

const schema = v.looseObject({
  format: v.literal(1),
  name: v.string(),
  experiment: v.string(),
  direction: v.string(),
  scaffold: v.string(),
  data: v.string(),
  variant: v.string(),
  seed: natural,
  engineAsked: v.union([engine, v.literal('auto')]),
  maxSteps: v.optional(natural),
  set: v.record(v.string(), v.string()),
  createdAt: v.string(),
  sourceHash: v.string(),
  versions: v.record(v.string(), v.string()),
  status: v.picklist(['starting', 'running', 'paused', 'completed', 'stopped', 'failed', 'interrupted']),
  engine: v.optional(engine),
  fingerprint: v.optional(
    v.object({
      engine,
      simd: v.picklist(['none', 'plain', 'relaxed']),
      threads: natural,
      adapter: v.string(),
      tfjs: v.string(),
      node: v.string(),
      platform: v.string(),
    }),
  ),
  engineWhy: v.fallback(v.optional(v.picklist(ENGINE_WHYS)), undefined), // a newer Gradlab may know others, and its runs can still be looked at
  stepTimes: v.optional(v.record(v.string(), v.number())),
  hyper: v.optional(v.record(v.string(), hyperValue)),
  fields: v.optional(v.record(v.string(), field)),
  metricGoals: v.optional(v.record(v.string(), v.picklist(['higher', 'lower']))),
  steps: v.optional(natural),
  step: natural,
  parameters: v.optional(natural),
  multiplyAdds: v.optional(natural),
  seconds: v.number(),
  keeper: v.optional(v.picklist(['daemon', 'terminal'])),
  supervisorLost: v.optional(v.boolean()),
  liveChanges: v.boolean(),
  generatedData: v.optional(v.boolean()),
  metrics: v.optional(v.record(v.string(), v.union([v.number(), v.string()]))),
  error: v.optional(storedError),
})
