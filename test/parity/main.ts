// `npm run parity`: every op of tfjs on each engine against float64 goldens, three epochs of each layer type, and calls of random shapes against the
// cpu engine. The last line is `N passed, N failed, N skipped`, or one of JSON with --json.
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { ENGINES, GradlabError, type EngineName } from '../../protocol'
import { countLine, none, add } from '../../scripts/testing/counts.mjs'
import { computeSmallOnHost } from '../../sidecar/engine/webgpu/open'
import { startEngine, type StartedEngine } from '../../sidecar/engine/start'
import { randomCalls } from './fuzz'
import { readCases, sampleOf, type Case } from './goldens'
import { readTrainings, trainLayer, type TrainingResult } from './layers'
import { goldenBy } from './measure'
import { runSuite, type OpResult } from './suite'
import { layerTable, opTable } from './table'

const options = {
  engine: { type: 'string', multiple: true },
  op: { type: 'string', multiple: true },
  sample: { type: 'boolean', default: false },
  seed: { type: 'string' },
  fuzz: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

void main()

async function main(): Promise<void> {
  const typed = parseArgs({ options }).values
  const unknown = typed.engine?.find((name) => !(ENGINES as readonly string[]).includes(name))
  if (unknown) return stop(`There is no engine ${unknown}. There are: ${ENGINES.join(', ')}.`)
  const [seed, count] = [Number(typed.seed ?? randomInt(2 ** 31)), Number(typed.fuzz ?? (typed.sample || typed.op ? 0 : 200))]
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(count)) return stop('--seed and --fuzz take a whole number.')

  const every = typed.sample ? sampleOf(readCases()) : readCases()
  const cases = typed.op ? every.filter(({ op }) => typed.op!.includes(op)) : every
  if (cases.length === 0) return stop(`No case is of the op ${typed.op!.join(', ')}.`)
  const random = count > 0 ? await asCpuHasThem(seed, count) : []
  const report = []
  for (const engine of (typed.engine ?? ENGINES) as EngineName[]) report.push(await runOn(engine, cases, typed.op ? false : true, random, seed))

  const counts = report.reduce((sum, { counts }) => add(sum, counts), none)
  console.log(typed.json ? JSON.stringify({ event: 'parity', seed, ...counts, engines: report }) : countLine(counts))
  process.exitCode = counts.failed > 0 ? 1 : 0
}

function stop(message: string): void {
  console.error(message)
  process.exitCode = 2
}

async function runOn(engine: EngineName, cases: readonly Case[], hasTrainings: boolean, random: readonly Case[], seed: number) {
  console.log(`\n=== ${engine} ===`)
  const started = Date.now()
  const start = (): Promise<StartedEngine> => startEngine(engine)
  try {
    const { fingerprint } = await start()
    console.log(`${fingerprint.platform}, Node ${fingerprint.node}, ${fingerprint.threads} threads, SIMD ${fingerprint.simd} ${fingerprint.adapter}`.trimEnd())
  } catch (thrown) {
    if (!(thrown instanceof GradlabError)) throw thrown
    console.log(`skipped: ${thrown.message}`)
    return { engine, counts: { ...none, skipped: 1 }, failures: [] }
  }
  computeSmallOnHost(false) // on webgpu, where it would hide the kernels of the GPU
  const ops = await runSuite(cases, start)
  console.log(opTable(ops))
  const trainings: TrainingResult[] = []
  for (const training of hasTrainings ? readTrainings() : []) {
    const result = await trainLayer(training)
    trainings.push(result)
    if (result.problem !== '') await start()
  }
  if (hasTrainings) console.log(`\n${layerTable(trainings)}`)
  const fuzzed = engine === 'cpu' ? [] : await runSuite(random, start)
  if (fuzzed.length > 0) console.log(`\nrandom shapes with --seed ${seed}, against cpu\n${opTable(fuzzed)}`)
  computeSmallOnHost(true)
  const onHost = engine === 'webgpu' ? await runSuite(cases, start) : []
  if (onHost.length > 0) console.log(`\nthe same with what is small computed on the host, as in a run: ${failuresOf(onHost)}`)
  const counts = [countOps(ops), countOps(onHost), countTrainings(trainings), countOps(fuzzed)].reduce(add)
  console.log(`${engine}: ${countLine(counts)}, in ${((Date.now() - started) / 1000).toFixed(0)} s`)
  return {
    engine,
    counts,
    failures: [...ops, ...fuzzed, ...onHost].flatMap(({ failures }) => failures).concat(trainings.filter(({ problem }) => problem).map(asFailure)),
  }
}

function failuresOf(results: readonly OpResult[]): string {
  const failed = results.filter(({ failures }) => failures.length > 0)
  return failed.length === 0 ? 'all as above' : `\n${opTable(failed)}`
}

function asFailure({ layer, problem }: TrainingResult): OpResult['failures'][number] {
  return { title: `training of ${layer}`, verdict: 'wrong', problem }
}

/** The calls that every engine is asked to make as cpu makes them. */
async function asCpuHasThem(seed: number, count: number): Promise<Case[]> {
  await startEngine('cpu')
  const cases: Case[] = []
  for (const call of randomCalls(seed, count)) cases.push(await goldenBy(call))
  return cases
}

function countOps(results: readonly OpResult[]): typeof none {
  return results.reduce((sum, { passed, failures }) => add(sum, { passed, failed: failures.length, skipped: 0 }), none)
}

function countTrainings(results: readonly TrainingResult[]): typeof none {
  const failed = results.filter(({ problem }) => problem !== '').length
  return { passed: results.length - failed, failed, skipped: 0 }
}
