// How fast an engine trains seven models beside PyTorch, from the same weights on the same batches, in turn in one run; the last line is JSON.
// `npm run bench:engines -- --help`
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Stop } from '../scripts/setUp/stop.mjs'
import { compare, refuseUnlike, type ModelResult } from './engines/compare'
import { columnOf, lastLine, type Column } from './engines/lastLine'
import type { Throughput } from './engines/messages'
import { parseOptions, usage, type Options } from './engines/options'
import { isArchive, programs, referenceFile } from './engines/places'
import { createReport } from './engines/report'
import { startEngineSide, startPythonSide, type Side } from './engines/sides'
import { torchVersion } from './engines/torch'

void main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Stop ? error.message : error)
  process.exitCode = 1
})

async function main(typed: readonly string[]): Promise<void> {
  if (typed.includes('--help')) return console.log(usage)
  const options = readOptions(typed)
  if (!options) return
  // What follows from the sources is imported only where they are: an archive has none.
  if (!isArchive) await (await import('./engines/build')).buildPrograms()
  if (options.archive !== undefined) return (await import('./engines/archive')).makeArchive(options.archive)
  if (options.memory) return (await import('./engines/memory')).watchMemory(options)
  const folder = mkdtempSync(join(tmpdir(), 'gradlab-bench-'))
  const sides: Side[] = []
  try {
    sides.push(await engineSide(options))
    await compareAll(options, folder, sides)
  } finally {
    for (const side of sides) await side.end()
    rmSync(folder, { recursive: true })
  }
}

function readOptions(typed: readonly string[]): Options | undefined {
  try {
    return parseOptions(typed)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exitCode = 2
    return undefined
  }
}

/** @param sides the engine alone; the references are added here, so that the caller ends them whatever happens */
async function compareAll(options: Options, folder: string, sides: Side[]): Promise<void> {
  const engine = sides[0]!
  const { threads } = await engine.ask({ kind: 'hello' })
  for (const reference of await references(options, threads)) sides.push(reference)
  const names = sides.map(({ name }) => name)
  const throughputs: Throughput[] = []
  const report = createReport({ names, throughputs }, options.json)
  for (const side of sides) {
    throughputs.push(await side.ask({ kind: 'throughput' }))
    report.side(side.name, await side.ask({ kind: 'hello' }), throughputs.at(-1)!)
  }
  const results: ModelResult[] = []
  for (const model of options.models) {
    results.push(await compare(model, join(folder, model.name), engine, sides.slice(1), options))
    report.model(results.at(-1)!)
  }
  report.ceilings(results)
  refuseUnlike(results)
  const columns = names.slice(1).map((name, i) =>
    columnOf(
      name,
      results.map(({ model, engine, references }) => ({ name: model.name, engineMs: engine.ms, referenceMs: references[i]!.ms })),
    ),
  )
  const [first, ...more] = columns
  const run = { engine: options.engine, node: process.version, threads, busy: Math.max(...results.map(({ busy }) => busy)) }
  if (first) console.log(lastLine(run, [first, ...more] as [Column, ...Column[]]))
  else console.log(JSON.stringify({ event: 'bench', ...run, ms: Object.fromEntries(results.map(({ model, engine }) => [model.name, engine.ms])) }))
}

async function engineSide({ engine, threads }: Options): Promise<Side> {
  if (engine !== 'tfjs-wasm') return startEngineSide(engine, join(programs, 'engine.js'), [engine], threads)
  const { tfjsWasmFolder } = await import('./engines/build')
  return startEngineSide(engine, join(programs, 'tfjsWasm.js'), [engine, tfjsWasmFolder()], threads)
}

async function references({ onlyEngine, pypi, python, device }: Options, threads: number): Promise<Side[]> {
  if (onlyEngine) return []
  const start = async (origin: string, path: string, typed: readonly string[] = []): Promise<Side> => {
    const count = device === 'cuda' ? availableParallelism() : threads
    return startPythonSide(origin, path, ['-W', 'ignore', referenceFile, '--threads', String(count), '--device', device, ...typed], count)
  }
  if (device === 'cuda' || python !== undefined || isArchive) {
    const path = python ?? 'python3'
    const version = torchVersion(path)
    if (device === 'cpu') return [await start(`torch ${version}`, path)]
    return [await start(`cuda eager ${version}`, path), await start(`cuda compiled ${version}`, path, ['--compile'])]
  }
  const { debianPython, debianVersion, pypiPython } = await import('./engines/python')
  const fromDebian = await debianPython()
  const debian = await start(`debian ${debianVersion()}`, fromDebian)
  if (!pypi) return [debian]
  const newest = await pypiPython()
  return [debian, await start(`pypi ${torchVersion(newest)}`, newest)]
}
