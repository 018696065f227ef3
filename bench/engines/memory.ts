import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Stop } from '../../scripts/setUp/stop.mjs'
import type { Model } from './models'
import type { Options } from './options'
import { programs } from './places'
import { startEngineSide } from './sides'
import { median, rounded } from './statistics'
import { writeModelData } from './tensors'

const [early, late, everySteps, mostGrowth] = [1_000, 10_000, 50, 1.05]

interface Growth {
  readonly rss: number // times as much at the late step as at the early one
  readonly megabytes: readonly [early: number, late: number]
  readonly heapMegabytes: readonly [early: number, late: number]
}

/**
 * Resident memory of the engine's process at step 10,000 beside step 1,000, each the median of the five readings up to there; JavaScript's heap, which grows
 * until V8 collects it, is named beside.
 * @throws Stop where it grew
 */
export async function watchMemory({ engine, models, threads, json }: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gradlab-bench-'))
  const growths: Record<string, Growth> = {}
  try {
    for (const model of models.filter(({ name }) => name === 'mlp' || name === 'cnn')) {
      const growth = await growthOf(model, join(folder, model.name), engine, threads)
      growths[model.name] = growth
      const [before, after] = growth.megabytes
      const heap = growth.heapMegabytes.join(' and ')
      if (!json)
        console.log(`${model.title}: ${before} MB at step ${early}, ${after} MB at step ${late}, ${growth.rss} times as much; JavaScript's heap ${heap} MB`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  console.log(JSON.stringify({ event: 'memory', engine, steps: late, growths }))
  const grown = Object.entries(growths).filter(([, { rss }]) => rss > mostGrowth)
  if (grown.length > 0) throw new Stop(`Memory is not flat: ${grown.map(([name, { rss }]) => `${name} has ${rss} times as much`).join(', ')}.`)
}

async function growthOf(model: Model, folder: string, engine: string, threads: number | undefined): Promise<Growth> {
  writeModelData(folder, model.make())
  const side = await startEngineSide(engine, join(programs, 'engine.js'), [engine], threads)
  try {
    await side.ask({ kind: 'load', model: model.name, folder, learningRate: model.learningRate })
    const readings: { rss: number; heap: number }[] = []
    while (readings.length * everySteps < late) readings.push(await side.ask({ kind: 'steps', count: everySteps }))
    const upTo = (step: number, what: 'rss' | 'heap'): number =>
      median(readings.slice(step / everySteps - 5, step / everySteps).map((reading) => rounded(reading[what] / 1e6)))
    const pair = (what: 'rss' | 'heap'): [number, number] => [upTo(early, what), upTo(late, what)]
    const [before, after] = pair('rss')
    return { rss: rounded(after / before), megabytes: [before, after], heapMegabytes: pair('heap') }
  } finally {
    await side.end()
  }
}
