import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Stop } from '../../scripts/setUp/stop.mjs'
import type { Model } from './models'
import { programs } from './places'
import { startEngineSide } from './sides'
import { median, rounded } from './statistics'
import { writeModelData } from './tensors'

const [early, late, everySteps, mostGrowth] = [1_000, 10_000, 50, 1.05]

/**
 * Resident memory of the engine's process at step 10,000 beside step 1,000, each the median of the five readings up to there.
 * @throws Stop where it grew
 */
export async function watchMemory({
  engine,
  models,
  threads,
  json,
}: {
  engine: string
  models: readonly Model[]
  threads: number | undefined
  json: boolean
}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gradlab-bench-'))
  const growths: Record<string, number> = {}
  try {
    for (const model of models.filter(({ name }) => name === 'mlp' || name === 'cnn')) {
      const at = join(folder, model.name)
      writeModelData(at, model.make())
      const side = await startEngineSide(engine, join(programs, 'engine.js'), [engine], threads)
      try {
        await side.ask({ kind: 'load', model: model.name, folder: at, learningRate: model.learningRate })
        const readings: number[] = []
        while (readings.length * everySteps < late) readings.push((await side.ask({ kind: 'steps', count: everySteps })).rss)
        const upTo = (step: number): number => median(readings.slice(step / everySteps - 5, step / everySteps))
        const [before, after] = [upTo(early), upTo(late)]
        growths[model.name] = rounded(after / before)
        if (!json)
          console.log(
            `${model.title}: ${(before / 1e6).toFixed(1)} MB at step ${early}, ${(after / 1e6).toFixed(1)} MB at step ${late}, ${growths[model.name]} times as much`,
          )
      } finally {
        await side.end()
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  console.log(JSON.stringify({ event: 'memory', engine, steps: late, growth: growths }))
  const grown = Object.entries(growths).filter(([, growth]) => growth > mostGrowth)
  if (grown.length > 0) throw new Stop(`Memory is not flat: ${grown.map(([name, growth]) => `${name} has ${growth} times as much`).join(', ')}.`)
}
